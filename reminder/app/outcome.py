"""What a run has to show for itself: its record, its warnings and its exit code."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from reminder.app.deliver import Delivered
from reminder.app.office import Office, Order
from reminder.app.plan import Plan
from reminder.app.settle import NOT_DELETED, Settlement
from reminder.app.spoilt import UNFORESEEN
from reminder.errors import SafetyStop
from reminder.model.books import Books
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt, Reminder, State
from reminder.model.reminder import planned as planned_attempt
from reminder.model.run import AdministrationRun, Failure, Notification, RunState, Settled
from reminder.ports.stopping import CutShort
from reminder.rules import safety
from reminder.rules.strays import stray_drafts
from reminder.words.formats import listing, money
from reminder.words.remarks import notification, remark

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
    said = tuple(_stray_warnings(plan, open_mails, office.language))
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
    told = tuple(_delivery_warnings(plan, delivered, office.language))
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
        warnings=(
            *_stray_warnings(plan, attempts, office.language),
            *told,
        ),
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
        warnings=(*_warnings(office, order, plan), *warnings),
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


def _warnings(office: Office, order: Order, plan: Plan) -> Iterable[Notification]:
    yield from _only_drafts(office, plan, sending=order.mode is Mode.SEND)
    yield from _books_warnings(plan.books, office.language)
    for address, count in _shared_addresses(plan.reminders):
        yield notification("shared-address", office.language, count=count, address=address)
    for mail in _spoilt(plan):
        yield _not_made(mail, mail.fault, office.language)
    yield from plan.remarks
    yield from _mailbox_warnings(office, plan)
    if order.force:
        yield notification("forced", office.language)


def _only_drafts(office: Office, plan: Plan, *, sending: bool) -> Iterable[Notification]:
    if plan.allowed.first_run and sending:
        yield notification("first-run", office.language)
    if plan.allowed.stale:
        yield Notification(code="stale-books", text=_stale(office, plan, sending=sending))
    if office.same_books:
        yield Notification(code="same-books", text=_same_books(office, sending=sending))


def _books_warnings(books: Books, language: str) -> Iterable[Notification]:
    for row in books.unreadable:
        yield notification("unreadable-row", language, row=row.row_id, fault=row.fault)
    missing = safety.missing_from_total(books)
    if missing is not None:
        yield notification("other-total", language, amount=money(missing, currency=books.currency, language=language))


def _mailbox_warnings(office: Office, plan: Plan) -> Iterable[Notification]:
    for answer in plan.answers:
        for hold in answer.holds:
            facts = {"debtor": answer.debtor_name, "code": hold.debtor_code, "until": hold.until}
            yield notification(hold.reason.value, office.language, **facts)
    for each in office.attempts.open():
        if each.mailbox.casefold() != office.expected.mailbox.casefold():
            yield notification("other-mailbox", office.language, reference=each.reference)


def _stray_warnings(plan: Plan, attempts: Iterable[Attempt], language: str) -> Iterable[Notification]:
    for each in _strays(plan, attempts):
        yield notification("do-not-send", language, reference=each.reference, debtor=each.debtor_name)


def _delivery_warnings(plan: Plan, delivered: Delivered, language: str) -> Iterable[Notification]:
    known = {each.reference for each in _spoilt(plan)}
    for attempt in delivered.attempts:
        if attempt.state is State.FAILED and attempt.reference not in known:
            yield _not_made(attempt, attempt.detail, language)
    for broken in delivered.broken:
        yield _not_made(broken, UNFORESEEN, language)
    for mail in delivered.unclaimed:
        yield notification("held-back", language, reference=mail.reference, debtor=mail.debtor_name)
    for each in delivered.left_behind:
        yield notification("draft-left-behind", language, reference=each.reference)


def _spoilt(plan: Plan) -> tuple[Reminder, ...]:
    return tuple(each for each in plan.reminders if each.fault)


def _not_made(mail: Attempt | Reminder, fault: str, language: str) -> Notification:
    return notification("mail-failed", language, reference=mail.reference, debtor=mail.debtor_code, why=fault)


def _stale(office: Office, plan: Plan, *, sending: bool) -> str:
    until, days = plan.books.books_until, office.policy.max_bank_age_days
    said = remark("stale-books" if until else "stale-books.unknown", office.language, until=until, days=days)
    return _lowered(said, office.language, sending=sending)


def _same_books(office: Office, *, sending: bool) -> str:
    names = listing((office.name, *office.same_books), language=office.language)
    facts = {"names": names, "division": office.expected.division}
    return _lowered(remark("same-books", office.language, **facts), office.language, sending=sending)


def _lowered(said: str, language: str, *, sending: bool) -> str:
    return f"{said} {remark('only-drafts', language)}" if sending else said


def _shared_addresses(reminders: Iterable[Reminder]) -> list[tuple[str, int]]:
    pairs = {(address.casefold(), each.debtor_id) for each in reminders for address in each.to}
    counts = Counter(address for address, _ in pairs)
    return [(address, count) for address, count in sorted(counts.items()) if count > 1]


def _attention(
    office: Office, order: Order, plan: Plan, attempts: Iterable[Attempt], settled: Iterable[Settled]
) -> bool:
    """Tell whether something needs a person."""
    fallback = (plan.allowed.stale or bool(office.same_books)) and order.mode is Mode.SEND
    presumed = any(each.after in {State.SENT_PRESUMED, State.REVIEW} or each.reason == NOT_DELETED for each in settled)
    unsettled = any(each.state in NEEDS_PERSON for each in attempts)
    unclear = bool(plan.books.unreadable or _spoilt(plan) or _strays(plan, attempts))
    return unclear or fallback or presumed or unsettled


def _strays(plan: Plan, attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    after = {each.attempt.reference: each.to for each in plan.settlements}
    known = {each.reference: each for each in attempts}.values()
    edited = (each for each in known if after.get(each.reference, each.state) is State.USER_OWNED)
    return stray_drafts(edited, plan.decisions)


def _foreseen(settlement: Settlement) -> Settled:
    attempt = settlement.attempt
    return Settled(reference=attempt.reference, before=attempt.state, after=settlement.to, reason=settlement.reason)


def _settled_now(attempt: Attempt) -> Settled:
    return Settled(
        reference=attempt.reference, before=State.DRAFTED, after=attempt.state, reason=attempt.detail or "sent"
    )


def _failure(error: CutShort) -> Failure:
    return Failure(code=error.code, message=error.message, hint=error.hint, half=error.half)
