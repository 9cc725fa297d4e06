"""Terms as receivables: rows of one invoice on one due date are one thing to the debtor."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from sys import intern

from reminder.ledgers.exact.terms import Term
from reminder.model.books import Receivable


def receivables_of(terms: Iterable[Term]) -> tuple[Receivable, ...]:
    """Sum the terms by invoice and due date, in the order of their keys; what comes to 0.00 is none."""
    groups = groupby(sorted(terms, key=_place), key=_place)
    summed = (_receivable(sorted(group, key=_row_id)) for _, group in groups)
    return tuple(sorted((each for each in summed if each.amount), key=_key))


def _receivable(terms: list[Term]) -> Receivable:
    first = terms[0]
    total = _sum([term.amount for term in terms])
    return Receivable(
        invoice_key=first.invoice_key,
        debtor_id=first.account,
        amount=total,
        currency=first.currency,
        base_amount=_sum([term.base_amount for term in terms]),
        instalment=intern(first.due_date.isoformat()) if first.due_date else "",
        invoice=next((term.invoice for term in terms if term.invoice), None),
        numbers=tuple(dict.fromkeys(number for term in terms for number in term.numbers)),
        invoice_number=first.invoice_number,
        invoice_amount=_invoice_amount(terms, total),
        invoice_date=_earliest(term.invoice_date for term in terms),
        due_date=first.due_date,
        entry_date=_earliest(term.entry_date for term in terms),
        payment_reference=next((term.payment_reference for term in terms if term.payment_reference), ""),
        description=next((term.description for term in terms if term.description), ""),
        collecting=any(term.collecting for term in terms),
        direct_debit=any(term.direct_debit for term in terms),
        currency_mismatch=any(term.mismatch for term in terms),
    )


def _invoice_amount(terms: list[Term], total: Decimal) -> Decimal | None:
    """Give the invoice's own total where the rows agree on one that what is open can be a part of."""
    amounts = {term.invoice_amount for term in terms}
    amount = amounts.pop() if len(amounts) == 1 else None
    if amount is None or amount * total <= 0 or abs(amount) < abs(total):
        return None
    return amount


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((each for each in days if each), default=None)


def _sum(amounts: list[Decimal]) -> Decimal:
    """Add up; a single amount is itself, and so kept in memory once."""
    return amounts[0] if len(amounts) == 1 else sum(amounts, Decimal(0))


def _place(term: Term) -> tuple[str, date]:
    return term.invoice_key, term.due_date or date.min


def _row_id(term: Term) -> str:
    return term.row_id


def _key(receivable: Receivable) -> str:
    return receivable.key
