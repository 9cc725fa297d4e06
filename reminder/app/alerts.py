"""What a run has to say beside its decisions and mails, in the administration's language."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from reminder.app.deliver import Delivered
from reminder.app.office import Office, Order
from reminder.app.plan import Plan
from reminder.app.spoilt import UNFORESEEN
from reminder.model.books import Books
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt, Reminder, State
from reminder.model.run import Notification
from reminder.rules import safety
from reminder.rules.strays import stray_drafts
from reminder.words.formats import listing, money
from reminder.words.labels import state_label
from reminder.words.remarks import notification, remark

UNSETTLED = frozenset({State.CREATING, State.SENDING, State.REVIEW})
"""States of a mail of which nobody knows yet what became of it."""


def about_plan(office: Office, order: Order, plan: Plan) -> Iterable[Notification]:
    """Say what is to be known of a plan, whether it is carried out or not."""
    yield from _only_drafts(office, plan, sending=order.mode is Mode.SEND)
    yield from _books_warnings(plan.books, office.language)
    for address, count in _shared_addresses(plan.reminders):
        yield notification("shared-address", office.language, count=count, address=address)
    for mail in spoilt(plan):
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


def about_earlier_mails(plan: Plan, attempts: Iterable[Attempt], language: str) -> Iterable[Notification]:
    """Say which edited drafts should not go any more, and of which mails of earlier runs the outcome is open."""
    attempts, made = tuple(attempts), {each.reference for each in plan.reminders}
    for each in strays(plan, attempts):
        yield notification("do-not-send", language, reference=each.reference, debtor=each.debtor_name)
    for each in attempts:
        if each.state in UNSETTLED and each.reference not in made:
            label = state_label(each.state, language)
            yield notification("unsettled", language, reference=each.reference, debtor=each.debtor_name, state=label)


def about_delivery(plan: Plan, delivered: Delivered, language: str) -> Iterable[Notification]:
    """Say which mails were not made as planned, and why."""
    known = {each.reference for each in spoilt(plan)}
    for attempt in delivered.attempts:
        if attempt.state is State.FAILED and attempt.reference not in known:
            yield _not_made(attempt, attempt.detail, language)
    for broken in delivered.broken:
        yield _not_made(broken, UNFORESEEN, language)
    for mail in delivered.unclaimed:
        yield notification("held-back", language, reference=mail.reference, debtor=mail.debtor_name)
    for each in delivered.left_behind:
        yield notification("draft-left-behind", language, reference=each.reference)


def strays(plan: Plan, attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Give the edited drafts that say what was paid, held or changed since."""
    edited = (each for each in as_settled(plan, attempts) if each.state is State.USER_OWNED)
    return stray_drafts(edited, plan.decisions)


def as_settled(plan: Plan, attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Give open mails in the states in which the plan's settling leaves them."""
    after = {each.attempt.reference: each.to for each in plan.settlements}
    return tuple(replace(each, state=after.get(each.reference, each.state)) for each in attempts)


def spoilt(plan: Plan) -> tuple[Reminder, ...]:
    """Give the mails of a plan that cannot be written."""
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
