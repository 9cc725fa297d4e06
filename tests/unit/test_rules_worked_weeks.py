"""Weeks worked out by hand, as drafts wait, are sent and are withdrawn between two runs of one debtor.

A week says what changes before its run, then what the run makes of it: a reason for each invoice, its new mails as
tone, total and all that they list, what became of earlier drafts, and how many drafts wait in the mailbox afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from reminder.model.books import Receivable
from tests.builders import TODAY, a_credit, a_debtor, a_receivable
from tests.fakes import FakeLedger
from tests.offices import World

Mail = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Week:
    """One run: `opened` is booked and `paid` settled before it, `sent` says that a person sent the drafts."""

    number: int
    opened: tuple[Receivable, ...] = ()
    paid: tuple[str, ...] = ()
    sent: bool = False
    reasons: Mapping[str, str]
    mails: tuple[Mail, ...] = ()
    settled: tuple[str, ...] = ()
    waiting: int


FRIDAY = date(2026, 11, 20)
FIRST = a_receivable(invoice="11", amount="700.00", days_overdue=20)
NEW = a_receivable(invoice="12", amount="80.00", days_overdue=-7)
LARGE = a_receivable(invoice="21", amount="2400.00", days_overdue=16)
DEBIT = a_receivable(invoice="31", amount="89.00", days_overdue=15, direct_debit=True)
SMALL = a_receivable(invoice="41", amount="120.00", days_overdue=3)
ALONE, BOTH = ("friendly", "700.00", "11"), ("friendly", "780.00", "11 12")
STORIES = {
    "drafts left unsent for three weeks, then a new invoice: written anew every week, and still a first reminder": (
        Week(number=0, opened=(FIRST,), reasons={"11": "first-contact"}, mails=(ALONE,), waiting=1),
        Week(
            number=1,
            opened=(NEW,),
            reasons={"11": "first-contact", "12": "not-due"},
            mails=(ALONE,),
            settled=("withdrawn: changed",),
            waiting=1,
        ),
        Week(
            number=2,
            reasons={"11": "first-contact", "12": "grace"},
            mails=(BOTH,),
            settled=("withdrawn: changed",),
            waiting=1,
        ),
        Week(
            number=3,
            reasons={"11": "first-contact", "12": "first-contact"},
            mails=(BOTH,),
            settled=("withdrawn: changed",),
            waiting=1,
        ),
        Week(
            number=4,
            sent=True,
            reasons={"11": "term-running", "12": "step-not-due"},
            settled=("gone: sent",),
            waiting=0,
        ),
    ),
    "the last invoice paid while its draft waits: the draft goes, and nothing is left to say": (
        Week(
            number=0, opened=(LARGE,), reasons={"21": "first-contact"}, mails=(("formal", "2400.00", "21"),), waiting=1
        ),
        Week(number=1, paid=("21",), reasons={}, settled=("withdrawn: paid",), waiting=0),
        Week(number=2, reasons={}, waiting=0),
    ),
    "the last invoice paid after its draft was sent, a little too much: the credit asks for nothing": (
        Week(
            number=0, opened=(LARGE,), reasons={"21": "first-contact"}, mails=(("formal", "2400.00", "21"),), waiting=1
        ),
        Week(
            number=1,
            sent=True,
            paid=("21",),
            opened=(a_credit("-35.00", invoice="22"),),
            reasons={"22": "credit"},
            settled=("gone: sent",),
            waiting=0,
        ),
    ),
    "a direct debit that bounces is left to the bank for twenty days, then called about": (
        Week(number=0, opened=(DEBIT,), reasons={"31": "direct-debit"}, waiting=0),
        Week(number=1, reasons={"31": "direct-debit-failed"}, waiting=0),
    ),
    "six missed weeks: the same step as if none had been missed, once": (
        Week(number=0, opened=(SMALL,), reasons={"41": "grace"}, waiting=0),
        Week(number=2, reasons={"41": "first-contact"}, mails=(("friendly", "120.00", "41"),), waiting=1),
        Week(
            number=9,
            sent=True,
            reasons={"41": "next-step"},
            mails=(("formal", "120.00", "41"),),
            settled=("gone: sent",),
            waiting=1,
        ),
    ),
}


def changed(world: World, week: Week) -> None:
    """Let a week's changes happen in books and mailbox."""
    if week.sent:
        world.send_all_drafts()
    left = (each for each in world.ledger.receivables if each.invoice not in week.paid)
    world.ledger.receivables = (*left, *week.opened)
    world.ledger.books_until = FRIDAY + timedelta(weeks=week.number)


@pytest.mark.parametrize("name", STORIES)
def test_worked_weeks(name: str) -> None:
    debtor = a_debtor()
    world = World(ledger=FakeLedger(debtors={debtor.id: debtor}))

    for week in STORIES[name]:
        changed(world, week)

        run = world.run_on(TODAY + timedelta(weeks=week.number))

        assert {each.receivable.invoice: each.reason.value for each in run.decisions} == week.reasons, week.number
        mails = [
            (each.tier, str(each.total), " ".join(str(item.invoice) for item in each.items)) for each in run.reminders
        ]
        assert mails == list(week.mails), week.number
        assert [f"{each.after}: {each.reason}" for each in run.settled] == list(week.settled), week.number
        assert len(world.mailbox.drafts) == week.waiting, week.number
