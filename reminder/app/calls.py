"""Recording what a telephone call brought."""

from dataclasses import dataclass
from datetime import date

from reminder.app.desk import Desk
from reminder.app.meant import KnownInvoice, find_invoice
from reminder.errors import UsageError
from reminder.model.history import Call, CallOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWish:
    """What a person heard on the telephone about an invoice; `promise` is the day it will be paid by."""

    invoice: str
    outcome: CallOutcome
    promise: date | None = None
    note: str = ""


def record_call(desk: Desk, wish: CallWish) -> KnownInvoice:
    """Record a call about every instalment of an invoice and release them from the backlog.

    UsageError for a promised day that has passed, and for an invoice that no run has seen.
    """
    if wish.promise is not None and wish.promise < desk.today:
        raise UsageError(f"{wish.promise} has passed", hint="a promise names today or a later day")
    found = find_invoice(desk, wish.invoice)
    desk.notes.record_calls(
        Call(receivable=each, day=desk.today, outcome=wish.outcome, until=wish.promise, note=wish.note)
        for each in found.receivables
    )
    return found
