"""A run as one JSON document; its keys are part of the public contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reminder.model.decision import Decision
from reminder.model.reminder import Attempt
from reminder.model.run import AdministrationRun, CallEntry, Run
from reminder.rules.calls import call_list

Document = dict[str, Any]


def run_document(run: Run) -> Document:
    """Give a whole run: amounts as strings with two decimals, dates in ISO form, instants in UTC with a Z."""
    return {
        "run": run.id,
        "as_of": run.as_of.isoformat(),
        "started": _instant(run.started),
        "finished": _instant(run.finished),
        "exit_code": run.exit_code,
        "administrations": [administration_document(each) for each in run.administrations],
    }


def administration_document(result: AdministrationRun) -> Document:
    """Give what a run did for one administration."""
    return {
        "name": result.name,
        "mode": result.mode.value,
        "dry_run": result.dry_run,
        "state": result.state.value,
        "books_until": _day(result.books_until),
        "warnings": [{"code": each.code, "text": each.text} for each in result.warnings],
        "open": {"count": result.open_count, "totals": {key: money(each) for key, each in result.totals.items()}},
        "decisions": [decision_document(each) for each in result.decisions],
        "reminders": [reminder_document(each) for each in result.reminders],
        "calls": [call_document(each) for each in call_list(result.decisions)],
        "settled": [
            {"reference": each.reference, "from": each.before, "to": each.after, "reason": each.reason}
            for each in result.settled
        ],
        "error": _error(result),
    }


def decision_document(decision: Decision) -> Document:
    """Give one decision."""
    receivable = decision.receivable
    return {
        "invoice": receivable.invoice,
        "debtor": decision.debtor.name,
        "debtor_code": decision.debtor.code,
        "amount": money(receivable.amount),
        "currency": receivable.currency,
        "due_date": _day(receivable.due_date),
        "days_overdue": decision.days_overdue,
        "outcome": decision.outcome.value,
        "reason": decision.reason.value,
        "tier": decision.tier,
        "reference": decision.reference,
    }


def reminder_document(attempt: Attempt) -> Document:
    """Give one mail."""
    return {
        "reference": attempt.reference,
        "debtor_code": attempt.debtor_code,
        "tier": attempt.tier,
        "language": attempt.language,
        "to": list(attempt.to),
        "subject": attempt.subject,
        "invoices": [item.invoice for item in attempt.items if item.tier],
        "listed": [item.invoice for item in attempt.items],
        "total": money(attempt.total),
        "currency": attempt.currency,
        "state": attempt.state.value,
        "draft_id": attempt.draft_id or None,
    }


def call_document(entry: CallEntry) -> Document:
    """Give one line of the call list."""
    return {
        "debtor": entry.debtor,
        "debtor_code": entry.debtor_code,
        "phone": entry.phone,
        "contact": entry.contact,
        "invoices": list(entry.invoices),
        "total": money(entry.total),
        "currency": entry.currency,
        "reason": entry.reason,
    }


def money(amount: Decimal) -> str:
    """Write an amount with two decimals and a dot."""
    return f"{amount:.2f}"


def _error(result: AdministrationRun) -> Document | None:
    error = result.error
    return {"code": error.code, "message": error.message, "hint": error.hint} if error else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z") if instant else None
