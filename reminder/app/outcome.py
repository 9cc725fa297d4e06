"""What a run has to show for itself: its record, its warnings and its exit code."""

from collections.abc import Iterable
from decimal import Decimal

from reminder.app.alerts import about_delivery, about_earlier_mails, about_plan, as_settled, spoilt, strays
from reminder.app.deliver import Delivered
from reminder.app.office import Office, Order
from reminder.app.plan import Plan
from reminder.app.settle import Settlement
from reminder.errors import SafetyStop
from reminder.model.books import Books
from reminder.model.policy import Mode
from reminder.model.reminder import NOT_DELETED, Attempt, Reminder, State
from reminder.model.reminder import planned as planned_attempt
from reminder.model.run import AdministrationRun, Failure, Notification, RunState, Settled
from reminder.ports.stopping import CutShort

NEEDS_PERSON = frozenset({State.CREATING, State.SENDING, State.REVIEW, State.FAILED})
SAFETY, NEEDS_ATTENTION = 8, 3


def failed(name: str, order: Order, error: CutShort, *, state: RunState | None = None) -> AdministrationRun:
    """Give the record of a run that ended with a foreseen failure."""
    usual = RunState.STOPPED if isinstance(error, SafetyStop) else RunState.FAILED
    return AdministrationRun(
        name=name,
        mode=order.mode,
        dry_run=order.dry_run,
        state=state or usual,
        exit_code=error.exit_code,
        error=_failure(error),
    )


def stopped(office: Office, order: Order, plan: Plan) -> AdministrationRun:
    """Give the record of a plan that was not carried out because it looks unsafe."""
    stop = plan.stops[0]
    mails = tuple(as_planned(order, each) for each in plan.reminders)
    error = Failure(code=stop.code, message=stop.message, hint=stop.hint)
    return _record(office, order, plan, reminders=mails, state=RunState.STOPPED, exit_code=SAFETY, error=error)


def planned(office: Office, order: Order, plan: Plan) -> AdministrationRun:
    """Give what a run would do, for a dry run."""
    mails = tuple(as_planned(order, each) for each in plan.reminders)
    settled, open_mails = tuple(_foreseen(each) for each in plan.settlements), office.attempts.open()
    code = NEEDS_ATTENTION if _attention(office, order, plan, open_mails, settled) else 0
    said = tuple(about_earlier_mails(plan, as_settled(plan, open_mails), office.language))
    return _record(office, order, plan, reminders=mails, settled=settled, exit_code=code, warnings=said)


def done(
    office: Office, order: Order, plan: Plan, *, settled: tuple[Settled, ...], delivered: Delivered
) -> AdministrationRun:
    """Give the record of a plan that was carried out, or as much of it as was possible.

    A first run that was cut short is recorded as failed, so that the next one is a first run again.
    """
    tried = {each.reference for each in delivered.attempts}
    left = tuple(as_planned(order, each) for each in plan.reminders if each.reference not in tried)
    made = {each.reference for each in plan.reminders}
    mails = tuple(each for each in delivered.attempts if each.reference in made)
    sent_before = tuple(_settled_now(each) for each in delivered.attempts if each.reference not in made)
    attempts = (*office.attempts.open(), *delivered.attempts)
    told = tuple(about_delivery(plan, delivered, office.language))
    attention = _attention(office, order, plan, attempts, settled) or bool(told)
    cut_short = delivered.cut_short
    return _record(
        office,
        order,
        plan,
        reminders=(*mails, *left),
        settled=(*settled, *sent_before),
        state=RunState.FAILED if cut_short and plan.allowed.first_run else RunState.DONE,
        exit_code=cut_short.exit_code if cut_short else NEEDS_ATTENTION if attention else 0,
        error=_failure(cut_short) if cut_short else None,
        warnings=(*about_earlier_mails(plan, office.attempts.open(), office.language), *told),
    )


def as_planned(order: Order, reminder: Reminder) -> Attempt:
    """Give a mail that was not begun in the form in which mails are recorded."""
    return planned_attempt(reminder, run=order.run, as_of=order.as_of, version=0)


def _record(  # noqa: PLR0913 - the parts of a record, each by its name
    office: Office,
    order: Order,
    plan: Plan,
    *,
    reminders: tuple[Attempt, ...],
    exit_code: int,
    settled: tuple[Settled, ...] = (),
    state: RunState = RunState.DONE,
    error: Failure | None = None,
    warnings: tuple[Notification, ...] = (),
) -> AdministrationRun:
    return AdministrationRun(
        name=office.name,
        mode=order.mode,
        dry_run=order.dry_run,
        state=state,
        exit_code=exit_code,
        books_until=plan.books.books_until,
        warnings=(*about_plan(office, order, plan), *warnings),
        open_count=len(plan.books.receivables),
        totals=totals(plan.books),
        decisions=plan.decisions,
        reminders=reminders,
        settled=settled,
        error=error,
    )


def totals(books: Books) -> dict[str, Decimal]:
    """Add up what is open, signed, by currency."""
    sums: dict[str, Decimal] = {}
    for each in books.receivables:
        sums[each.currency] = sums.get(each.currency, Decimal(0)) + each.amount
    return sums


def _attention(
    office: Office, order: Order, plan: Plan, attempts: Iterable[Attempt], settled: Iterable[Settled]
) -> bool:
    """Tell whether something needs a person."""
    fallback = (plan.allowed.stale or bool(office.same_books)) and order.mode is Mode.SEND
    presumed = any(each.after in {State.SENT_PRESUMED, State.REVIEW} or each.reason == NOT_DELETED for each in settled)
    unsettled = any(each.state in NEEDS_PERSON for each in attempts)
    unclear = bool(plan.books.unreadable or spoilt(plan) or strays(plan, attempts))
    return unclear or fallback or presumed or unsettled


def _foreseen(settlement: Settlement) -> Settled:
    attempt = settlement.attempt
    return Settled(reference=attempt.reference, before=attempt.state, after=settlement.to, reason=settlement.reason)


def _settled_now(attempt: Attempt) -> Settled:
    return Settled(
        reference=attempt.reference, before=State.DRAFTED, after=attempt.state, reason=attempt.detail or "sent"
    )


def _failure(error: CutShort) -> Failure:
    return Failure(code=error.code, message=error.message, hint=error.hint, half=error.half)
