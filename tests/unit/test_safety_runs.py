"""Whole runs that stop for safety: what they say, that nothing was touched, and what may be overruled."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from reminder.app.office import Expected
from reminder.app.run import run
from reminder.model.books import Overview, Receivable
from reminder.model.run import AdministrationRun, RunState
from reminder.words import remarks_nl
from reminder.words.remarks import advice, failure
from tests.builders import TODAY, a_debtor, a_policy, a_receivable
from tests.fakes import FakeLedger
from tests.fakes_mailbox import ADDRESS
from tests.offices import World

CODES = [str(code) for code in range(2001, 2013)]
DEBTORS = {each.id: each for each in (a_debtor(), *(a_debtor(code=code) for code in CODES))}
TWELVE = tuple(a_receivable(invoice=code, debtor_id=f"debtor-{code}") for code in CODES)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """What goes wrong in the fourth week, and what the run then says: expected, found and what to do."""

    change: Callable[[World], None]
    expected: str
    found: str
    todo: str
    forceable: bool = False


def opened(world: World, *receivables: Receivable) -> None:
    world.ledger.receivables = receivables


def emptied(world: World) -> None:
    opened(world)
    world.ledger.overview = Overview(count=1, total=Decimal("250.00"), currency="EUR")


def contradicted(world: World) -> None:
    world.ledger.overview = Overview(count=1, total=Decimal("-250.00"), currency="EUR")


def limited(world: World) -> None:
    opened(world, *TWELVE[:3])
    world.policy = a_policy(max_reminders_per_run=2)


def behind(world: World) -> None:
    world.ledger.skew = timedelta(minutes=-6)


def renamed(world: World) -> None:
    world.ledger.name = "Beta B.V."


def moved(world: World) -> None:
    world.ledger.division = "999999"


STOPS = {
    "wrong-division": Stop(change=moved, expected="expected 123456", found="found 999999", todo="correct the division"),
    "wrong-division-name": Stop(
        change=renamed, expected="expected Acme B.V.", found="found Beta B.V.", todo="correct the division name"
    ),
    "clock": Stop(change=behind, expected="at most 5 are expected", found="differs -6 minutes", todo="set the clock"),
    "empty-ledger": Stop(
        change=emptied, expected="saw 1 receivables", found="nothing open", todo="--force", forceable=True
    ),
    "control-total": Stop(
        change=contradicted, expected="overview says -250.00", found="250.00 EUR", todo="do not send"
    ),
    "too-many": Stop(
        change=limited,
        expected="expected at most 2 (max_reminders_per_run)",
        found="3 reminders",
        todo="--dry-run",
        forceable=True,
    ),
    "too-many as usual": Stop(
        change=lambda world: opened(world, *TWELVE),
        expected="expected at most 10, three times the usual number of a week",
        found="12 reminders",
        todo="--force",
        forceable=True,
    ),
}


def a_world() -> World:
    """Give a world in which three weekly runs wrote one mail each, the last of which still waits."""
    world = World(ledger=FakeLedger(receivables=(a_receivable(),), debtors=DEBTORS))
    for weeks in (3, 2, 1):
        assert run_on(world, weeks_ago=weeks).state is RunState.DONE
    return world


def run_on(world: World, *, weeks_ago: int = 0, dry_run: bool = False, force: bool = False) -> AdministrationRun:
    day = TODAY - timedelta(weeks=weeks_ago)
    expected = Expected(division="123456", division_name="Acme B.V.", mailbox=ADDRESS)
    return run(world.office(expected=expected), replace(world.order(day, dry_run=dry_run), force=force))


@pytest.mark.parametrize("name", STOPS)
def test_a_stop_says_what_was_expected_what_was_found_and_what_to_do(name: str):
    stop, world = STOPS[name], a_world()
    stop.change(world)

    result = run_on(world)

    assert (result.state, result.exit_code) == (RunState.STOPPED, 8)
    assert result.error
    assert result.error.code == name.partition(" ")[0]
    assert stop.expected in result.error.message
    assert stop.found in result.error.message
    assert stop.todo in result.error.hint
    for said, own in ((failure, result.error.message), (advice, result.error.hint)):
        assert said(result.error, "nl") not in {"", own, remarks_nl.OTHER_FAILURE}


@pytest.mark.parametrize("name", STOPS)
def test_a_stopped_run_touches_no_draft_and_is_recorded(name: str):
    stop, world = STOPS[name], a_world()
    writes, attempts = list(world.mailbox.writes), world.store.attempts("acme").every()
    stop.change(world)

    result = run_on(world)

    assert world.mailbox.writes == writes
    assert world.store.attempts("acme").every() == attempts
    _, recorded = world.store.runs("acme").recorded[world.order().run]
    assert (recorded.state, recorded.error) == (RunState.STOPPED, result.error)


@pytest.mark.parametrize("name", STOPS)
def test_a_dry_run_stops_alike_and_records_nothing(name: str):
    stop, world = STOPS[name], a_world()
    stop.change(world)

    dry = run_on(world, dry_run=True)

    assert world.order().run not in world.store.runs("acme").recorded
    assert (dry.exit_code, dry.error) == (8, run_on(world).error)


@pytest.mark.parametrize("name", STOPS)
def test_only_the_stops_about_numbers_can_be_forced_and_that_is_said(name: str):
    stop, world = STOPS[name], a_world()
    stop.change(world)

    forced = run_on(world, force=True)

    if not stop.forceable:
        assert (forced.state, forced.exit_code) == (RunState.STOPPED, 8)
    else:
        assert forced.state is RunState.DONE
        assert "forced" in {each.code for each in forced.warnings}
