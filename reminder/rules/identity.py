"""Which receivable is which: an invoice keeps its history when a due date is changed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from reminder.model.books import Receivable
from reminder.model.history import Instalment


def recognise(receivables: Iterable[Receivable], known: Iterable[Instalment]) -> tuple[Receivable, ...]:
    """Give the receivables under the identities that earlier runs gave them.

    A due date that is known keeps its identity. One that is new takes over, oldest first, that of an instalment of the
    same invoice which the last look at it still showed and which is gone now; otherwise it is a new instalment.
    """
    known_by_invoice: dict[str, list[Instalment]] = {}
    for instalment in known:
        known_by_invoice.setdefault(instalment.invoice_key, []).append(instalment)
    by_invoice: dict[str, list[Receivable]] = {}
    for receivable in receivables:
        by_invoice.setdefault(receivable.invoice_key, []).append(receivable)
    return tuple(
        renamed
        for invoice_key, rows in by_invoice.items()
        for renamed in _recognise_invoice(rows, known_by_invoice.get(invoice_key, []))
    )


def instalments_of(receivables: Iterable[Receivable], today: date) -> tuple[Instalment, ...]:
    """Give what a run has seen, to be remembered."""
    return tuple(
        Instalment(invoice_key=each.invoice_key, instalment=each.instalment, due_date=each.due_date, last_seen=today)
        for each in receivables
    )


def _recognise_invoice(rows: list[Receivable], known: list[Instalment]) -> Iterable[Receivable]:
    by_due_date = {each.due_date: each for each in sorted(known, key=lambda each: each.last_seen)}
    due_dates = {row.due_date for row in rows}
    last_look = max((each.last_seen for each in known), default=None)
    vanished = [each for each in known if each.due_date not in due_dates and each.last_seen == last_look]
    moved = iter(sorted(vanished, key=lambda each: each.due_date or date.max))
    for row in sorted(rows, key=lambda each: each.due_date or date.max):
        same = by_due_date.get(row.due_date) or next(moved, None)
        yield replace(row, instalment=same.instalment if same else _new_name(row, known))


def _new_name(row: Receivable, known: list[Instalment]) -> str:
    taken = {each.instalment for each in known}
    name = row.due_date.isoformat() if row.due_date else ""
    while name in taken:
        name += "+"
    return name
