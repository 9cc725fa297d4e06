"""A policy over the weeks to come: the plan of today's run, and then the same again and again as if nobody paid."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from reminder.app.conversations import letters
from reminder.app.foreseen import (
    ForeseenAttempts,
    ForeseenDrafts,
    ForeseenLedger,
    ForeseenLetters,
    ForeseenMemory,
    ForeseenRuns,
    ForeseenThreads,
)
from reminder.app.office import Office, Order
from reminder.app.outcome import as_planned, planned, stopped
from reminder.app.plan import Plan, make_plan
from reminder.model.forecast import Week
from reminder.model.history import Step
from reminder.model.reminder import OPEN_STATES, Attempt, State
from reminder.model.run import AdministrationRun
from reminder.ports.ledger import LedgerIdentity

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The weeks of one policy, and of another one over the same books if that was asked for."""

    weeks: tuple[Week, ...]
    others: tuple[Week, ...] = ()


def simulate(office: Office, order: Order, *, weeks: int, other: Office | None = None) -> Forecast:
    """Tell what each of so many weekly runs would do; the first is `order` as a dry run tells it.

    Later weeks assume current books, nobody paying, and every mail sent on its day. `other` is the same administration
    under another policy; its books are not pulled again.
    """
    plan = make_plan(office, order)
    others: tuple[Week, ...] = ()
    if other is not None:
        same_books = replace(other, ledger=_ledger(office, plan, current=False))
        others = tuple(_weeks(same_books, order, make_plan(same_books, order), weeks))
    return Forecast(weeks=tuple(_weeks(office, order, plan, weeks)), others=others)


def _weeks(office: Office, order: Order, plan: Plan, weeks: int) -> Iterator[Week]:
    yield Week(as_of=order.as_of, result=_result(office, order, plan))
    for number in range(1, weeks):
        office.progress.step("weeks", done=number, total=weeks)
        office = _a_week_on(office, order, plan)
        order = replace(order, as_of=order.as_of + WEEK)
        plan = make_plan(office, order)
        yield Week(as_of=order.as_of, result=_result(office, order, plan))


def _result(office: Office, order: Order, plan: Plan) -> AdministrationRun:
    return stopped(office, order, plan) if plan.stops else planned(office, order, plan)


def _a_week_on(office: Office, order: Order, plan: Plan) -> Office:
    """Give the administration as it will be once the plan was carried out and all its mails were sent."""
    today, past, sent = order.as_of, plan.past, tuple(_sent(office, order, plan))
    made = Counter((each.debtor_id, each.currency) for each in plan.reminders)
    statements = {(each.debtor_id, each.currency) for each in plan.books.receivables}
    weekly = (*office.runs.weekly_reminders(today), len(plan.reminders))
    known = letters(office, plan.settlements, plan.answers, today).values()
    return replace(
        office,
        ledger=_ledger(office, plan, current=True),
        drafts=ForeseenDrafts(address=office.expected.mailbox),
        threads=ForeseenThreads() if office.threads else None,
        attempts=ForeseenAttempts(
            done=(*(step for group in past.steps.values() for step in group), *_steps(sent)),
            days=past.mailed_on,
            counts={each: office.attempts.count(*each) + made[each] for each in statements},
        ),
        letters=ForeseenLetters(left=(*known, *sent)),
        runs=ForeseenRuns(name=office.name, last=today, open_count=len(plan.books.receivables), weekly=weekly),
        memory=ForeseenMemory(
            books=plan.books,
            seen=today,
            marked=past.backlog,
            made=tuple(call for group in past.calls.values() for call in group),
            standing=past.holds,
        ),
    )


def _sent(office: Office, order: Order, plan: Plan) -> Iterator[Attempt]:
    """Give the mails that count as sent today: whatever waits or is unsettled after today's run, and the new ones."""
    after = {each.attempt.reference: each.to for each in plan.settlements}
    waiting = (each for each in office.attempts.open() if after.get(each.reference, each.state) in OPEN_STATES)
    made = (
        replace(as_planned(order, each), thread_id=each.thread_id or each.reference)
        for each in plan.reminders
        if not each.fault
    )
    for each in (*waiting, *made):
        yield replace(
            each,
            state=State.SENT,
            mailbox=office.expected.mailbox,
            known_sent=True,
            done_on=order.as_of,
            header_id=f"<{each.reference}@forecast.invalid>",
        )


def _steps(sent: Iterable[Attempt]) -> Iterator[Step]:
    for mail in sent:
        for item in mail.items:
            if item.tier and mail.done_on:
                yield Step(
                    receivable=item.receivable,
                    tier=item.tier,
                    day=mail.done_on,
                    sent=True,
                    reference=mail.reference,
                    tone=mail.tier,
                )


def _ledger(office: Office, plan: Plan, *, current: bool) -> ForeseenLedger:
    expected = office.expected
    whose = LedgerIdentity(division=expected.division, name=expected.division_name, currency=plan.books.currency)
    return ForeseenLedger(whose=whose, books=plan.books, current=current)
