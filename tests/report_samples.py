"""A run with a mail, a call and something left out, and the chapter that tells of it."""
# ruff: noqa: ANN401 - a builder takes any field of the value it builds

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from reminder import mime
from reminder.app.outcome import totals
from reminder.model.books import Books, Debtor
from reminder.model.decision import Decision, Reason
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt, Reminder, State, planned
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.report.chapter import Chapter
from tests.builders import (
    FORMAL,
    TODAY,
    a_contact,
    a_debtor,
    a_decision,
    a_notice,
    a_policy,
    a_receivable,
)
from tests.composing import BOOKS_UNTIL, REFERENCE, written

STARTED = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
RUN_ID = "01M7ZSAMPLE000000000000000"


def a_run_id(last: str = "0") -> str:
    """Build the id of a run."""
    return RUN_ID[:-1] + last


def decisions_of(debtor: Debtor) -> tuple[Decision, ...]:
    """Build a mail, a call and something left out, all of one debtor."""
    mailed = a_receivable(amount="1250.00", invoice="26000042", debtor_id=debtor.id)
    called = a_receivable(amount="6000.00", invoice="26000043", days_overdue=70, debtor_id=debtor.id)
    early = a_receivable(amount="99.50", invoice="26000044", days_overdue=5, debtor_id=debtor.id)
    return (
        a_decision(receivable=mailed, debtor=debtor, tier="formal", reference=REFERENCE),
        a_decision(Reason.CALL_BY_AMOUNT, receivable=called, debtor=debtor, tier="call-me", days_overdue=70),
        a_decision(Reason.GRACE, receivable=early, debtor=debtor, days_overdue=5),
    )


@lru_cache
def a_reminder(debtor: Debtor | None = None) -> Reminder:
    """Build the mail of the sample run."""
    whom = debtor or a_debtor()
    rows = (a_receivable(amount="1250.00", invoice="26000042", debtor_id=whom.id),)
    return written(a_notice(*rows, tone=FORMAL, debtor=whom))


def an_attempt(reminder: Reminder | None = None, **changes: Any) -> Attempt:
    """Build that mail as a draft."""
    attempt = planned(reminder or a_reminder(), run=RUN_ID, as_of=TODAY)
    facts = {"state": State.DRAFTED, "draft_id": "r-1", "message_id": "18c0ffee"} | changes
    return replace(attempt, **facts)


def a_result(*decisions: Decision, **changes: Any) -> AdministrationRun:
    """Build what a run did for the sample administration; the totals are those of its decisions."""
    rows = tuple(each.receivable for each in decisions)
    result = AdministrationRun(
        name="acme",
        mode=Mode.DRAFT,
        dry_run=False,
        state=RunState.DONE,
        exit_code=0,
        books_until=BOOKS_UNTIL,
        open_count=len(rows),
        totals=totals(Books(receivables=rows, debtors={})),
        decisions=decisions,
    )
    return replace(result, **changes)


def a_run(*results: AdministrationRun, **changes: Any) -> Run:
    """Build a run over these administrations."""
    run = Run(id=RUN_ID, as_of=TODAY, started=STARTED, finished=STARTED, exit_code=0, administrations=results)
    return replace(run, **changes)


def a_chapter(result: AdministrationRun | None = None, **changes: Any) -> Chapter:
    """Build the chapter of a run with a mail, a call and something left out."""
    debtor, reminder = a_debtor(contact=a_contact()), a_reminder()
    told = result or a_result(*decisions_of(debtor), reminders=(an_attempt(reminder),))
    chapter = Chapter(
        result=told,
        company="Acme B.V.",
        mailbox="administratie@acme.example",
        policy=a_policy(),
        mails={reminder.reference: mime.build(reminder, date=STARTED)},
    )
    return replace(chapter, **changes)
