"""What is known of an invoice or a debtor as one JSON document; its keys are part of the public contract."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from reminder.model.books import Debtor
from reminder.model.history import Call, Hold, Step
from reminder.model.story import DebtorStory, Entry, InvoiceStory, Paid, Past
from reminder.report.document import Document, decision_document, money, reminder_document
from reminder.words.sentences import sentence


def invoice_document(stories: tuple[InvoiceStory, ...], language: str) -> Document:
    """Give an invoice with every decision about it; of several with one number those of all, in order of time."""
    newest = stories[-1]
    return {
        "invoice": newest.invoice,
        "debtor_code": newest.debtor_code,
        "debtor": newest.debtor,
        "closed": _day(newest.closed_by.as_of if newest.closed_by else None),
        "decisions": [entry_document(each, language) for story in stories for each in story.entries],
        **_past(Past() if len(stories) > 1 else newest.past),
    }


def debtor_document(story: DebtorStory, language: str) -> Document:
    """Give a debtor with what the last run decided about it, and its past."""
    return {
        "debtor_code": story.debtor_code,
        "debtor": story.debtor,
        "closed": _day(story.closed_by.as_of if story.closed_by else None),
        "open": _sums(story.open),
        "overdue": _sums(story.overdue),
        "net": _sums(story.net),
        "last_mail": _day(story.last_mail),
        "last_call": _day(story.last_call),
        "contact": _contact(story.contact),
        "usually_days_late": _range(story.usually_late),
        "paid": [_paid(each) for each in story.paid],
        "decisions": [entry_document(each, language) for each in story.entries],
        **_past(story.past),
    }


def entry_document(entry: Entry, language: str) -> Document:
    """Give one decision with its run, what it means in words, and the facts that led to it."""
    decision = entry.decision
    return {
        **decision_document(decision),
        "run": entry.run.id,
        "as_of": entry.run.as_of.isoformat(),
        "text": sentence(decision, language),
        "earliest_next_step": _day(decision.earliest_next_step),
        "starting_tier": decision.starting_tier,
        "next_tier": decision.next_tier,
        "last_step": _step(decision.last_step) if decision.last_step else None,
        "hold": _hold(decision.hold) if decision.hold else None,
        "broken_promise": _day(decision.broken_promise),
    }


def hold_document(hold: Hold, *, administration: str) -> Document:
    """Give one hold."""
    return {
        "id": hold.id,
        "administration": administration,
        "debtor_code": hold.debtor_code or None,
        "invoice": hold.invoice or None,
        "until": _day(hold.until),
        "reason": hold.reason.value,
        "note": hold.note,
        "source": hold.source,
        "created": hold.created.isoformat(),
    }


def _contact(debtor: Debtor) -> Document:
    return {
        "name": debtor.contact.full_name if debtor.contact else None,
        "phone": debtor.phone or None,
        "emails": list(debtor.emails),
        "address_fault": debtor.address_fault or None,
        "language": debtor.language,
        "blocked": debtor.blocked,
    }


def _paid(each: Paid) -> Document:
    return {
        "invoice": each.receivable.invoice,
        "amount": money(each.receivable.amount),
        "currency": each.receivable.currency,
        "due_date": _day(each.receivable.due_date),
        "last_seen_open": _day(each.seen),
        "gone_by": _day(each.gone),
        "days_late": _range(each.days_late),
    }


def _range(days: tuple[int, int] | None) -> Document | None:
    return {"least": days[0], "most": days[1]} if days else None


def _past(past: Past) -> Document:
    return {
        "steps": [_step(each) for each in past.steps],
        "reminders": [reminder_document(each) for each in past.mails],
        "calls": [_call(each) for each in past.calls],
        "holds": [_hold(each) for each in past.holds],
    }


def _step(step: Step) -> Document:
    return {"tier": step.tier, "day": _day(step.day), "sent": step.sent, "reference": step.reference or None}


def _call(call: Call) -> Document:
    return {"day": _day(call.day), "outcome": call.outcome.value, "until": _day(call.until), "note": call.note}


def _hold(hold: Hold) -> Document:
    return {"id": hold.id or None, "reason": hold.reason.value, "until": _day(hold.until), "note": hold.note}


def _sums(amounts: Mapping[str, Decimal]) -> Document:
    return {currency: money(each) for currency, each in sorted(amounts.items())}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
