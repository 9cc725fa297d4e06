"""Consent and tokens in the sandbox's Google."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from reminder.sandbox.gmail.client_files import SERVICE_ACCOUNT
from tests.sandbox.gmail_calls import Gmail, gmail_on_a_socket

COMPOSE = "https://www.googleapis.com/auth/gmail.compose"
READONLY = "https://www.googleapis.com/auth/gmail.readonly"
REDIRECT = "http://127.0.0.1:8765/"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
DEAD = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}


@pytest.fixture
def gmail() -> Iterator[Gmail]:
    with gmail_on_a_socket() as served:
        yield served


def consent(gmail: Gmail, **changed: str | None) -> httpx.Response:
    client = gmail.world.google_client_json(gmail.url)["installed"]
    params = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": REDIRECT,
        "scope": f"{COMPOSE} {READONLY}",
        "state": "s1",
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changed,
    }
    return gmail.http.get(client["auth_uri"], params={name: value for name, value in params.items() if value})


def answer_of(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 302
    assert response.headers["location"].startswith(f"{REDIRECT}?")
    return {name: value[0] for name, value in parse_qs(urlsplit(response.headers["location"]).query).items()}


def exchange(gmail: Gmail, code: str, **changed: str) -> httpx.Response:
    return ask(
        gmail,
        **{
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
            **changed,
        },
    )


def refresh(gmail: Gmail, token: str, **changed: str) -> httpx.Response:
    return ask(gmail, **{"grant_type": "refresh_token", "refresh_token": token, **changed})


def ask(gmail: Gmail, **form: str) -> httpx.Response:
    client = gmail.world.google_client_json(gmail.url)["installed"]
    known = {"client_id": client["client_id"], "client_secret": client["client_secret"]}
    return gmail.http.post(client["token_uri"], data={**known, **form})


def profile_with(gmail: Gmail, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return gmail.http.get("/gmail/v1/users/me/profile", headers=headers).status_code


def test_consent_redirects_with_code_state_and_scope_and_the_code_buys_tokens(gmail: Gmail) -> None:
    redirected = answer_of(consent(gmail))

    tokens = exchange(gmail, redirected["code"]).json()

    assert (redirected["state"], redirected["scope"]) == ("s1", f"{COMPOSE} {READONLY}")
    assert {name: tokens[name] for name in ("expires_in", "scope", "token_type")} == {
        "expires_in": 3599,
        "scope": f"{COMPOSE} {READONLY}",
        "token_type": "Bearer",
    }
    assert profile_with(gmail, tokens["access_token"]) == 200
    assert profile_with(gmail, refresh(gmail, tokens["refresh_token"]).json()["access_token"]) == 200


def test_an_unticked_scope_is_not_granted(gmail: Gmail) -> None:
    gmail.world.knobs.unticked_scopes = frozenset({READONLY})

    redirected = answer_of(consent(gmail))

    assert redirected["scope"] == COMPOSE
    assert exchange(gmail, redirected["code"]).json()["scope"] == COMPOSE


def test_a_refused_consent_says_so(gmail: Gmail) -> None:
    gmail.world.knobs.denies_consent = True

    assert answer_of(consent(gmail)) == {"state": "s1", "error": "access_denied"}


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"redirect_uri": "https://acme.example/callback"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}, 400, "redirect_uri_mismatch"),
        ({"scope": "https://www.googleapis.com/auth/gmail.everything"}, 400, "invalid_scope"),
        ({"scope": None}, 400, "invalid_request"),
        ({"code_challenge_method": "plain"}, 400, "invalid_request"),
    ],
)
def test_a_wrong_consent_request_gets_an_error_page(
    gmail: Gmail, changed: dict[str, str | None], status: int, error: str
) -> None:
    response = consent(gmail, **changed)

    assert response.status_code == status
    assert error in response.text


def test_a_code_works_once(gmail: Gmail) -> None:
    code = answer_of(consent(gmail))["code"]
    exchange(gmail, code)

    again = exchange(gmail, code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_dies_after_ten_minutes(gmail: Gmail) -> None:
    code = answer_of(consent(gmail))["code"]
    gmail.clock.advance(minutes=10)

    assert exchange(gmail, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:9999/"}, 400, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_exchange_is_refused(gmail: Gmail, changed: dict[str, str], status: int, error: str) -> None:
    code = answer_of(consent(gmail))["code"]

    response = exchange(gmail, code, **changed)

    assert (response.status_code, response.json()["error"]) == (status, error)


def test_a_second_consent_brings_a_refresh_token_only_when_prompted(gmail: Gmail) -> None:
    exchange(gmail, answer_of(consent(gmail))["code"])

    unprompted = exchange(gmail, answer_of(consent(gmail, prompt=None))["code"]).json()
    prompted = exchange(gmail, answer_of(consent(gmail))["code"]).json()

    assert "refresh_token" not in unprompted
    assert "refresh_token" in prompted


def test_an_access_token_dies_after_an_hour(gmail: Gmail) -> None:
    token = gmail.world.access_token(["gmail.compose"])

    gmail.clock.advance(seconds=3590)
    alive = profile_with(gmail, token)
    gmail.clock.advance(seconds=10)

    assert (alive, profile_with(gmail, token)) == (200, 401)


def test_a_refresh_token_of_a_testing_app_dies_after_seven_days(gmail: Gmail) -> None:
    gmail.world.knobs.testing_app = True
    token = gmail.world.grant(["gmail.compose"])

    gmail.clock.advance(days=6, hours=23)
    alive = refresh(gmail, token)
    gmail.clock.advance(hours=1)
    dead = refresh(gmail, token)

    assert alive.status_code == 200
    assert (dead.status_code, dead.json()) == (400, DEAD)


def test_a_refresh_token_of_a_published_app_lives_on(gmail: Gmail) -> None:
    token = gmail.world.grant(["gmail.compose"])

    gmail.clock.advance(days=100)

    assert refresh(gmail, token).status_code == 200


def test_a_refresh_token_unused_for_six_months_is_dead(gmail: Gmail) -> None:
    token = gmail.world.grant(["gmail.compose"])

    gmail.clock.advance(days=184)

    assert refresh(gmail, token).json() == DEAD


def test_revoking_ends_the_refresh_token_and_its_access_tokens(gmail: Gmail) -> None:
    token = gmail.world.grant(["gmail.compose"])
    access = refresh(gmail, token).json()["access_token"]

    first = gmail.http.post("/revoke", data={"token": token})
    second = gmail.http.post("/revoke", data={"token": token})

    assert (first.status_code, second.status_code) == (200, 400)
    assert refresh(gmail, token).json() == DEAD
    assert profile_with(gmail, access) == 401


def test_a_changed_password_ends_everything(gmail: Gmail) -> None:
    token = gmail.world.grant(["gmail.compose"])

    gmail.world.accounts.revoke_all()

    assert refresh(gmail, token).json() == DEAD


def test_past_a_hundred_the_oldest_refresh_token_dies(gmail: Gmail) -> None:
    tokens = [gmail.world.grant(["gmail.compose"]) for _ in range(101)]

    assert refresh(gmail, tokens[0]).json() == DEAD
    assert refresh(gmail, tokens[1]).status_code == 200


def assertion(**changed: Any) -> str:  # noqa: ANN401 - any claim
    claims = {
        "iss": SERVICE_ACCOUNT,
        "scope": COMPOSE,
        "aud": "http://127.0.0.1/token",
        "sub": "administratie@acme.example",
        "iat": 1_700_000_000,
        "exp": 1_700_003_600,
        **changed,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    parts = (json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, kept))
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2lnbmF0dXJl"])


def ask_as_service_account(gmail: Gmail, jwt: str) -> httpx.Response:
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": jwt}
    return gmail.http.post("/token", data=form)


def test_a_service_account_acts_for_a_mailbox_once_it_is_delegated(gmail: Gmail) -> None:
    before = ask_as_service_account(gmail, assertion())
    gmail.world.service_account_json(gmail.url, delegated=["gmail.compose"])
    after = ask_as_service_account(gmail, assertion())

    assert (before.status_code, before.json()["error"]) == (401, "unauthorized_client")
    assert profile_with(gmail, after.json()["access_token"]) == 200


def test_a_service_account_without_a_subject_has_no_mailbox(gmail: Gmail) -> None:
    token = ask_as_service_account(gmail, assertion(sub=None)).json()["access_token"]

    assert profile_with(gmail, token) == 400


@pytest.mark.parametrize(
    ("jwt", "error"),
    [
        ("no jwt", "invalid_grant"),
        (assertion(exp=1_700_009_000), "invalid_grant"),
        (assertion(scope=None), "invalid_grant"),
        (assertion(sub="elders@acme.example"), "invalid_grant"),
        (assertion(scope=READONLY), "unauthorized_client"),
    ],
)
def test_a_wrong_assertion_is_refused(gmail: Gmail, jwt: str, error: str) -> None:
    gmail.world.service_account_json(gmail.url, delegated=["gmail.compose"])

    assert ask_as_service_account(gmail, jwt).json()["error"] == error


def test_a_testing_app_says_when_its_refresh_token_will_die(gmail: Gmail) -> None:
    gmail.world.knobs.testing_app = True

    tokens = exchange(gmail, answer_of(consent(gmail))["code"]).json()

    assert tokens["refresh_token_expires_in"] == int(timedelta(days=7).total_seconds()) - 1
