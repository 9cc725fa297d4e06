"""Exact's token rules, as a program meets them."""

from collections.abc import Iterator

import httpx
import pytest

from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.exact.oauth import Registration
from tests.sandbox.exact_calls import Exact, exact_on_a_socket, good, query_of

OLD_CHAIN = "Token is not allowed, because of invalid or empty chainId"


@pytest.fixture
def exact() -> Iterator[Exact]:
    with exact_on_a_socket() as served:
        yield served


def consent(exact: Exact, **changes: str) -> httpx.Response:
    registered = exact.world.registration
    asked = {"client_id": registered.client_id, "redirect_uri": registered.redirect_uri, "response_type": "code"}
    return exact.http.get("/api/oauth2/auth", params={**asked, "state": "s 1", "force_login": "0", **changes})


def error_of(response: httpx.Response) -> tuple[int, str, str]:
    body = response.json()
    return response.status_code, body["error"], body["error_description"]


def test_consent_leads_back_with_an_encoded_code_and_the_state(exact: Exact):
    answer = consent(exact)

    location = answer.headers["location"]
    assert answer.status_code == 302
    assert location.startswith("https://localhost.example/callback?code=")
    assert "%21" in location
    assert "!" not in location
    assert query_of(location)["state"] == "s 1"
    good(exact.exchange(query_of(location)["code"]))


def test_a_client_id_in_braces_is_the_same_client(exact: Exact):
    answer = consent(exact, client_id="{" + exact.world.registration.client_id.upper() + "}")

    assert answer.status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://localhost.example/callback"},
        {"redirect_uri": "https://elsewhere.example/callback"},
        {"client_id": "another"},
    ],
)
def test_an_app_that_is_not_as_registered_sees_a_page(exact: Exact, changes: dict[str, str]):
    answer = consent(exact, **changes)

    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")


def test_a_plain_http_address_is_refused_even_if_registered(exact: Exact):
    exact.world.registration = Registration(redirect_uri="http://localhost.example/callback")

    assert consent(exact).status_code == 401


def test_tokens_are_long_and_expires_in_is_a_string(exact: Exact):
    answer = good(exact.exchange(exact.world.issue_code()))

    assert set(answer) == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert answer["expires_in"] == "600"
    assert len(answer["access_token"]) > 900


def test_expires_in_can_be_a_number():
    with exact_on_a_socket(knobs=Knobs(expires_in_is_number=True)) as exact:
        answer = good(exact.exchange(exact.world.issue_code()))

    assert answer["expires_in"] == 600


def test_a_code_works_once(exact: Exact):
    code = exact.world.issue_code()
    good(exact.exchange(code))

    again = exact.exchange(code)

    assert error_of(again)[:2] == (400, "invalid_request")


@pytest.mark.parametrize(("seconds", "status"), [(179, 200), (181, 400)])
def test_a_code_lives_three_minutes(exact: Exact, seconds: int, status: int):
    code = exact.world.issue_code()
    exact.clock.advance(seconds=seconds)

    answer = exact.exchange(code)

    assert answer.status_code == status


def test_a_code_that_was_not_decoded_is_refused(exact: Exact):
    code = exact.world.issue_code().replace("!", "%21")

    answer = exact.exchange(code)

    assert answer.status_code == 400


def test_the_token_endpoint_wants_a_form(exact: Exact):
    answer = exact.http.post("/api/oauth2/token", json={"grant_type": "refresh_token"})

    assert answer.status_code == 400


def test_a_wrong_secret_is_refused(exact: Exact):
    answer = exact.token(grant_type="authorization_code", code=exact.world.issue_code(), client_secret="guess")

    assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize(("seconds", "status"), [(569, 400), (570, 200), (86_400, 200)])
def test_a_refresh_is_refused_before_570_seconds(exact: Exact, seconds: int, status: int):
    token = exact.world.grant()
    exact.clock.advance(seconds=seconds)

    answer = exact.refresh(token)

    assert answer.status_code == status


def test_an_early_refresh_says_so_and_leaves_the_token_good(exact: Exact):
    token = exact.world.grant()

    early = exact.refresh(token)

    assert error_of(early) == (400, "access_denied", "Rate limit exceeded: access_token not expired")
    assert early.headers["reason"].startswith("TooEarlyToRefreshTokens")
    exact.clock.advance(seconds=570)
    good(exact.refresh(token))


def test_an_early_refresh_can_be_a_401():
    with exact_on_a_socket(knobs=Knobs(too_early_status=401)) as exact:
        early = exact.refresh(exact.world.grant())

    assert early.status_code == 401


@pytest.mark.parametrize("status", [401, 400])
def test_a_refresh_token_works_once(status: int):
    with exact_on_a_socket(knobs=Knobs(reused_token_status=status)) as exact:
        token = exact.world.grant()
        exact.clock.advance(seconds=570)
        newer = good(exact.refresh(token))

        again = exact.refresh(token)

        assert error_of(again) == (status, "unauthorized_client", "Old refresh token used.")
        exact.clock.advance(seconds=570)
        good(exact.refresh(newer))


def test_a_refresh_token_dies_after_thirty_days(exact: Exact):
    token = exact.world.grant()
    exact.clock.advance(days=30, seconds=1)

    answer = exact.refresh(token)

    status, error, text = error_of(answer)
    assert (status, error) == (400, "invalid_request")
    assert text.startswith("The refresh token expired at 12/23/2026 7:00:")
    assert " AM and it is now " in text


def test_a_new_authorisation_ends_the_chain_before_it(exact: Exact):
    old = exact.world.grant()
    exact.use(old)
    exact.clock.advance(seconds=570)
    good(exact.exchange(exact.world.issue_code()))

    assert error_of(exact.refresh(old)) == (400, "invalid_grant", OLD_CHAIN)
    assert exact.http.get("/api/v1/current/Me").status_code == 401


def test_an_unknown_refresh_token_has_no_chain(exact: Exact):
    answer = exact.refresh({"refresh_token": "never given"})

    assert error_of(answer) == (400, "invalid_grant", OLD_CHAIN)


def test_a_withdrawn_consent_ends_every_token(exact: Exact):
    token = exact.world.grant()
    exact.use(token)
    exact.clock.advance(seconds=570)
    exact.world.authority.revoke()

    assert exact.refresh(token).status_code == 400
    assert exact.http.get("/api/v1/current/Me").status_code == 401


def test_the_201st_token_call_of_a_day_is_refused(exact: Exact):
    answers = [exact.refresh({"refresh_token": "never given"}).status_code for _ in range(201)]

    assert set(answers[:200]) == {400}
    assert answers[200] == 429
    exact.clock.advance(days=1)
    assert exact.exchange(exact.world.issue_code()).status_code == 200


def test_the_old_access_token_lives_on_beside_the_new_one(exact: Exact):
    token = exact.world.grant()
    exact.use(token)
    exact.clock.advance(seconds=575)
    good(exact.refresh(token))

    good(exact.http.get("/api/v1/current/Me"))
    exact.clock.advance(seconds=25)

    assert exact.http.get("/api/v1/current/Me").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer nobody", "Basic abc"])
def test_a_call_without_a_living_bearer_token_is_a_401_that_says_why(exact: Exact, header: str):
    exact.http.headers["authorization"] = header

    answer = exact.http.get("/api/v1/current/Me")

    assert (answer.status_code, answer.content) == (401, b"")
    assert "expired" in answer.headers["www-authenticate"]
    assert "x-ratelimit-limit" not in answer.headers


def test_a_401_can_be_a_page():
    with exact_on_a_socket(knobs=Knobs(unauthorised_is_html=True)) as exact:
        exact.clock.advance(seconds=601)
        answer = exact.http.get("/api/v1/current/Me")

    assert answer.status_code == 401
    assert "Object moved" in answer.text
    assert "www-authenticate" in answer.headers
