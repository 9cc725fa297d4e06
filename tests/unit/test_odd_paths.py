"""The books change under a mail that was made or sent: nobody gets the same reminder of the same invoice twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reminder.model.books import Receivable
from reminder.model.policy import Mode
from reminder.model.reminder import State
from tests.builders import TODAY, a_debtor, a_receivable
from tests.fakes import FakeLedger
from tests.offices import World

WEEK = timedelta(days=7)
OLD, NEW = a_debtor(code=1), a_debtor(code=2, emails=("samen@nieuw.example",))


def owed(debtor_id: str = OLD.id, *, days_overdue: int = 21, **changes: object) -> Receivable:
    """Build an invoice whose identity begins with its debtor, as a ledger's does."""
    row = a_receivable(debtor_id=debtor_id, days_overdue=days_overdue)
    return replace(row, invoice_key=f"{debtor_id}/70/2026/26000042", **changes)  # type: ignore[arg-type]


def a_world(*rows: Receivable, mode: Mode = Mode.SEND) -> World:
    """Build an administration whose first run is over."""
    world = World(ledger=FakeLedger(receivables=(), debtors={OLD.id: OLD, NEW.id: NEW}), mode=mode)
    world.run_on(TODAY - WEEK)
    world.ledger.receivables = rows
    return world


def mailed(world: World) -> list[tuple[str, str]]:
    """Give whom each mail that left was to, and its tier."""
    attempts = world.store.attempts("acme").every()
    return [(each.debtor_id, each.tier) for each in attempts if each.state is State.SENT]


def weeks(world: World, number: int) -> None:
    for week in range(1, number + 1):
        world.run_on(TODAY + week * WEEK)


def test_an_invoice_of_a_debtor_who_was_merged_into_another_goes_on_where_it_was():
    world = a_world(owed())
    world.run_on(TODAY)
    world.ledger.receivables = (owed(NEW.id),)

    weeks(world, 4)

    assert mailed(world) == [(OLD.id, "friendly"), (NEW.id, "formal")]


def test_a_waiting_draft_to_a_debtor_who_was_merged_makes_room_for_one_to_the_other():
    world = a_world(owed(), mode=Mode.DRAFT)
    world.run_on(TODAY)
    world.ledger.receivables = (owed(NEW.id),)

    world.run_on(TODAY + WEEK)

    (kept,) = world.mailbox.drafts.values()
    assert kept.email["To"] == NEW.emails[0]


def test_while_an_edited_draft_to_the_merged_debtor_is_there_the_other_gets_none_and_that_is_said():
    world = a_world(owed(), mode=Mode.DRAFT)
    world.run_on(TODAY)
    world.mailbox.edit(next(iter(world.mailbox.drafts)), "PS")
    world.ledger.receivables = (owed(NEW.id),)

    result = world.run_on(TODAY + WEEK)

    assert len(world.mailbox.drafts) == 1
    assert result.exit_code == 3
    assert "held-back" in {each.code for each in result.warnings}


@pytest.mark.parametrize("days", [-3, 5, 14])
def test_a_changed_due_date_brings_no_tier_again(days: int):
    world = a_world(owed())
    world.run_on(TODAY)
    row = owed()
    assert row.due_date is not None
    world.ledger.receivables = (replace(row, due_date=row.due_date + timedelta(days=days), instalment=""),)

    weeks(world, 6)

    assert mailed(world) == [(OLD.id, "friendly"), (OLD.id, "formal")]


def test_a_due_date_taken_away_and_given_back_brings_no_tier_again():
    world = a_world(owed())
    world.run_on(TODAY)
    row = owed()
    world.ledger.receivables = (replace(row, due_date=None, instalment=""),)
    world.run_on(TODAY + WEEK)
    world.ledger.receivables = (replace(row, instalment=""),)

    for week in range(2, 7):
        world.run_on(TODAY + week * WEEK)

    assert mailed(world) == [(OLD.id, "friendly"), (OLD.id, "formal")]


def test_an_invoice_split_in_instalments_goes_on_in_the_first_and_begins_in_the_second():
    world = a_world(owed())
    world.run_on(TODAY)
    later = owed(days_overdue=0, amount=owed().amount / 2, base_amount=owed().amount / 2)
    world.ledger.receivables = (replace(later, due_date=owed().due_date), replace(later, instalment=""))

    weeks(world, 8)

    steps = [
        (item.receivable, item.tier)
        for each in world.store.attempts("acme").every()
        for item in each.items
        if each.state is State.SENT and item.tier
    ]
    assert len(steps) == len(set(steps)) == 4
    assert [tier for key, tier in steps if key == owed().key] == ["friendly", "formal"]


def test_a_payment_that_is_reversed_goes_on_where_it_was():
    world = a_world(owed())
    world.run_on(TODAY)
    world.ledger.receivables = ()
    world.run_on(TODAY + WEEK)
    world.ledger.receivables = (owed(),)

    for week in range(2, 6):
        world.run_on(TODAY + week * WEEK)

    assert mailed(world) == [(OLD.id, "friendly"), (OLD.id, "formal")]
