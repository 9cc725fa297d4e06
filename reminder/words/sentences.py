"""A decision as sentences: which receivable, what is done about it, why, and what comes next."""

from collections.abc import Iterator, Sequence
from datetime import date

from reminder.model.decision import Decision, Outcome
from reminder.model.history import Step
from reminder.words import formats
from reminder.words.labels import catalogue, hold_label, tier_label


def sentence(decision: Decision, language: str) -> str:
    """Say a decision with the facts that led to it, in Dutch or English."""
    opening = f"{subject(decision, language)}: {clause(decision, language)}."
    return " ".join((opening, *_afterwards(decision, language)))


def subject(decision: Decision, language: str) -> str:
    """Name the receivable of a decision: number, amount, due date and how late it is."""
    receivable = decision.receivable
    amount = formats.money(receivable.amount, currency=receivable.currency, language=language)
    return ", ".join((_name(decision, language), amount, _lateness(decision, language)))


def clause(decision: Decision, language: str) -> str:
    """Say why, as the part of a sentence after a colon."""
    return catalogue(language).clauses[decision.reason].format_map(_facts(decision, language))


def _name(decision: Decision, language: str) -> str:
    number = decision.receivable.invoice
    kind = "credit" if decision.receivable.credit else "invoice"
    without = "credit_no_number" if decision.receivable.credit else "no_number"
    return _detail(language, kind, number=number) if number else _detail(language, without)


def _lateness(decision: Decision, language: str) -> str:
    due = decision.receivable.due_date
    if due is None:
        return _detail(language, "no_due")
    if not decision.days_overdue or decision.receivable.credit:
        return _detail(language, "due", due=_day(due, language))
    late = formats.days(decision.days_overdue, language=language)
    return _detail(language, "overdue", due=_day(due, language), booked=_booked(decision, language), days=late)


def _booked(decision: Decision, language: str) -> str:
    """Say when it was booked, if that is after its due date: days count from there."""
    due, entry = decision.receivable.due_date, decision.receivable.entry_date
    return _detail(language, "booked", entry=_day(entry, language)) if due and entry and entry > due else ""


def _facts(decision: Decision, language: str) -> dict[str, str]:
    return {
        "tier": _tier("tier", decision.tier, language),
        "next_tier": _tier("next_tier", decision.next_tier, language),
        "last_step": _step(decision.last_step, language),
        "hold_reason": _hold_reason(decision, language),
        "hold_until": _hold_until(decision, language),
        "address_fault": _address_fault(decision, language),
    }


def _tier(key: str, tier: str | None, language: str) -> str:
    return _detail(language, key, tier=tier_label(tier, language)) if tier else ""


def broken_promises(decisions: Sequence[Decision], language: str) -> tuple[str, ...]:
    """Say the promises to pay that were not kept, by day; with the invoices when it is not about all of these."""
    days = sorted({each.broken_promise for each in decisions if each.broken_promise})
    return tuple(_broken(decisions, day, language) for day in days)


def _broken(decisions: Sequence[Decision], day: date, language: str) -> str:
    said = _detail(language, "broken_promise", day=_day(day, language))
    about = [each.receivable.invoice or "–" for each in decisions if each.broken_promise == day]
    return said if len(about) == len(decisions) else f"{', '.join(about)}: {said}"


def _step(step: Step | None, language: str) -> str:
    if step is None:
        return ""
    return _detail(language, "last_step", tier=tier_label(step.tier, language), day=_day(step.day, language))


def _hold_reason(decision: Decision, language: str) -> str:
    return _detail(language, "hold_reason", reason=hold_label(decision.hold.reason, language)) if decision.hold else ""


def _hold_until(decision: Decision, language: str) -> str:
    until = decision.hold.until if decision.hold else None
    return _detail(language, "hold_until", until=_day(until, language)) if until else ""


def _address_fault(decision: Decision, language: str) -> str:
    fault = decision.debtor.address_fault or ("bounced" if decision.debtor.emails else "")
    return _detail(language, "address_fault", fault=_fault(fault, language)) if fault else ""


def _fault(fault: str, language: str) -> str:
    known = catalogue(language).address_faults.items()
    said = ((words + fault.removeprefix(start)) for start, words in known if fault.startswith(start))
    return next(said, fault)


def _afterwards(decision: Decision, language: str) -> Iterator[str]:
    if decision.broken_promise:
        yield _detail(language, "broken_promise", day=_day(decision.broken_promise, language))
    if decision.reference:
        key = "mailed" if decision.outcome is Outcome.REMIND else "listed"
        yield _detail(language, key, reference=decision.reference)
    if decision.earliest_next_step:
        yield _detail(language, "earliest", day=_day(decision.earliest_next_step, language))


def _detail(language: str, key: str, **facts: str) -> str:
    return catalogue(language).details[key].format(**facts)


def _day(day: date, language: str) -> str:
    return formats.long_date(day, language=language)
