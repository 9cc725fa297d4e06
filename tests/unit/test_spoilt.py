"""Mails that cannot be written: each fails alone and is told, and the others leave."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from reminder.app.run import run
from reminder.errors import ConfigError, ReminderError
from reminder.model.policy import Mode
from reminder.model.reminder import Reminder, State
from reminder.model.run import AdministrationRun, RunState
from tests.builders import TODAY, a_debtor, a_receivable
from tests.fakes import FakeLedger
from tests.offices import World

WEEK = timedelta(days=7)

pytestmark = pytest.mark.fault(15)


def a_world(*, debtors: int = 3, mode: Mode = Mode.SEND) -> World:
    """Build an administration whose first run is over, with one overdue invoice a debtor."""
    people = {f"debtor-{code}": a_debtor(code=code) for code in range(1, debtors + 1)}
    rows = tuple(
        a_receivable(invoice=f"2600004{number}", debtor_id=debtor_id, amount=Decimal("100.50"))
        for number, debtor_id in enumerate(people)
    )
    world = World(ledger=FakeLedger(receivables=(), debtors=people), mode=mode)
    world.run_on(TODAY - WEEK)
    world.ledger.receivables = rows
    return world


def raising(error: Exception) -> Callable[[Reminder], Reminder]:
    def spoil(_: Reminder) -> Reminder:
        raise error

    return spoil


WAYS = {
    "a fact is left out": (raising(ReminderError("the text is not right", code="template")), "the text is not right"),
    "a template is faulty": (raising(ConfigError("nl/friendly.j2, line 3", code="template")), "line 3"),
    "nobody foresaw it": (raising(ZeroDivisionError("1250.00")), "an unexpected fault"),
    "the subject is no line": (lambda mail: replace(mail, subject="a\nb"), "Subject"),
    "the subject is nothing at all": (lambda mail: replace(mail, subject=None), "an unexpected fault"),
}


@dataclass
class SpoilingComposer:
    """Spoils the mails to some debtors, by code."""

    composer: Any
    spoil: Callable[[Reminder], Reminder]
    codes: Collection[str] = ("1",)

    def compose(self, notice: Any, **facts: Any) -> Any:
        reminder = self.composer.compose(notice, **facts)
        return self.spoil(reminder) if notice.debtor.code in self.codes else reminder

    def __getattr__(self, name: str) -> Any:
        return getattr(self.composer, name)


def spoilt(world: World, spoil: Callable[[Reminder], Reminder], codes: Collection[str] = ("1",)) -> Any:
    return world.office(composer=SpoilingComposer(world.office().composer, spoil, codes))


def states(result: AdministrationRun) -> dict[str, State]:
    return {each.debtor_code: each.state for each in result.reminders}


def said(result: AdministrationRun) -> list[str]:
    return [each.text for each in result.warnings if each.code == "mail-failed"]


@pytest.mark.parametrize(("spoil", "why"), WAYS.values(), ids=WAYS.keys())
def test_one_mail_that_cannot_be_written_fails_and_the_others_leave(spoil: Any, why: str):
    world = a_world()

    result = run(spoilt(world, spoil), world.order())

    assert states(result) == {"1": State.FAILED, "2": State.SENT, "3": State.SENT}
    assert result.exit_code == 3
    assert result.state is RunState.DONE
    (told,) = said(result)
    assert why in told
    assert result.reminders[0].reference in told
    assert [write for write, _ in world.mailbox.writes] == ["create", "send"] * 2


@pytest.mark.parametrize(("spoil", "why"), WAYS.values(), ids=WAYS.keys())
def test_a_dry_run_tells_which_mail_could_not_be_written_and_records_nothing(spoil: Any, why: str):
    world = a_world()

    result = run(spoilt(world, spoil), world.order(dry_run=True))

    assert set(states(result).values()) == {State.PLANNED}
    assert result.exit_code == 3
    (told,) = said(result)
    assert why in told
    assert world.store.attempts("acme").every() == ()


def test_what_is_owed_on_a_failed_mail_is_decided_listed_and_counted_like_the_rest():
    world = a_world()

    result = run(spoilt(world, WAYS["a fact is left out"][0]), world.order())

    (failed,) = [each for each in result.reminders if each.state is State.FAILED]
    assert result.totals == {"EUR": Decimal("301.50")}
    assert sum(each.receivable.amount for each in result.decisions) == Decimal("301.50")
    assert sum(each.total for each in result.reminders) == Decimal("301.50")
    assert [item.receivable for item in failed.items] == [world.ledger.receivables[0].key]
    assert failed.reference == result.decisions[0].reference
    assert failed.to == a_debtor(code="1").emails


def test_a_failed_mail_is_written_the_week_after_once_its_fault_is_mended():
    world = a_world()
    run(spoilt(world, WAYS["a fact is left out"][0]), world.order())

    result = world.run_on(TODAY + WEEK)

    assert states(result) == {"1": State.SENT}
    assert result.exit_code == 0


def test_a_waiting_draft_of_which_nobody_can_say_that_it_is_still_right_is_withdrawn():
    world = a_world(mode=Mode.DRAFT)
    world.run_on(TODAY)
    office = spoilt(world, WAYS["a fact is left out"][0])

    result = run(office, world.order())

    assert states(result) == {"1": State.FAILED}
    assert [each.after for each in result.settled] == [State.WITHDRAWN]
    assert len(world.mailbox.drafts) == 2


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(WAYS["a fact is left out"][0], 1), (WAYS["a template is faulty"][0], 2), (WAYS["the subject is no line"][0], 1)],
)
def test_more_than_three_mails_with_the_same_fault_stop_the_run_before_anything(spoil: Any, code: int):
    world = a_world(debtors=5)

    result = run(spoilt(world, spoil, ("1", "2", "3", "4")), world.order())

    assert result.state is RunState.FAILED
    assert result.exit_code == code
    assert world.mailbox.writes == []
    assert world.store.attempts("acme").every() == ()


def test_three_mails_with_the_same_fault_stop_nothing():
    world = a_world(debtors=4)

    result = run(spoilt(world, WAYS["nobody foresaw it"][0], ("1", "2", "3")), world.order())

    assert list(states(result).values()) == [State.FAILED, State.FAILED, State.FAILED, State.SENT]


class BreakingDrafts:
    """A mailbox that the program cannot read some drafts back from."""

    def __init__(self, drafts: Any, number: int) -> None:
        self._drafts, self._left = drafts, number

    def read(self, draft_id: str) -> Any:
        self._left -= 1
        if self._left >= 0:
            raise KeyError(draft_id)
        return self._drafts.read(draft_id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._drafts, name)


def test_a_mail_at_which_the_program_itself_fails_stays_as_it_is_and_the_others_leave():
    world = a_world()

    result = run(world.office(drafts=BreakingDrafts(world.mailbox, 1)), world.order())

    assert states(result) == {"1": State.DRAFTED, "2": State.SENT, "3": State.SENT}
    assert result.exit_code == 3
    assert "an unexpected fault" in said(result)[0]
    assert states(world.run_on(TODAY)) == {}
    assert len(world.mailbox.sent) == 3


def test_when_the_program_fails_at_more_than_three_mails_it_ends_as_a_fault_of_its_own():
    world = a_world(debtors=5)

    with pytest.raises(KeyError):
        run(world.office(drafts=BreakingDrafts(world.mailbox, 5)), world.order())

    assert world.mailbox.sent == []
