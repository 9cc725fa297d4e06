"""Leaving a debtor or an invoice alone for a while, and taking that back."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from reminder.app.desk import Desk, unknown
from reminder.app.meant import find_debtor, find_invoice
from reminder.errors import UsageError
from reminder.model.history import Hold, HoldReason

ID_LENGTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldWish:
    """What a person asked to be left alone: a debtor by code or an invoice by any number, and why."""

    reason: HoldReason
    debtor: str = ""
    invoice: str = ""
    until: date | None = None
    note: str = ""


def add_hold(desk: Desk, wish: HoldWish, now: datetime) -> Hold:
    """Record a hold; UsageError for one that ended already, and for a debtor or invoice that no run has seen."""
    if wish.until is not None and wish.until < desk.today:
        raise UsageError(f"{wish.until} has passed", hint="name today or a later day")
    hold = _invoice_hold(desk, wish, now) if wish.invoice else _debtor_hold(desk, wish, now)
    desk.notes.add_hold(hold)
    return hold


def release_hold(desks: Iterable[Desk], hold_id: str) -> str:
    """Release a hold in whichever administration has it, and give that one's name; UsageError when none has."""
    standing = [(desk, hold) for desk in desks for hold in desk.notes.holds()]
    for desk, hold in standing:
        if hold.id.casefold() == hold_id.strip().casefold() and desk.notes.release_hold(hold.id):
            return desk.name
    raise unknown("hold", hold_id, {hold.id: _named(hold) for _, hold in standing})


def _debtor_hold(desk: Desk, wish: HoldWish, now: datetime) -> Hold:
    code, _ = find_debtor(desk, wish.debtor)
    return _hold(desk, wish, now, debtor_code=code)


def _invoice_hold(desk: Desk, wish: HoldWish, now: datetime) -> Hold:
    found = find_invoice(desk, wish.invoice)
    return _hold(desk, wish, now, debtor_code=found.debtor_code, invoice_key=found.invoice_key, invoice=found.invoice)


def _hold(  # noqa: PLR0913 - what a hold is on, by name
    desk: Desk, wish: HoldWish, now: datetime, *, debtor_code: str, invoice_key: str = "", invoice: str = ""
) -> Hold:
    return Hold(
        id=_new_id(desk.name, debtor_code, invoice_key, now.isoformat()),
        reason=wish.reason,
        created=desk.today,
        debtor_code=debtor_code,
        invoice_key=invoice_key,
        invoice=invoice,
        until=wish.until,
        note=wish.note,
    )


def _new_id(*facts: str) -> str:
    """Give a name short enough to read aloud, which nothing else made at another instant has."""
    return base64.b32encode(hashlib.sha256("|".join(facts).encode()).digest()).decode()[:ID_LENGTH]


def _named(hold: Hold) -> str:
    return f"{hold.id} ({hold.invoice or f'debtor {hold.debtor_code}'})"
