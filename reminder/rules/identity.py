"""Which receivable is which: an invoice keeps its history when a due date or a debtor is changed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from reminder.model.books import Receivable
from reminder.model.history import Instalment


def recognise(receivables: Iterable[Receivable], known: Iterable[Instalment]) -> tuple[Receivable, ...]:
    """Give the receivables under the identities that earlier runs gave them.

    A due date that is known keeps its identity. One that is new takes over, oldest first, that of an instalment of the
    same invoice which the last look at it still showed and which is gone now; otherwise it is a new instalment. An
    invoice that is new under its debtor and gone under another one went over to it, as when two debtors are made one.
    """
    receivables = tuple(receivables)
    known_by_invoice: dict[str, list[Instalment]] = {}
    for instalment in known:
        known_by_invoice.setdefault(instalment.invoice_key, []).append(instalment)
    by_invoice: dict[str, list[Receivable]] = {}
    before = _gone_over({each.invoice_key for each in receivables}, known_by_invoice)
    for receivable in receivables:
        key = before.get(receivable.invoice_key)
        row = replace(receivable, invoice_key=key) if key else receivable
        by_invoice.setdefault(row.invoice_key, []).append(row)
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


def _gone_over(present: set[str], known: Iterable[str]) -> dict[str, str]:
    """Give the identity that an invoice had under an earlier debtor, by the one that it would have now."""
    known = set(known)
    gone = {_within_debtor(key): key for key in sorted(known - present)}
    new = {key: _within_debtor(key) for key in present - known}
    count = Counter(new.values())
    return {key: gone[own] for key, own in new.items() if own in gone and count[own] == 1}


def _within_debtor(invoice_key: str) -> str:
    """Give what tells an invoice from the others of its debtor, who is named first; all of it where nobody is."""
    return invoice_key.partition("/")[2] or invoice_key


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
