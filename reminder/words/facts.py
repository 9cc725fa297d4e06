"""What was recorded, fact by fact: a label and what it says, in the reader's language."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reminder.model.decision import Decision
from reminder.model.history import Call, Hold, Step
from reminder.model.reminder import Attempt
from reminder.words import formats
from reminder.words.labels import hold_label, outcome_label, reason_label, state_label, tier_label
from reminder.words.story_labels import said

Fact = tuple[str, str]


def decision_facts(decision: Decision, language: str) -> tuple[Fact, ...]:
    """Give the facts that led to a decision, each with its label; those not known are left out."""
    pairs = _decision_facts(decision, language)
    return tuple((said(label, language), text) for label, text in pairs if text)


def _decision_facts(decision: Decision, language: str) -> Iterator[Fact]:
    row = decision.receivable
    yield "amount", formats.money(row.amount, currency=row.currency, language=language)
    if row.invoice_amount is not None:
        yield "invoice_amount", formats.money(row.invoice_amount, currency=row.currency, language=language)
    yield "invoice_date", day(row.invoice_date, language)
    yield "due_date", day(row.due_date, language)
    yield "days_overdue", "" if decision.days_overdue is None else str(decision.days_overdue)
    yield "outcome", f"{outcome_label(decision.outcome, language)}: {reason_label(decision.reason, language)}"
    yield "starting_tier", _tier(decision.starting_tier, language)
    yield "last_step", step_line(decision.last_step, language) if decision.last_step else ""
    yield "next_tier", _tier(decision.next_tier, language)
    yield "hold", hold_line(decision.hold, language) if decision.hold else ""
    yield "broken_promise", day(decision.broken_promise, language)
    yield "earliest_next_step", day(decision.earliest_next_step, language)


def step_line(step: Step, language: str) -> str:
    """Say a step that was done, and whether its mail is known to have been sent."""
    how = said("sent" if step.sent else "perhaps_sent", language)
    return f"{_tier(step.tier, language)}, {day(step.day, language)} ({how})"


def mail_line(mail: Attempt, language: str) -> str:
    """Say how far a mail has come, and when that was known."""
    when = day(mail.done_on or mail.as_of, language)
    state = state_label(mail.state, language)
    return f"{when}: {_tier(mail.tier, language)}, {state}, {said('reference', language)} {mail.reference}"


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
