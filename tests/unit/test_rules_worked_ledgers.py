"""Whole ledgers worked out by hand: what stands in the books, and what a run makes of it.

The run is on Monday 23 November 2026 unless its ledger says otherwise.

Each receivable is one line: invoice, amount, days overdue, then what is expected of it. A mail is its tone, its total,
the invoices whose step it is, and all that it lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from reminder.model.books import Receivable
from reminder.model.history import Block, Blocker, CallOutcome, Step
from reminder.rules.calendar import next_working_day
from tests.builders import TODAY, a_call, a_history, a_hold, a_policy, a_receivable, a_step, verdict_on

Mail = tuple[str, str, str, str]


@dataclass(frozen=True, kw_only=True)
class Worked:
    """A ledger, its past, and the answer: a reason for each invoice, and the mails."""

    rows: tuple[Receivable, ...]
    reasons: Mapping[str, str]
    mails: tuple[Mail, ...] = ()
    steps: tuple[Step, ...] = ()
    past: Mapping[str, Any] = field(default_factory=dict)
    case: Mapping[str, Any] = field(default_factory=dict)


def owed(invoice: str, amount: str, days: int, **changes: Any) -> Receivable:  # noqa: ANN401 - any field of the row
    return a_receivable(invoice=invoice, amount=amount, days_overdue=days, **changes)


def mailed(receivable: Receivable, tier: str, days_ago: int) -> Step:
    return a_step(receivable, tier=tier, day=TODAY - timedelta(days=days_ago))


def due_on(invoice: str, amount: str, day: date) -> Receivable:
    return a_receivable(invoice=invoice, amount=amount, due_date=day)


EASTER_MONDAY = date(2027, 3, 29)
TUESDAY = next_working_day(EASTER_MONDAY, country="nl")
THURSDAY_BEFORE, WEEK_AFTER = date(2027, 3, 25), date(2027, 4, 5)
JUST_DUE, REMINDED_ON_MONDAY = due_on("171", "180.00", date(2027, 3, 16)), due_on("172", "420.00", date(2027, 2, 26))
NEXT_DUE = due_on("173", "95.00", date(2027, 3, 22))

FRESH, FORMALLY_REMINDED = owed("11", "400.00", 16), owed("12", "1500.00", 40)
FIRST_INSTALMENT = owed("31", "300.00", 20, invoice_key="instalments")
SECOND_INSTALMENT = owed("32", "300.00", -10, invoice_key="instalments")
LEFTOVER = owed("81", "12.00", 61)
WAITING = owed("101", "700.00", 35)
CLIMBING, FINAL = owed("111", "2500.00", 46), owed("112", "600.00", 20)
LARGE, SMALL = owed("121", "8000.00", 25), owed("122", "150.00", 25)
OLD_STOCK = owed("131", "900.00", 200)
PROMISED = owed("141", "5600.00", 50)
LATE_ENTRY = owed("151", "700.00", 33, entry_date=TODAY - timedelta(days=13))
LATER_ENTRY = owed("152", "800.00", 33, entry_date=TODAY - timedelta(days=14))

LEDGERS = {
    "a fresh invoice beside one reminded formally ten days ago, and a credit": Worked(
        rows=(FRESH, FORMALLY_REMINDED, owed("13", "-200.00", 5)),
        steps=(mailed(FORMALLY_REMINDED, "formal", 10),),
        reasons={"11": "first-contact", "12": "step-not-due", "13": "credit"},
        mails=(("formal", "1700.00", "11", "12 11 13"),),
    ),
    "the same, with the formal reminder five days ago: the interval": Worked(
        rows=(FRESH, FORMALLY_REMINDED, owed("13", "-200.00", 5)),
        steps=(mailed(FORMALLY_REMINDED, "formal", 5),),
        reasons={"11": "interval", "12": "step-not-due", "13": "credit"},
    ),
    "a single invoice of 5,000.01": Worked(rows=(owed("21", "5000.01", 14),), reasons={"21": "call-by-amount"}),
    "a single invoice of 5,000.00": Worked(
        rows=(owed("21", "5000.00", 14),),
        reasons={"21": "first-contact"},
        mails=(("formal", "5000.00", "21", "21"),),
    ),
    "two instalments of which one is due": Worked(
        rows=(FIRST_INSTALMENT, SECOND_INSTALMENT),
        reasons={"31": "first-contact", "32": "not-due"},
        mails=(("friendly", "300.00", "31", "31"),),
    ),
    "3,000 in dispute beside 400 due": Worked(
        rows=(owed("41", "3000.00", 45), owed("42", "400.00", 15)),
        past={"holds": (a_hold(invoice_key="key-41"),)},
        reasons={"41": "on-hold", "42": "first-contact"},
        mails=(("friendly", "400.00", "42", "42"),),
    ),
    "500 euros beside a larger credit in dollars": Worked(
        rows=(owed("51", "500.00", 30), owed("52", "-800.00", 3, base_amount="-690.00", currency="USD")),
        reasons={"51": "net-position", "52": "credit"},
    ),
    "500 overdue, 600 of credit, 1,000 not yet due": Worked(
        rows=(owed("61", "500.00", 20), owed("62", "-600.00", 2), owed("63", "1000.00", -14)),
        reasons={"61": "net-position", "62": "credit", "63": "not-due"},
    ),
    "a direct debit that bounced, beside one that is still to come and an invoice": Worked(
        rows=(
            owed("71", "89.00", 21, direct_debit=True),
            owed("72", "89.00", 20, direct_debit=True),
            owed("73", "45.00", 18),
        ),
        reasons={"71": "direct-debit-failed", "72": "direct-debit", "73": "first-contact"},
        mails=(("friendly", "45.00", "73", "73"),),
    ),
    "twelve euros left of an old invoice beside new ones": Worked(
        rows=(LEFTOVER, owed("82", "300.00", 15), owed("83", "250.00", 2), owed("84", "900.00", -20)),
        steps=(mailed(LEFTOVER, "friendly", 40), mailed(LEFTOVER, "formal", 20)),
        reasons={"81": "call-by-age", "82": "first-contact", "83": "grace", "84": "not-due"},
        mails=(("formal", "562.00", "82", "81 82 83"),),
    ),
    "the last invoice paid, a payment too much": Worked(rows=(owed("91", "-35.00", 0),), reasons={"91": "credit"}),
    "a draft that waits for a third week": Worked(
        rows=(WAITING, owed("102", "80.00", 15)),
        past={"blockers": {"EUR": Blocker(block=Block.DRAFT_WAITING, reference="R-1", receivables=(WAITING.key,))}},
        reasons={"101": "draft-waiting", "102": "draft-waiting"},
    ),
    "the draft of three weeks ago vanished last week": Worked(
        rows=(WAITING, owed("102", "80.00", 15)),
        steps=(mailed(WAITING, "friendly", 7),),
        reasons={"101": "next-step", "102": "first-contact"},
        mails=(("formal", "780.00", "101 102", "101 102"),),
    ),
    "the draft of three weeks ago is found gone today": Worked(
        rows=(WAITING, owed("102", "80.00", 15)),
        steps=(mailed(WAITING, "friendly", 0),),
        reasons={"101": "term-running", "102": "interval"},
    ),
    "a final demand now due, and an invoice with its first reminder": Worked(
        rows=(CLIMBING, FINAL),
        steps=(mailed(CLIMBING, "formal", 14),),
        case={"policy": a_policy(final_demand=True)},
        reasons={"111": "next-step", "112": "first-contact"},
        mails=(("final-demand", "3100.00", "111 112", "111 112"),),
    ),
    "a large invoice and a small one, nobody has called yet": Worked(
        rows=(LARGE, SMALL), reasons={"121": "call-by-amount", "122": "call-first"}
    ),
    "the same after a call without result": Worked(
        rows=(LARGE, SMALL),
        past={"calls": (a_call(LARGE, day=TODAY - timedelta(days=3)),)},
        reasons={"121": "called", "122": "first-contact"},
        mails=(("friendly", "8150.00", "122", "121 122"),),
    ),
    "the same after a call that asked for a mail": Worked(
        rows=(LARGE, SMALL),
        past={"calls": (a_call(LARGE, day=TODAY - timedelta(days=3), outcome=CallOutcome.MAIL),)},
        reasons={"121": "next-step", "122": "first-contact"},
        mails=(("formal", "8150.00", "121 122", "121 122"),),
    ),
    "backlog of before the start beside this month's invoice": Worked(
        rows=(OLD_STOCK, owed("132", "120.00", 16)),
        past={"backlog": frozenset({OLD_STOCK.key})},
        reasons={"131": "backlog", "132": "first-contact"},
        mails=(("friendly", "120.00", "132", "132"),),
    ),
    "payment promised by telephone for Friday": Worked(
        rows=(PROMISED, owed("142", "90.00", 15)),
        past={"calls": (a_call(PROMISED, outcome=CallOutcome.PROMISE, until=TODAY + timedelta(days=4)),)},
        reasons={"141": "on-hold", "142": "first-contact"},
        mails=(("friendly", "90.00", "142", "142"),),
    ),
    "invoices that were booked after they were due": Worked(
        rows=(LATE_ENTRY, LATER_ENTRY),
        reasons={"151": "grace", "152": "first-contact"},
        mails=(("friendly", "1500.00", "152", "151 152"),),
    ),
    "euros and dollars, both overdue": Worked(
        rows=(owed("161", "200.00", 20), owed("162", "1100.00", 20, base_amount="1001.00", currency="USD")),
        reasons={"161": "first-contact", "162": "first-contact"},
        mails=(("friendly", "200.00", "161", "161"), ("formal", "1100.00", "162", "162")),
    ),
    "a run moved to Tuesday by a holiday: a day older, and the bank still processed until Thursday": Worked(
        rows=(JUST_DUE, REMINDED_ON_MONDAY),
        steps=(a_step(REMINDED_ON_MONDAY, day=date(2027, 3, 22)),),
        case={"today": TUESDAY, "books_until": THURSDAY_BEFORE},
        reasons={"171": "first-contact", "172": "term-running"},
        mails=(("friendly", "600.00", "171", "172 171"),),
    ),
    "the Monday after it: six days are interval enough for a new invoice, and no term": Worked(
        rows=(JUST_DUE, REMINDED_ON_MONDAY, NEXT_DUE),
        steps=(a_step(REMINDED_ON_MONDAY, day=date(2027, 3, 22)), a_step(JUST_DUE, day=TUESDAY)),
        case={"today": WEEK_AFTER, "books_until": date(2027, 4, 2)},
        reasons={"171": "step-not-due", "172": "next-step", "173": "first-contact"},
        mails=(("formal", "695.00", "172 173", "172 171 173"),),
    ),
}


def mail_of(tone: str, total: str, steps: list[str | None], listed: list[str | None]) -> Mail:
    return tone, total, " ".join(map(str, steps)), " ".join(map(str, listed))


def test_the_holiday_of_these_ledgers_moves_its_run_to_tuesday() -> None:
    assert (EASTER_MONDAY.weekday(), TUESDAY) == (0, date(2027, 3, 30))


@pytest.mark.parametrize("name", LEDGERS)
def test_a_worked_ledger(name: str) -> None:
    worked = LEDGERS[name]

    verdict = verdict_on(*worked.rows, history=a_history(*worked.steps, **worked.past), **worked.case)

    assert {each.receivable.invoice: each.reason.value for each in verdict.decisions} == worked.reasons
    mails = [
        mail_of(
            each.tone.name,
            str(each.total),
            [step.receivable.invoice for step in each.steps],
            [row.invoice for row in each.listed],
        )
        for each in verdict.notices
    ]
    assert mails == list(worked.mails)
