"""The other ways to the same rows: services that list only what changed, in bulk, or under another name.

Source: Exact Online: sync services hold pages of 1,000, filter on Timestamp alone, and PaymentTerms has LineType 20 for
customers.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from reminder.sandbox.book import Term
from reminder.sandbox.codes import EntryType
from reminder.sandbox.exact.archive import ARCHIVE_SERVICES
from reminder.sandbox.exact.edm import columns
from reminder.sandbox.exact.ledger import LEDGER_SERVICES
from reminder.sandbox.exact.receivables import RECEIVABLE, RECEIVABLE_SERVICES, constant
from reminder.sandbox.exact.relations import RELATION_SERVICES
from reminder.sandbox.exact.service import BULK_PAGE, Service, View, own

RECEIVABLE_LINE = 20
PROCESSED = 50
SPREAD = 10**9
STAMP = columns(INT64="Timestamp")
TERMS = columns(
    INT16="LineType ApprovalStatus",
    INT32="PaymentBatchNumber",
    DATETIME="PaymentSelected",
    GUID="PaymentSelector",
    STRING="PaymentSelectorFullName",
)
ENTRIES = columns(
    BOOLEAN="IsExtraDuty Reversal",
    COLLECTION="SalesEntryLines",
    DATETIME="Created DueDate EntryDate Modified",
    DOUBLE="AmountDC AmountFC GAccountAmountFC Rate VATAmountDC VATAmountFC WithholdingTaxAmountDC "
    "WithholdingTaxBaseAmount WithholdingTaxPercentage",
    GUID="Creator Customer Document EntryID Modifier",
    INT16="ReportingPeriod ReportingYear Status",
    INT32="BatchNumber Division DocumentNumber EntryNumber InvoiceNumber OrderNumber ProcessNumber Type",
    STRING="CreatorFullName Currency CustomerName CustomField Description DocumentSubject ExternalLinkDescription "
    "ExternalLinkReference Journal JournalDescription ModifierFullName PaymentCondition PaymentConditionDescription "
    "PaymentConditionPaymentMethod PaymentReference StatusDescription TypeDescription YourRef",
)
SALES = (EntryType.SALES, EntryType.CREDIT)


def _named(path: str) -> Service:
    every = (*RECEIVABLE_SERVICES, *RELATION_SERVICES, *ARCHIVE_SERVICES, *LEDGER_SERVICES)
    return next(service for service in every if service.path == path)


def stamp(_: View, row: Any) -> int:  # noqa: ANN401 - any row with an id and a last change
    """A number that grows with each change of a row and no two rows share."""
    return int(row.modified.timestamp()) * SPREAD + int(row.id.int) % SPREAD


def _synced(service: Service, path: str) -> Service:
    return replace(
        service,
        path=path,
        key="Timestamp",
        fields={**service.fields, **STAMP},
        read={**service.read, "Timestamp": stamp},
        page=BULK_PAGE,
        select_needed=False,
        filter_needed=frozenset(),
        filterable=frozenset({"Timestamp"}),
    )


def _entries(view: View) -> Iterable[Term]:
    return {term.entry_id: term for term in view.book.terms if term.type in SALES}.values()


_INVOICES = _named("salesinvoice/SalesInvoices")
_DIVISIONS = _named("system/Divisions")
_PAYMENT_TERMS = replace(
    _named("cashflow/Receivables"),
    model="Cashflow.PaymentTerm",
    fields={**_named("cashflow/Receivables").fields, **TERMS},
    read={**RECEIVABLE, "LineType": constant(RECEIVABLE_LINE)},
)

FURTHER_SERVICES = (
    _synced(_PAYMENT_TERMS, "sync/Cashflow/PaymentTerms"),
    _synced(_named("crm/Accounts"), "sync/CRM/Accounts"),
    _synced(_named("crm/Contacts"), "sync/CRM/Contacts"),
    _synced(_INVOICES, "sync/SalesInvoice/SalesInvoices"),
    replace(_INVOICES, path="bulk/SalesInvoice/SalesInvoices", page=BULK_PAGE, select_needed=True),
    replace(_DIVISIONS, path="hrm/Divisions"),
    replace(_DIVISIONS, path="system/AllDivisions"),
    Service(
        path="salesentry/SalesEntries",
        model="SalesEntry",
        key="EntryID",
        fields=ENTRIES,
        rows=_entries,
        read={
            **own(
                EntryID="entry_id", Customer="account", EntryNumber="entry_number", InvoiceNumber="invoice_number",
                EntryDate="entry_date", DueDate="due_date", AmountFC="invoice_total", Currency="currency", Rate="rate",
                Description="description", Journal="journal", PaymentCondition="condition", Type="type",
                PaymentReference="payment_reference", YourRef="your_ref", Created="created", Modified="modified",
            ),
            "AmountDC": lambda _, term: term.invoice_total * term.rate,
            "CustomerName": lambda view, term: view.account(term.account).name,
            "Division": lambda view, _: view.book.division.code,
            "Status": constant(PROCESSED),
        },
        scopes=("Financial accounting",),
    ),
)  # fmt: skip
