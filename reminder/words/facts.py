"""What was recorded, fact by fact: a label and what it says, in the reader's language."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reminder.model.books import Debtor
from reminder.model.decision import Decision
from reminder.model.history import Call, Hold, Step
from reminder.model.reminder import Attempt, State
from reminder.model.story import Paid
from reminder.words import formats
from reminder.words.labels import hold_label, outcome_label, reason_label, state_label, tier_label
from reminder.words.remarks import numbers
from reminder.words.story_labels import said

Fact = tuple[str, str]


def decision_facts(decision: Decision, language: str) -> tuple[Fact, ...]:
    """Give the facts that led to a decision, each with its label; those not known are left out."""
    pairs = (*_row_facts(decision, language), *_ladder_facts(decision, language), *_later_facts(decision, language))
    return tuple((said(label, language), text) for label, text in pairs if text)


def ladder_line(decision: Decision, language: str) -> str:
    """Say in one line where a receivable stood on the ladder: where it started, what was done, what comes next."""
    known = ((said(label, language), text) for label, text in _ladder_facts(decision, language) if text)
    return "; ".join(f"{label.lower()}: {text}" for label, text in known)


def _row_facts(decision: Decision, language: str) -> Iterator[Fact]:
    row = decision.receivable
    yield "amount", formats.money(row.amount, currency=row.currency, language=language)
    if row.invoice_amount is not None:
        yield "invoice_amount", formats.money(row.invoice_amount, currency=row.currency, language=language)
    yield "invoice_date", day(row.invoice_date, language)
    yield "due_date", day(row.due_date, language)
    if row.due_date and row.entry_date and row.entry_date > row.due_date:
        yield "entry_date", day(row.entry_date, language)
    yield "days_overdue", "" if decision.days_overdue is None else str(decision.days_overdue)
    yield "outcome", outcome_label(decision.outcome, language)
    yield "reason", reason_label(decision.reason, language)


def _ladder_facts(decision: Decision, language: str) -> Iterator[Fact]:
    yield "starting_tier", _tier(decision.starting_tier, language)
    yield "last_step", step_line(decision.last_step, language) if decision.last_step else ""
    yield "next_tier", _tier(decision.next_tier, language)


def _later_facts(decision: Decision, language: str) -> Iterator[Fact]:
    yield "hold", hold_line(decision.hold, language) if decision.hold else ""
    yield "broken_promise", day(decision.broken_promise, language)
    yield "earliest_next_step", day(decision.earliest_next_step, language)


def contact_facts(debtor: Debtor, language: str) -> tuple[Fact, ...]:
    """Give whom to call and where to write, each with its label; those not known are left out."""
    fault = f" ({debtor.address_fault})" if debtor.address_fault else ""
    pairs = (
        ("contact", debtor.contact.full_name if debtor.contact else ""),
        ("phone", debtor.phone),
        ("emails", ", ".join(debtor.emails) or f"{said('nothing_usable', language)}{fault}"),
    )
    return tuple((said(label, language), text) for label, text in pairs if text)


def paid_line(each: Paid, language: str) -> str:
    """Say between which runs something was paid, and how late that was."""
    row = each.receivable
    amount = formats.money(row.amount, currency=row.currency, language=language)
    when = said("paid_between", language).format(seen=day(each.seen, language), gone=day(each.gone, language))
    return ", ".join(filter(None, (row.invoice or "–", amount, when, late(each.days_late, language))))


def late(days: tuple[int, int] | None, language: str) -> str:
    """Say how late something was, at least and at most; nothing when that is not known."""
    if days is None:
        return ""
    least, most = days
    if not most:
        return said("on_time", language)
    return said("late", language).format(days=f"{least}–{most}" if least != most else most)


def step_line(step: Step, language: str) -> str:
    """Say a step that was done, and whether its mail is known to have been sent."""
    how = said("sent" if step.sent else "perhaps_sent", language)
    return f"{_tier(step.tier, language)}, {day(step.day, language)} ({how})"


def mail_line(mail: Attempt, language: str) -> str:
    """Say what a mail was about, how far it has come, and when that was known."""
    when = day(mail.done_on or mail.as_of, language)
    state = said("sent_by_hand", language) if _sent_by_hand(mail) else state_label(mail.state, language)
    listed = numbers((item.invoice for item in mail.items), language)
    return f"{when}: {_tier(mail.tier, language)} ({listed}), {state}, {said('reference', language)} {mail.reference}"


def _sent_by_hand(mail: Attempt) -> bool:
    return mail.state is State.GONE and mail.known_sent


def call_line(call: Call, language: str) -> str:
    """Say what a telephone call brought."""
    until = f" {day(call.until, language)}" if call.until else ""
    note = f": {call.note}" if call.note else ""
    return f"{day(call.day, language)}, {said(f'call_{call.outcome}', language)}{until}{note}"


def hold_line(hold: Hold, language: str) -> str:
    """Say why somebody is left alone and until when."""
    until = said("until", language).format(day=day(hold.until, language)) if hold.until else said("endless", language)
    note = f": {hold.note}" if hold.note else ""
    return f"{hold_label(hold.reason, language)}, {until}{note}"


def sums(amounts: dict[str, Decimal], language: str) -> str:
    """Say amounts in one or more currencies."""
    parts = [formats.money(each, currency=currency, language=language) for currency, each in sorted(amounts.items())]
    return " + ".join(parts) or said("nothing", language)


def day(value: date | None, language: str) -> str:
    """Say a day; nothing when it is not known."""
    return formats.long_date(value, language=language) if value else ""


def _tier(tier: str | None, language: str) -> str:
    return tier_label(tier, language) if tier else ""
