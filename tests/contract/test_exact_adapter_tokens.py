"""The token protocol against the sandbox's rules: single use, no early renewal, one living chain."""

import hashlib
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from types import FrameType

import pytest

from reminder.errors import AuthorisationError, ReminderError, StoreError, UnavailableError
from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.token_call import TokenCall
from reminder.ports.store import PendingRefresh, Token
from reminder.sandbox import fault_actions as go
from reminder.sandbox.exact.knobs import Knobs
from tests.contract.exact_connection import Connection, connect, connected, settings_for

TOKEN = "oauth2/token"


@pytest.fixture
def exact() -> Iterator[Connection]:
    with connected() as connection:
        yield connection


def stored(exact: Connection) -> Token:
    assert exact.tokens.token is not None
    return exact.tokens.token


def posts(exact: Connection) -> int:
    return len(exact.calls(TOKEN))


def in_answer(**changes: object) -> go.Action:
    """Change fields of a token answer; None takes one out."""

    def changed(body: bytes) -> bytes:
        fields = json.loads(body) | changes
        return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()

    return go.replace_body(changed)


def failure(act: Callable[[], object]) -> ReminderError:
    with pytest.raises(ReminderError) as caught:
        act()
    return caught.value


def test_a_fresh_token_costs_neither_a_lock_nor_a_call(exact: Connection):
    exact.clock.sandbox.advance(seconds=565)

    assert exact.auth.access() == stored(exact).access
    assert exact.tokens.events == []
    assert posts(exact) == 0


def test_a_token_in_its_last_seconds_is_renewed_and_stored_before_use(exact: Connection):
    before = stored(exact)
    exact.clock.sandbox.advance(seconds=571)

    access = exact.auth.access()

    assert access == stored(exact).access != before.access
    assert exact.tokens.events == ["lock", "begin", "save", "unlock"]
    assert (posts(exact), exact.journal.kept, exact.tokens.mark) == (1, b"", None)
    assert exact.world.authority.accepts(access)


@pytest.mark.fault(21)
def test_a_renewal_is_never_asked_for_sooner_than_exact_allows(exact: Connection):
    slow = replace(stored(exact), issued_at=stored(exact).issued_at + timedelta(seconds=20))
    exact.tokens.token = slow
    exact.clock.sandbox.advance(seconds=580)

    assert exact.auth.access() == slow.access
    assert posts(exact) == 0


def test_a_token_refused_while_renewal_is_not_allowed_yet_waits_for_it(exact: Connection):
    slow = replace(stored(exact), issued_at=stored(exact).issued_at + timedelta(seconds=20))
    exact.tokens.token = slow
    exact.clock.sandbox.advance(seconds=585)

    renewed = exact.auth.replace(slow.access)

    assert renewed != slow.access
    assert [round(seconds) for seconds in exact.clock.slept] == [5]
    assert exact.steps.seen == ["waiting 5 s until Exact gives a new token"]


@pytest.mark.parametrize("knobs", [Knobs(expires_in_is_number=True), Knobs(expires_in_is_number=False)])
def test_a_life_is_a_number_or_a_text(knobs: Knobs):
    with connected(knobs=knobs) as exact:
        exact.clock.sandbox.advance(days=3)
        exact.auth.access()

        life = stored(exact).expires_at - exact.clock.now()

    assert timedelta(seconds=590) < life <= timedelta(seconds=600)


@pytest.mark.fault(20)
def test_many_at_once_renew_once(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    others = [
        ExactAuth(tokens=exact.tokens, call=exact.auth.call, clock=exact.clock, administration="acme") for _ in range(6)
    ]

    with ThreadPoolExecutor(6) as pool:
        tokens = set(pool.map(lambda auth: auth.access(), others))

    assert tokens == {stored(exact).access}
    assert posts(exact) == 1


def test_a_token_that_another_process_renewed_is_taken_over(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    exact.auth.access()

    assert exact.auth.replace("refused-long-ago") == stored(exact).access
    assert posts(exact) == 1


@pytest.mark.parametrize("status", [400, 401])
def test_too_early_keeps_the_stored_token_in_use(status: int):
    with connected(knobs=Knobs(too_early_status=status)) as exact:
        future = exact.clock.now() + timedelta(hours=2)
        exact.tokens.token = replace(stored(exact), issued_at=future, expires_at=future + timedelta(seconds=600))

        accesses = {exact.auth.access() for _ in range(3)}

        assert accesses == {stored(exact).access}
        assert posts(exact) == 1
        assert exact.tokens.mark is None


@pytest.mark.fault(22)
def test_a_clock_that_was_set_back_does_not_keep_a_dead_token(exact: Connection):
    future = exact.clock.now() + timedelta(hours=2)
    exact.tokens.token = replace(stored(exact), issued_at=future, expires_at=future + timedelta(seconds=600))
    exact.clock.sandbox.advance(seconds=600)

    access = exact.auth.access()

    assert exact.world.authority.accepts(access)


@pytest.mark.fault(29)
@pytest.mark.parametrize("knobs", [Knobs(), Knobs(reused_token_status=400)])
def test_a_token_that_a_copy_used_needs_a_person_and_says_so_without_a_secret(knobs: Knobs):
    with connected(knobs=knobs) as exact:
        exact.clock.sandbox.advance(hours=1)
        old = stored(exact)
        exact.auth.access()
        exact.tokens.token = old
        error = failure(exact.auth.access)

    assert isinstance(error, AuthorisationError)
    assert error.hint == "run `reminder auth exact -a acme`"
    assert "the refresh token was used before, and not by this installation: is a copy of it" in error.message
    assert old.refresh not in error.message
    assert exact.tokens.token == old


@pytest.mark.fault(25)
def test_thirty_days_of_silence_need_a_person(exact: Connection):
    exact.clock.sandbox.advance(days=31)

    error = failure(exact.auth.access)

    assert (error.exit_code, "30 days" in error.message) == (5, True)


@pytest.mark.fault(27)
def test_a_withdrawn_consent_needs_a_person(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    exact.world.authority.revoke()

    error = failure(exact.auth.access)

    assert (error.exit_code, "broken off: was access given anew on another machine" in error.message) == (5, True)


@pytest.mark.fault(17)
def test_a_lost_answer_is_not_asked_for_again_in_this_run(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    exact.fault(go.close_after, TOKEN)

    error = failure(exact.auth.access)

    assert isinstance(error, UnavailableError)
    assert exact.tokens.mark is not None
    assert posts(exact) == 1


@pytest.mark.fault(16)
def test_after_a_lost_answer_the_stored_token_is_tried_once_and_the_reason_named(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    begun = exact.clock.now()
    exact.fault(go.close_after, TOKEN)
    failure(exact.auth.access)
    exact.clock.sandbox.advance(days=7)

    error = failure(exact.auth.access)

    assert error.exit_code == 5
    assert f"a renewal of {begun:%Y-%m-%d %H:%M} UTC was never finished" in error.message
    assert posts(exact) == 2


def test_a_request_that_died_before_exact_saw_it_is_made_up_for(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    exact.fault(go.close_before, TOKEN)
    failure(exact.auth.access)

    access = exact.auth.access()

    assert exact.world.authority.accepts(access)
    assert exact.tokens.mark is None


def test_a_connection_that_was_never_made_leaves_no_mark(exact: Connection):
    settings = settings_for(exact.world, "http://127.0.0.1:9")
    away = connect(exact.world, exact.faults, server=exact.server, settings=settings)
    away.clock.sandbox.advance(hours=1)

    error = failure(away.auth.access)
    away.ledger.close()

    assert isinstance(error, UnavailableError)
    assert away.tokens.events == ["lock", "begin", "clear_pending", "unlock"]


@pytest.mark.fault(18)
def test_an_answer_that_could_not_be_stored_is_recovered_without_a_call(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    exact.fault(go.meanwhile(lambda: setattr(exact.tokens, "error", StoreError("full"))), TOKEN)
    failure(exact.auth.access)
    exact.tokens.error = None

    access = exact.auth.access()

    assert exact.world.authority.accepts(access)
    assert posts(exact) == 1
    assert (exact.journal.kept, exact.tokens.mark) == (b"", None)


@pytest.mark.fault(26)
def test_a_full_disk_shows_before_the_request(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    exact.tokens.error = StoreError("full")

    error = failure(exact.auth.access)

    assert error.exit_code == 7
    assert posts(exact) == 0


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"refresh_token": None}, "refresh_token"),
        ({"access_token": ""}, "access_token"),
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": -5}, "expires_in"),
        ({"expires_in": 10**12}, "expires_in"),
    ],
)
def test_an_answer_with_a_bad_field_names_it_and_the_old_pair_stays(
    exact: Connection, change: dict[str, object], field: str
):
    exact.clock.sandbox.advance(hours=1)
    before = stored(exact)
    exact.fault(in_answer(**change), TOKEN)

    error = failure(exact.auth.access)

    assert (error.exit_code, error.message) == (5, f"Exact's answer with a new token has no good {field}")
    assert stored(exact) == before


@pytest.mark.parametrize(
    "action", [go.html_page(), go.status(500), go.truncate(), go.status(429), go.drip(20), go.drip_headers(20)]
)
def test_an_answer_that_is_none_leaves_the_mark(exact: Connection, action: go.Action):
    exact.clock.sandbox.advance(hours=1)
    exact.fault(action, TOKEN)

    error = failure(exact.auth.access)

    assert error.exit_code == 6
    assert exact.tokens.mark is not None
    assert posts(exact) == 1


@pytest.mark.fault(17)
def test_an_answer_that_takes_its_time_is_waited_for(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    exact.fault(go.delay_after(1), TOKEN)

    assert exact.world.authority.accepts(exact.auth.access())
    assert posts(exact) == 1
    assert TokenCall(settings=exact.auth.call.settings, journal=exact.journal).read == 120


def test_no_secret_is_in_an_error(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    token = stored(exact)
    secrets = (token.access, token.refresh, exact.world.registration.client_secret)
    for action in (go.close_after, go.html_page(token.refresh.encode()), in_answer(refresh_token=None), go.status(400)):
        exact.fault(action, TOKEN)
        error = failure(exact.auth.access)

        assert not [secret for secret in secrets if secret in f"{error!r}{error.hint}{error.__cause__}"]


def test_a_code_becomes_a_pair_once(exact: Connection):
    exact.tokens.token = None
    code, redirect_uri = exact.world.issue_code(), exact.world.registration.redirect_uri

    exact.auth.connect(code, redirect_uri)

    assert exact.world.authority.accepts(exact.auth.access())
    assert failure(lambda: exact.auth.connect(code, redirect_uri)).exit_code == 5


def test_before_the_first_consent_the_command_is_named(exact: Connection):
    exact.tokens.token = None

    error = failure(exact.auth.access)

    assert (error.exit_code, error.hint) == (5, "run `reminder auth exact -a acme`")


def test_a_first_consent_cut_short_is_finished_from_the_journal(exact: Connection):
    exact.tokens.token = None
    answer = exact.world.grant()
    exact.journal.append(json.dumps(answer).encode())
    digest = hashlib.sha256(b"code").hexdigest()
    exact.tokens.mark = PendingRefresh(refresh_digest=digest, begun_at=exact.clock.now())

    assert exact.auth.access() == answer["access_token"]
    assert posts(exact) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_waits_until_the_pair_is_stored(exact: Connection, number: signal.Signals):
    exact.clock.sandbox.advance(hours=1)
    before = stored(exact)
    seen: list[bool] = []

    def note(_number: int, _frame: FrameType | None) -> None:
        seen.append(stored(exact) != before)

    usual = signal.signal(number, note)
    try:
        exact.fault(go.meanwhile(lambda: os.kill(os.getpid(), number)), TOKEN)
        exact.auth.access()
    finally:
        signal.signal(number, usual)

    assert seen == [True]
    assert signal.getsignal(number) == usual


def test_outside_the_main_thread_there_is_no_signal_to_hold(exact: Connection):
    exact.clock.sandbox.advance(hours=1)
    worker = threading.Thread(target=exact.auth.access)

    worker.start()
    worker.join(10)

    assert exact.tokens.events[-2:] == ["save", "unlock"]
