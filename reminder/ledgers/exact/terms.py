"""Rows of Receivables as terms: what is open of an invoice, row by row, signed as the debtor sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from sys import intern
from typing import TypeVar

from reminder.errors import UnavailableError
from reminder.ledgers.exact import edm
from reminder.ledgers.exact.edm import Row, Unreadable
from reminder.ledgers.exact.settings import InvoiceLabel
from reminder.model.books import UnreadableRow

OPEN = 20
COLLECTING = (30, 40)
DIRECT_DEBIT = "I"
MATCH = Decimal("0.01")
TOLERATED_ROWS = 3
TOLERATED_SHARE = 0.05
LIKELY_YEARS = range(1990, 2101)
"""A due date outside these is a typing error: the same as none."""

NEEDED = (
    *("ID", "Account", "AmountDC", "AmountFC", "Currency", "DueDate", "EntryDate", "InvoiceDate", "InvoiceNumber"),
    *("Journal", "PaymentMethod", "Status", "TransactionEntryID"),
)
"""Fields whose absence would change what is owed, when, or which invoice it is; null is allowed."""


Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row that is open; amounts are positive when the debtor owes them.

    `invoice_key` is the identity of its invoice, `entry` that of the entry behind it.
    """

    row_id: str
    account: str
    account_code: str
    account_name: str
    contact: str
    entry: str
    invoice_key: str
    invoice: str | None
    invoice_number: int | None
    numbers: tuple[str, ...]
    currency: str
    amount: Decimal
    base_amount: Decimal
    invoice_amount: Decimal | None
    invoice_date: date | None
    due_date: date | None
    entry_date: date | None
    payment_reference: str
    description: str
    collecting: bool
    direct_debit: bool
    mismatch: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row that cannot be read, with what is known of the invoice it belongs to."""

    row: UnreadableRow
    account: str = ""
    entry: str = ""
    invoice_number: int | None = None


def read_terms(rows: Iterable[Row], *, label: InvoiceLabel, currency: str) -> tuple[list[Term], list[Fault]]:
    """Read every open row, and tell which cannot be read; `currency` is the administration's.

    Raises UnavailableError when so many are unreadable that Exact, not a row, must be what is wrong.
    """
    terms: list[Term] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            terms += _open_term(row, label=label, currency=currency)
        except Unreadable as error:
            faults.append(_fault(row, str(error)))
    if len(faults) > max(TOLERATED_ROWS, TOLERATED_SHARE * (len(terms) + len(faults))):
        raise UnavailableError(f"{len(faults)} open items cannot be read, the first because {faults[0].row.fault}")
    return terms, faults


def readable_invoices(terms: list[Term], faults: list[Fault]) -> tuple[list[Term], tuple[UnreadableRow, ...]]:
    """Part the terms of whole invoices from every row, good ones too, of an invoice with an unreadable row."""
    entries = {fault.entry for fault in faults if fault.entry}
    numbers = {(fault.account, fault.invoice_number) for fault in faults if fault.invoice_number}
    mixed = _mixed_currencies(terms)
    whole: list[Term] = []
    left_out = [fault.row for fault in faults]
    for term in terms:
        marks = {(term.account, term.invoice_number), ("", term.invoice_number)}
        if term.entry in entries or marks & numbers:
            left_out.append(_left_out(term, "another row of the invoice cannot be read"))
        elif term.invoice_key in mixed:
            left_out.append(_left_out(term, "the invoice is in several currencies"))
        else:
            whole.append(term)
    return whole, tuple(left_out)


def _open_term(row: Row, *, label: InvoiceLabel, currency: str) -> list[Term]:
    for name in NEEDED:
        edm.needed(row, name)
    status = edm.integer(row, "Status")
    if status is None:
        raise Unreadable("Status is missing")
    if status != OPEN and status not in COLLECTING:
        return []
    return [_term(row, label=label, base=currency, collecting=status in COLLECTING)]


def _term(row: Row, *, label: InvoiceLabel, base: str, collecting: bool) -> Term:
    currency = edm.currency(row, "Currency")
    number, numbers = _number(row), _numbers(row)
    amount = -edm.cents(edm.amount(row, "AmountFC"))
    return Term(
        row_id=edm.needed_guid(row, "ID"),
        account=intern(edm.needed_guid(row, "Account")),
        account_code=intern(edm.shown(row, "AccountCode")),
        account_name=intern(edm.shown(row, "AccountName")),
        contact=intern(edm.guid(row, "AccountContact")),
        entry=edm.guid(row, "TransactionEntryID"),
        invoice_key=_invoice_key(row, number),
        invoice=_known_as(_label(row, label, number), numbers),
        invoice_number=number,
        numbers=numbers,
        currency=intern(currency),
        amount=amount,
        base_amount=_known_as(-edm.cents(edm.amount(row, "AmountDC")), (amount,)),
        invoice_amount=_known_as(_whole_amount(row), (amount,)) if currency == base else None,
        invoice_date=edm.day(row, "InvoiceDate"),
        due_date=_due_date(row),
        entry_date=edm.day(row, "EntryDate"),
        payment_reference=edm.shown(row, "PaymentReference"),
        description=edm.shown(row, "Description"),
        collecting=collecting,
        direct_debit=edm.text(row, "PaymentMethod").upper() == DIRECT_DEBIT,
        mismatch=_mismatch(row, foreign=currency != base),
    )


def _number(row: Row) -> int | None:
    number = edm.integer(row, "InvoiceNumber")
    return number if number and number > 0 else None


def _invoice_key(row: Row, number: int | None) -> str:
    """A number is unique only together with customer, journal and year. Source: Exact Online, joins."""
    account, invoice_date = edm.needed_guid(row, "Account"), edm.day(row, "InvoiceDate")
    if number and invoice_date:
        return f"{account}/{edm.shown(row, 'Journal')}/{invoice_date.year}/{number}"
    entry = edm.guid(row, "TransactionEntryID")
    return f"{account}/entry/{entry}" if entry else f"row/{edm.needed_guid(row, 'ID')}"


def _label(row: Row, label: InvoiceLabel, number: int | None) -> str | None:
    if label == "number":
        return str(number) if number else None
    return edm.shown(row, "YourRef" if label == "your_ref" else "Description") or None


def _numbers(row: Row) -> tuple[str, ...]:
    number, entry = _number(row), edm.integer(row, "EntryNumber")
    found = (str(number or ""), edm.shown(row, "YourRef"), str(entry or ""))
    return tuple(dict.fromkeys(each for each in found if each))


def _known_as(value: Value, known: Iterable[Value]) -> Value:
    """Give what is known already and equal, so that a hundred thousand rows keep it once: 30 MB less."""
    return next((each for each in known if each == value), value)


def _due_date(row: Row) -> date | None:
    due = edm.day(row, "DueDate")
    return due if due and due.year in LIKELY_YEARS else None


def _whole_amount(row: Row) -> Decimal | None:
    value = edm.decimal(row, "TransactionAmountDC")
    return None if value is None else edm.cents(value)


def _mismatch(row: Row, *, foreign: bool) -> bool:
    """AmountFC × RateFC is AmountDC, to the cent. Source: Exact Online, fields of Receivables."""
    rate = edm.decimal(row, "RateFC")
    if rate is None:
        rate = Decimal(0 if foreign else 1)
    return abs(edm.amount(row, "AmountFC") * rate - edm.amount(row, "AmountDC")) > MATCH


def _mixed_currencies(terms: list[Term]) -> set[str]:
    first = {term.invoice_key: term.currency for term in reversed(terms)}
    return {term.invoice_key for term in terms if term.currency != first[term.invoice_key]}


def _left_out(term: Term, fault: str) -> UnreadableRow:
    return UnreadableRow(row_id=term.row_id, fault=fault, debtor_id=term.account)


def _fault(row: Row, fault: str) -> Fault:
    account = _known(row, "Account")
    return Fault(
        row=UnreadableRow(row_id=_known(row, "ID"), fault=fault, debtor_id=account),
        account=account,
        entry=_known(row, "TransactionEntryID"),
        invoice_number=_known_number(row),
    )


def _known(row: Row, name: str) -> str:
    try:
        return edm.guid(row, name)
    except Unreadable:
        return ""


def _known_number(row: Row) -> int | None:
    try:
        return _number(row)
    except Unreadable:
        return None
