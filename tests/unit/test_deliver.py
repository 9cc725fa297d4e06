"""Delivering: what is recorded, what is refused, and where it stops."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from reminder.app.run import run
from reminder.errors import AuthorisationError, Stopped, UnavailableError
from reminder.model.policy import Mode
from reminder.model.reminder import State
from reminder.model.run import AdministrationRun, RunState
from reminder.ports.mailbox import Effect, Written
from reminder.ports.stopping import NeverStopped
from tests.builders import TODAY, a_credit, a_debtor, a_receivable
from tests.fakes import FakeLedger
from tests.offices import World

WEEK = timedelta(days=7)
LATER = TODAY + WEEK


def a_world(*, mode: Mode = Mode.SEND, debtors: int = 1) -> World:
    """Build an administration with one overdue invoice a debtor."""
    people = {f"debtor-{code}": a_debtor(code=code) for code in range(1, debtors + 1)}
    rows = tuple(
        a_receivable(invoice=f"2600004{number}", debtor_id=debtor_id) for number, debtor_id in enumerate(people)
    )
    return World(ledger=FakeLedger(receivables=rows, debtors=people), mode=mode)


def past_first_run(world: World) -> World:
    """Let the first run, which only makes drafts, be over, and nothing be left of it."""
    rows, world.ledger.receivables = world.ledger.receivables, ()
    world.run_on(TODAY - WEEK)
    world.ledger.receivables = rows
    return world


def states(result: AdministrationRun) -> list[State]:
    return [each.state for each in result.reminders]


def writes(world: World) -> list[str]:
    return [write for write, _ in world.mailbox.writes]


def _credit(ledger: FakeLedger) -> None:
    ledger.receivables = (*ledger.receivables, a_credit(debtor_id="debtor-1"))


def test_in_send_mode_a_mail_is_drafted_and_sent_by_its_draft():
    world = past_first_run(a_world())

    result = world.run_on(TODAY)

    assert states(result) == [State.SENT]
    assert writes(world) == ["create", "send"]
    assert result.exit_code == 0


def test_in_draft_mode_nothing_that_can_send_is_there():
    world = past_first_run(a_world(mode=Mode.DRAFT))

    result = world.run_on(TODAY)

    assert world.office().sender is None
    assert states(result) == [State.DRAFTED]
    assert writes(world) == ["create"]


@pytest.mark.fault(101)
@pytest.mark.parametrize(("write", "state"), [("create", State.CREATING), ("send", State.SENDING)])
def test_a_write_without_an_answer_is_not_repeated_and_needs_a_person(write: str, state: State):
    world = past_first_run(a_world())
    world.mailbox.will_say(write)

    result = world.run_on(TODAY)

    assert states(result) == [state]
    assert writes(world).count(write) == 1
    assert result.exit_code == 3


@pytest.mark.fault(104)
def test_a_mail_that_the_mailbox_refuses_fails_and_the_others_go_on():
    world = past_first_run(a_world(debtors=2))
    world.mailbox.will_say("create", Written(effect=Effect.REJECTED, detail="invalidArgument"))

    result = world.run_on(TODAY)

    assert states(result) == [State.FAILED, State.SENT]
    assert result.reminders[0].detail == "invalidArgument"
    assert result.exit_code == 3


@pytest.mark.fault(104)
def test_a_draft_whose_sending_is_refused_is_taken_back_and_tried_anew_later():
    world = past_first_run(a_world())
    world.mailbox.will_say("send", Written(effect=Effect.REJECTED, detail="invalidArgument"))

    first, second = world.run_on(TODAY), world.run_on(LATER)

    assert (states(first), first.exit_code) == ([State.FAILED], 3)
    assert states(second) == [State.SENT]
    assert len(world.mailbox.sent) == 1


@pytest.mark.fault(102, 116)
def test_a_limit_on_sending_stops_the_run_and_the_draft_goes_next_time():
    world = past_first_run(a_world(debtors=3))
    world.mailbox.will_say("send", Written(effect=Effect.REJECTED, detail="rateLimitExceeded", stop=True))

    first = world.run_on(TODAY)
    second = world.run_on(TODAY + timedelta(days=1))

    assert states(first) == [State.DRAFTED, State.PLANNED, State.PLANNED]
    assert (first.exit_code, first.error and first.error.code) == (6, "unavailable")
    assert len(world.mailbox.sent) == 3
    assert second.exit_code == 0


@pytest.mark.fault(103)
@pytest.mark.parametrize(
    ("detail", "code"),
    [("dailyLimitExceeded", 6), ("domainPolicy", 5), ("insufficientPermissions", 5), ("authError", 5)],
)
def test_why_the_mailbox_takes_no_more_decides_the_exit_code(detail: str, code: int):
    world = past_first_run(a_world(debtors=2))
    world.mailbox.will_say("create", Written(effect=Effect.REJECTED, detail=detail, stop=True))

    result = world.run_on(TODAY)

    assert result.exit_code == code
    assert states(result) == [State.PLANNED, State.PLANNED]
    assert result.error is not None
    assert ("auth gmail -a acme" in result.error.hint) == (code == 5)


def test_what_a_stop_left_undone_is_done_by_the_next_run():
    world = past_first_run(a_world(debtors=2))
    world.mailbox.will_say("create", Written(effect=Effect.REJECTED, detail="unreachable", stop=True))
    world.run_on(TODAY)

    second = world.run_on(TODAY + timedelta(days=1))

    assert states(second) == [State.SENT, State.SENT]
    assert [(each.before, each.after) for each in second.settled] == [(State.PLANNED, State.WITHDRAWN)]


@pytest.mark.fault(27, 28, 49)
@pytest.mark.parametrize(("error", "code"), [(AuthorisationError("no"), 5), (UnavailableError("away"), 6)])
def test_a_ledger_that_fails_at_the_last_look_stops_before_sending(error: Any, code: int):
    world = past_first_run(a_world())
    ledger = FailingLook(receivables=world.ledger.receivables, debtors=world.ledger.debtors)
    ledger.look_error = error

    result = run(world.office(ledger=ledger), world.order())

    assert result.exit_code == code
    assert states(result) == [State.DRAFTED]
    assert world.mailbox.sent == []
    assert len(result.decisions) == 1


@pytest.mark.fault(67)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda ledger: ledger.pay("26000040"), "paid"),
        (lambda ledger: ledger.pay("26000040", Decimal("50.00")), "changed"),
        (_credit, "credited"),
        (lambda ledger: _debtor(ledger, blocked=True), "blocked"),
        (lambda ledger: _debtor(ledger, marked=True), "blocked"),
        (lambda ledger: _debtor(ledger, emails=("other@debtor.example",)), "address-changed"),
        (lambda ledger: _row(ledger, collecting=True), "direct-debit"),
        (lambda ledger: _row(ledger, due_date=TODAY + WEEK), "changed"),
    ],
)
def test_what_changed_before_the_last_look_is_not_sent(change: Any, reason: str):
    world = past_first_run(a_world())
    ledger = FailingLook(receivables=world.ledger.receivables, debtors=world.ledger.debtors)
    ledger.before_look = change

    result = run(world.office(ledger=ledger), world.order())

    assert [(each.state, each.detail) for each in result.reminders] == [(State.WITHDRAWN, reason)]
    assert world.mailbox.sent == []
    assert world.mailbox.drafts == {}
    assert result.exit_code == 0


def test_one_look_serves_several_debtors_and_is_repeated_when_it_is_a_minute_old():
    world = past_first_run(a_world(debtors=3))
    world.run_on(TODAY)

    assert world.ledger.calls.count("still_open") == 1


def test_a_mail_that_waited_for_its_turn_is_looked_at_after_that():
    world = past_first_run(a_world())
    ledger = FailingLook(receivables=world.ledger.receivables, debtors=world.ledger.debtors)
    world.mailbox.turn = 90
    turn, looks = world.clock.now() + timedelta(seconds=90), []
    ledger.before_look = lambda _: looks.append(world.clock.now())

    run(world.office(ledger=ledger), world.order())

    assert len(world.mailbox.sent) == 1
    assert looks == [turn]


def test_a_look_that_waited_for_the_ledgers_limit_is_done_once_more_before_sending():
    world = past_first_run(a_world())
    ledger = FailingLook(receivables=world.ledger.receivables, debtors=world.ledger.debtors)

    def waited(_: FakeLedger) -> None:
        world.clock.advance(seconds=61)
        ledger.before_look = lambda later: later.pay("26000040")

    ledger.before_look = waited

    result = run(world.office(ledger=ledger), world.order())

    assert [(each.state, each.detail) for each in result.reminders] == [(State.WITHDRAWN, "paid")]
    assert world.mailbox.sent == []


@pytest.mark.fault(113)
def test_a_draft_that_the_mailbox_changed_is_taken_away_again():
    world = past_first_run(a_world())
    world.mailbox.keeps = lambda mail: mail.replace(b"<administratie@acme.example>", b"<someone@else.example>", 1)

    result = world.run_on(TODAY)

    assert states(result) == [State.FAILED]
    assert "From differs" in result.reminders[0].detail
    assert world.mailbox.drafts == {}
    assert result.exit_code == 3


@pytest.mark.fault(111)
def test_a_draft_that_outlives_its_sending_is_deleted_and_told():
    world = past_first_run(a_world())
    mailbox = world.mailbox
    usual = mailbox._sent

    def leaves_it(draft_id: str) -> Written:
        kept = mailbox.drafts[draft_id]
        done = usual(draft_id)
        mailbox.drafts[draft_id] = kept
        return done

    sender = SenderOf(leaves_it)

    result = run(world.office(sender=sender), world.order())

    assert states(result) == [State.SENT]
    assert mailbox.drafts == {}
    assert "draft-left-behind" in {each.code for each in result.warnings}
    assert result.exit_code == 3


@pytest.mark.fault(12)
def test_once_somebody_asked_to_stop_no_other_mail_is_begun():
    world = past_first_run(a_world(debtors=3))

    result = run(world.office(stopping=AskedAfter(1)), world.order())

    assert states(result) == [State.SENT, State.PLANNED, State.PLANNED]
    assert result.exit_code == 143
    assert result.state is RunState.DONE


def test_a_first_run_that_was_cut_short_is_no_first_run_that_was_done():
    world = a_world(debtors=3)

    first = run(world.office(stopping=AskedAfter(1)), world.order())
    second = world.run_on(TODAY + timedelta(days=1))

    assert first.state is RunState.FAILED
    assert "first-run" in {each.code for each in second.warnings}
    assert world.mailbox.sent == []


@pytest.mark.fault(117)
def test_a_debtor_is_not_mailed_twice_within_the_interval_whatever_the_rules_saw():
    world = past_first_run(a_world())
    world.run_on(TODAY)
    other = a_receivable(invoice="26000099", debtor_id="debtor-1")
    world.ledger.receivables = (*world.ledger.receivables, other)
    forgetful = ForgetfulAttempts(world.office().attempts)

    result = run(world.office(attempts=forgetful), world.order(TODAY + timedelta(days=1)))

    assert len(world.mailbox.sent) == 1
    assert "held-back" in {each.code for each in result.warnings}
    assert result.exit_code == 3


@pytest.mark.fault(40)
def test_a_run_that_crosses_midnight_keeps_the_day_that_it_began_with():
    world = past_first_run(a_world())
    world.clock.advance(days=7, hours=16, minutes=59)
    ledger = FailingLook(receivables=world.ledger.receivables, debtors=world.ledger.debtors)
    ledger.before_look = lambda _: world.clock.advance(minutes=5)

    run(world.office(ledger=ledger), world.order(TODAY))

    (step,) = world.store.attempts("acme").steps()
    assert world.clock.now().date() == TODAY + timedelta(days=1)
    assert step.day == TODAY


@pytest.mark.fault(117)
def test_two_debtors_with_one_address_are_both_mailed_and_told():
    world = past_first_run(a_world(debtors=2))

    result = world.run_on(TODAY)

    assert len(world.mailbox.sent) == 2
    assert "shared-address" in {each.code for each in result.warnings}


class FailingLook(FakeLedger):
    """Books that change, or fail, just before the last look."""

    look_error: Any = None
    before_look: Any = None

    def still_open(self, debtors: Any) -> Any:
        if self.look_error:
            raise self.look_error
        if self.before_look:
            self.before_look(self)
        return FakeLedger.still_open(self, debtors)


class SenderOf:
    def __init__(self, send: Any) -> None:
        self.send = send

    def wait_for_turn(self) -> None:
        """Have nobody wait."""


class AskedAfter(NeverStopped):
    """Somebody asks to stop once that many questions were answered."""

    def __init__(self, number: int) -> None:
        self._left = number

    def asked(self) -> Stopped | None:
        self._left -= 1
        return Stopped(15) if self._left < 0 else None


class ForgetfulAttempts:
    """A journal that tells the rules nothing of earlier mails, and still keeps its own counsel."""

    def __init__(self, attempts: Any) -> None:
        self._attempts = attempts

    def mailed_on(self) -> dict[str, Any]:
        return {}

    def steps(self) -> tuple[Any, ...]:
        return ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._attempts, name)


def _debtor(ledger: FakeLedger, **changes: Any) -> None:
    ledger.debtors = {key: replace(each, **changes) for key, each in ledger.debtors.items()}


def _row(ledger: FakeLedger, **changes: Any) -> None:
    ledger.receivables = tuple(replace(each, **changes) for each in ledger.receivables)
