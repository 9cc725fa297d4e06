"""The services on what is owed, each in its own sign.

Source: Exact Online: Receivables are negative for an open invoice, ReceivablesList and the totals positive.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from reminder.sandbox.book import Term
from reminder.sandbox.codes import TermStatus
from reminder.sandbox.exact.edm import Edm, padded_code, padded_country
from reminder.sandbox.exact.fields import OVERVIEW, RECEIVABLES, RECEIVABLES_LIST
from reminder.sandbox.exact.service import BULK_PAGE, Read, Service, View, own

SCOPE = ("Financial receivables",)
IN_TRANSIT = (TermStatus.SELECTED, TermStatus.COLLECTED)
BULK_FILTERS = frozenset(
    {
        "Account", "Document", "EndDate", "EndToEndID", "EntryDate", "EntryID", "GLAccount", "ID", "InvoiceDate",
        "InvoiceNumber", "Source", "Status", "TransactionID", "TransactionType",
    }
)  # fmt: skip


def _journal_name(view: View, term: Term) -> str | None:
    found = (journal.description for journal in view.book.journals if journal.code == term.journal)
    return next(found, None)


def _condition_name(view: View, term: Term) -> str | None:
    found = (row.description for row in view.book.conditions if row.code == term.condition)
    return next(found, None)


OF_THE_CUSTOMER: dict[str, Read] = {
    "AccountCode": lambda view, term: padded_code(view.account(term.account).code),
    "AccountName": lambda view, term: view.account(term.account).name,
}

RECEIVABLE: dict[str, Read] = {
    **own(
        ID="id", Account="account", AccountContact="contact", Created="created", Currency="currency",
        Description="description", DirectDebitMandate="mandate", DueDate="due_date", EndDate="end_date",
        EntryDate="entry_date", EntryID="id", EntryNumber="entry_number", InvoiceDate="invoice_date",
        InvoiceNumber="invoice_number", Journal="journal", LastPaymentDate="last_payment", Modified="modified",
        PaymentCondition="condition", PaymentMethod="method", PaymentReference="payment_reference", RateFC="rate",
        Status="status", TransactionEntryID="entry_id", TransactionID="entry_id", TransactionDueDate="due_date",
        TransactionIsReversal="is_reversal", TransactionType="type", TransactionAmountFC="invoice_total",
        YourRef="your_ref",
    ),
    **OF_THE_CUSTOMER,
    "AccountCountry": lambda view, term: padded_country(view.account(term.account).country),
    "AccountContactName": lambda view, term: view.contact_name(term.contact),
    "AmountDC": lambda _, term: -term.amount_division,
    "AmountFC": lambda _, term: -term.amount,
    "AmountDiscountDC": lambda _, __: 0,
    "AmountDiscountFC": lambda _, __: 0,
    "Division": lambda view, _: view.book.division.code,
    "IsFullyPaid": lambda _, term: not term.is_open,
    "JournalDescription": _journal_name,
    "PaymentConditionDescription": _condition_name,
    "TransactionAmountDC": lambda _, term: (term.invoice_total * term.rate).quantize(Decimal("0.01")),
    "TransactionStatus": lambda _, __: 50,
}  # fmt: skip


def listed(view: View) -> list[Term]:
    """The rows of the outstanding-items screen."""
    collected = view.world.knobs.list_holds_collected
    return [term for term in view.book.open_rows() if collected or term.status is not TermStatus.COLLECTED]


def _sign(view: View) -> int:
    return -1 if view.world.knobs.list_is_negative else 1


_LIST_ROW: dict[str, Read] = {
    **own(
        HID="hid", Id="id", AccountId="account", Description="description", DueDate="due_date",
        InvoiceDate="invoice_date", EntryNumber="entry_number", JournalCode="journal", YourRef="your_ref",
    ),
    **OF_THE_CUSTOMER,
    "Amount": lambda view, term: _sign(view) * term.amount_division,
    "AmountInTransit": lambda view, term: _sign(view) * term.amount_division if term.status in IN_TRANSIT else 0,
    "CurrencyCode": lambda view, _: view.book.division.currency,
    "InvoiceNumber": lambda _, term: term.invoice_number or 0,
    "JournalDescription": _journal_name,
}  # fmt: skip


def _overdue(view: View) -> list[Term]:
    today = view.world.clock.today()
    return [term for term in listed(view) if term.due_date and term.due_date < today]


def _total(terms: Iterable[Term]) -> Decimal:
    return sum((term.amount_division for term in terms), Decimal(0))


def constant(value: object) -> Read:
    """A field that always holds this."""
    return lambda _, __: value


_OVERVIEW_ROW: dict[str, Read] = {
    "CurrencyCode": lambda view, _: view.book.division.currency,
    "OutstandingReceivableInvoiceAmount": lambda view, _: _total(listed(view)),
    "OutstandingReceivableInvoiceCount": lambda view, _: len(listed(view)),
    "OverdueReceivableInvoiceAmount": lambda view, _: _total(_overdue(view)),
    "OverdueReceivableInvoiceCount": lambda view, _: len(_overdue(view)),
    **{name: constant(0) for name in OVERVIEW if "Payable" in name},
}

_CASHFLOW = Service(
    path="cashflow/Receivables",
    model="Cashflow.Receivable",
    key="ID",
    fields=RECEIVABLES,
    rows=lambda view: list(view.book.terms),
    read=RECEIVABLE,
    scopes=SCOPE,
    select_needed=True,
    filterable=BULK_FILTERS | {"IsFullyPaid", "DueDate", "AccountCode"},
)

_LIST = Service(
    path="read/financial/ReceivablesList",
    model="Financial.ReceivablesList",
    key="HID",
    fields=RECEIVABLES_LIST,
    rows=listed,
    read=_LIST_ROW,
    scopes=SCOPE,
)

RECEIVABLE_SERVICES = (
    _CASHFLOW,
    replace(_CASHFLOW, path="bulk/Cashflow/Receivables", page=BULK_PAGE, filterable=BULK_FILTERS),
    _LIST,
    replace(
        _LIST,
        path="read/financial/ReceivablesListByAccount",
        rows=lambda view: [term for term in listed(view) if str(term.account) == view.parameters["accountId"]],
        parameters={"accountId": Edm.GUID},
    ),
    Service(
        path="read/financial/OutstandingInvoicesOverview",
        model="Financial.OutstandingInvoicesOverview",
        key="CurrencyCode",
        fields=OVERVIEW,
        rows=lambda view: (view.book,),
        read=_OVERVIEW_ROW,
        scopes=("Financial receivables", "Financial payables"),
        filterable=frozenset(),
    ),
)
