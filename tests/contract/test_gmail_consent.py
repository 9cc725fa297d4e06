"""Giving access: the address to visit, the loopback callback, and what becomes of the answer."""

import http.client
import re
import socket
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from reminder.errors import AuthorisationError, UnavailableError, UsageError
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.consent import Consent, Waiting
from reminder.mailboxes.gmail.settings import READONLY, scopes
from reminder.sandbox import fault_actions as actions
from reminder.sandbox.faults import Fault
from tests.fakes_mailbox import ADDRESS
from tests.gmail_stage import GmailStage, MemoryStore, gmail_stage


@pytest.fixture
def stage() -> Iterator[GmailStage]:
    with gmail_stage() as stage:
        yield stage


@pytest.fixture
def consent(stage: GmailStage) -> Consent:
    return Consent(stage.settings, clock=stage.clock)


def get(url: str, *, method: str = "GET", host: str | None = None) -> tuple[int, dict[str, str], str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request(method, f"{parts.path}?{parts.query}", headers={"Host": host or parts.netloc})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, page


def agreed(waiting: Waiting) -> str:
    """Let a person agree on Google's page; gives where the browser is sent then."""
    return get(waiting.url)[1]["location"]


def callback(waiting: Waiting, **query: str) -> str:
    """Give an address on the listener, with the right state unless told otherwise."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(waiting.url).query).items()}
    return f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], **query})}"


def test_the_address_asks_for_lasting_access_with_proof_and_state(stage: GmailStage, consent: Consent):
    with consent.listen() as waiting:
        asked = parse_qs(urlsplit(waiting.url).query)

    assert waiting.url.startswith(f"{stage.url}/o/oauth2/auth?")
    assert asked["scope"] == [" ".join(scopes(stage.settings))]
    assert (asked["access_type"], asked["prompt"], asked["code_challenge_method"]) == (
        ["offline"],
        ["consent"],
        ["S256"],
    )
    assert len(asked["state"][0]) >= 43
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/callback", asked["redirect_uri"][0])


def test_consent_in_the_browser_gives_a_grant_that_works(stage: GmailStage, consent: Consent):
    with consent.listen() as waiting:
        get(agreed(waiting))
        redirected = waiting.wait(5)
        assert redirected is not None
        grant = consent.exchange(redirected)

    store = MemoryStore(text=grant.text())
    assert GmailClient(stage.settings, store=store, clock=stage.clock).identity().address == ADDRESS
    assert (grant.account, grant.scopes) == (ADDRESS, scopes(stage.settings))
    assert grant.issued_at == stage.clock.now().isoformat()


def test_a_pasted_address_does_as_well(consent: Consent):
    with consent.listen() as waiting:
        pasted = f"  {agreed(waiting)}\n"
        assert waiting.wait(0) is None

        grant = consent.exchange(pasted)

    assert grant.refresh_token


def test_a_bare_code_does_as_well(consent: Consent):
    with consent.listen() as waiting:
        code = parse_qs(urlsplit(agreed(waiting)).query)["code"][0]

        grant = consent.exchange(code)

    assert grant.refresh_token


def test_a_pasted_address_of_another_request_is_refused(stage: GmailStage, consent: Consent):
    with Consent(stage.settings, clock=stage.clock).listen() as other, consent.listen():
        redirected = agreed(other)

    with pytest.raises(AuthorisationError, match="does not belong"):
        consent.exchange(redirected)


@pytest.mark.parametrize("pasted", ["", "http://[?state=", "?code=x", "https://x.example/?state=é&code=x", "a=b"])
def test_what_is_no_such_address_is_refused(consent: Consent, pasted: str):
    with consent.listen(), pytest.raises(AuthorisationError, match="does not belong"):
        consent.exchange(pasted)


def test_consent_that_was_denied_is_said(stage: GmailStage, consent: Consent):
    stage.world.knobs.denies_consent = True

    with consent.listen() as waiting:
        get(agreed(waiting))
        redirected = waiting.wait(5)

        with pytest.raises(AuthorisationError, match="not given"):
            consent.exchange(redirected or "")


def test_a_box_that_was_unticked_is_named(stage: GmailStage, consent: Consent):
    stage.world.knobs.unticked_scopes = frozenset({READONLY})

    with consent.listen() as waiting, pytest.raises(AuthorisationError, match=r"gmail\.readonly"):
        consent.exchange(agreed(waiting))


def test_consent_for_another_mailbox_is_refused_without_naming_it(stage: GmailStage, consent: Consent):
    stage.world.add_mailbox("iemand@elders.example")
    stage.world.knobs.consenting = "iemand@elders.example"

    with consent.listen() as waiting, pytest.raises(AuthorisationError, match="another mailbox") as caught:
        consent.exchange(agreed(waiting))

    assert "@" not in caught.value.message


def test_a_code_is_good_once(consent: Consent):
    with consent.listen() as waiting:
        redirected = agreed(waiting)
        consent.exchange(redirected)

        with pytest.raises(AuthorisationError, match="invalid_grant"):
            consent.exchange(redirected)


@pytest.mark.parametrize("path", ["/token", "/profile"])
@pytest.mark.parametrize("action", [actions.close_before, actions.close_after, actions.html_page()])
def test_google_out_of_order_is_an_outage(stage: GmailStage, consent: Consent, path: str, action: actions.Action):
    stage.faults.add(Fault(action=action, path=path, every=True))

    with consent.listen() as waiting, pytest.raises(UnavailableError):
        consent.exchange(agreed(waiting))


def test_an_answer_without_a_refresh_token_is_refused(stage: GmailStage, consent: Consent):
    answer = b'{"access_token": "x", "scope": "%s"}' % " ".join(scopes(stage.settings)).encode()
    stage.faults.add(Fault(action=actions.replace_body(lambda _: answer), path="/token"))

    with consent.listen() as waiting, pytest.raises(AuthorisationError, match="no lasting access"):
        consent.exchange(agreed(waiting))


def test_the_page_shows_and_keeps_nothing(consent: Consent):
    with consent.listen() as waiting:
        status, headers, page = get(callback(waiting, code="4/secret"))

    assert status == 200
    assert "secret" not in page
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_callback_takes_one_answer(consent: Consent):
    with consent.listen() as waiting:
        get(callback(waiting, code="first"))

        assert get(callback(waiting, code="second"))[0] == 410
        assert "first" in (waiting.wait(5) or "")


def test_the_callback_refuses_what_is_not_for_it(consent: Consent):
    with consent.listen() as waiting:
        right = callback(waiting, code="x")
        elsewhere = right.replace("/callback", "/other")
        refusals = [
            get(callback(waiting, code="x", state="guessed"))[0],
            get(callback(waiting, code="x", state=""))[0],
            get(callback(waiting))[0],
            get(elsewhere)[0],
            get(right, host="evil.example")[0],
            get(right, method="POST")[0],
            get(callback(waiting, code="x" * 5000))[0],
        ]

        assert refusals == [400, 400, 400, 404, 421, 501, 414]
        assert waiting.wait(0) is None


def test_markup_in_an_error_is_not_shown(consent: Consent):
    with consent.listen() as waiting:
        page = get(callback(waiting, error="<script>alert(1)</script>"))[2]

    assert "script" not in page


def test_the_time_for_consent_ends(stage: GmailStage, consent: Consent):
    with consent.listen() as waiting:
        stage.clock.advance(minutes=11)

        with pytest.raises(AuthorisationError, match="in time"):
            waiting.wait(0)


def test_a_port_that_is_taken_is_a_wrong_use(stage: GmailStage):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        consent = Consent(stage.settings, clock=stage.clock, port=taken.getsockname()[1])

        with pytest.raises(UsageError, match="cannot listen"), consent.listen():
            pass


def test_the_same_port_can_be_used_again_at_once(stage: GmailStage):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    for _ in range(2):
        consent = Consent(stage.settings, clock=stage.clock, port=port)
        with consent.listen() as waiting:
            assert get(callback(waiting, code="x"))[0] == 200


def test_a_caller_that_says_nothing_does_not_keep_the_listener(consent: Consent):
    with consent.listen() as waiting:
        where = urlsplit(callback(waiting))
        with socket.create_connection((where.hostname or "", where.port or 0)):
            pass

        assert get(callback(waiting, code="x"))[0] == 200
