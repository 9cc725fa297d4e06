"""What the configuration says of one debtor, as whole runs heed it."""

from datetime import timedelta

import pytest

from reminder.app.run import run
from reminder.model.policy import DebtorSettings, Mode
from reminder.model.run import AdministrationRun
from tests.builders import TODAY, a_debtor, a_receivable
from tests.fakes import FakeLedger
from tests.offices import World

WEEK = timedelta(days=7)
OWN = a_receivable(invoice="11", amount="1500.00")
OTHER = a_receivable(invoice="12", amount="1500.00", debtor_id="debtor-1002")
DEBTORS = {each.id: each for each in (a_debtor(), a_debtor(code="1002", emails=("a@b.example",)))}


def ran(settings: DebtorSettings, *, mode: Mode = Mode.DRAFT, runs: int = 1) -> tuple[World, AdministrationRun]:
    """Run so many weeks in a row with these settings of the first of two debtors; gives the last run."""
    world = World(ledger=FakeLedger(receivables=(OWN, OTHER), debtors=DEBTORS), mode=mode)
    office = world.office(debtors={"1001": settings})
    for weeks in range(runs - 1, 0, -1):
        run(office, world.order(TODAY - weeks * WEEK))
    return world, run(office, world.order(TODAY))


def by_debtor(result: AdministrationRun) -> dict[str, str]:
    return {each.debtor_code: each.state.value for each in result.reminders}


def test_an_excluded_debtor_is_left_alone_and_no_other() -> None:
    _, result = ran(DebtorSettings(exclude=True))

    assert by_debtor(result) == {"1002": "drafted"}
    assert {each.receivable.invoice: each.reason.value for each in result.decisions}["11"] == "excluded"


@pytest.mark.parametrize(
    ("settings", "field", "value"),
    [
        (DebtorSettings(language="en"), "language", "en"),
        (DebtorSettings(emails=("crediteuren@klant.example",)), "to", ("crediteuren@klant.example",)),
        (DebtorSettings(highest_tier="friendly"), "tier", "friendly"),
    ],
    ids=["language", "address", "highest tier"],
)
def test_a_setting_changes_the_mails_of_its_debtor_alone(settings: DebtorSettings, field: str, value: object) -> None:
    _, usual = ran(DebtorSettings())
    _, result = ran(settings)

    own, other = result.reminders
    assert getattr(own, field) == value != getattr(usual.reminders[0], field)
    assert getattr(other, field) == getattr(usual.reminders[1], field)


def test_where_mails_are_sent_those_of_a_draft_only_debtor_stay_drafts() -> None:
    world, result = ran(DebtorSettings(draft_only=True), mode=Mode.SEND, runs=2)

    assert by_debtor(result) == {"1001": "drafted", "1002": "sent"}
    assert len(world.mailbox.drafts) == 1
