"""The services on invoices made in the invoicing module, and on documents with their files."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode
from uuid import uuid5

from reminder.sandbox.book import Attachment, Document, Term
from reminder.sandbox.codes import EntryType
from reminder.sandbox.exact.edm import padded_code
from reminder.sandbox.exact.fields import ATTACHMENTS, DOCUMENTS, SALES_INVOICES
from reminder.sandbox.exact.service import BULK_PAGE, Read, Service, View, own

SCOPES = ("Organization documents",)
SALES_TYPES = {EntryType.SALES: 8020, EntryType.CREDIT: 8021}
DOCUMENT_FILTERS = frozenset(
    {
        "Account", "Category", "Contact", "Created", "Creator", "Division", "DocumentDate", "DocumentFolder",
        "FinancialTransactionEntryID", "HID", "ID", "Modified", "Opportunity", "Project", "SalesInvoiceNumber",
        "Subject", "Type",
    }
)  # fmt: skip


def _invoices(view: View) -> Iterable[Term]:
    made = [term for term in view.book.terms if term.type in SALES_TYPES]
    return {term.entry_id: term for term in made}.values()


_INVOICE: dict[str, Read] = {
    **own(
        InvoiceID="entry_id", InvoiceNumber="invoice_number", InvoiceDate="invoice_date", DueDate="due_date",
        InvoiceTo="account", OrderedBy="account", InvoiceToContactPerson="contact", AmountFC="invoice_total",
        Currency="currency", Description="description", Journal="journal", PaymentCondition="condition",
        PaymentReference="payment_reference", YourRef="your_ref", Created="created", Modified="modified",
    ),
    "AmountDC": lambda _, term: term.invoice_total * term.rate,
    "Division": lambda view, _: view.book.division.code,
    "InvoiceToContactPersonFullName": lambda view, term: view.contact_name(term.contact),
    "InvoiceToName": lambda view, term: view.account(term.account).name,
    "OrderedByName": lambda view, term: view.account(term.account).name,
    "Status": lambda _, __: 50,
    "Type": lambda _, term: SALES_TYPES[term.type],
}  # fmt: skip

_DOCUMENT: dict[str, Read] = {
    **own(
        ID="id", HID="hid", Account="account", Subject="subject", DocumentDate="date", Type="type",
        SalesInvoiceNumber="sales_invoice_number", FinancialTransactionEntryID="entry_id",
    ),
    "AccountCode": lambda view, document: padded_code(view.account(document.account).code),
    "AccountName": lambda view, document: view.account(document.account).name,
    "Division": lambda view, _: view.book.division.code,
    "Created": lambda _, document: document.date,
    "Modified": lambda _, document: document.date,
    "TypeDescription": lambda _, __: "Verkoopfactuur",
}  # fmt: skip


def stamp(file: Attachment) -> str:
    """The stamp in a file's address."""
    return uuid5(file.id, file.file_name).hex


def _url(view: View, file: Attachment) -> str:
    query = urlencode({"ID": file.id, "_Division_": view.book.division.code, "Stamp": stamp(file)})
    return f"{view.base}/docs/SysAttachment.aspx?{query}"


def _documents(view: View) -> list[Document]:
    return list(view.book.documents)


_DOCUMENTS = Service(
    path="documents/Documents",
    model="Document",
    key="ID",
    fields=DOCUMENTS,
    rows=_documents,
    read=_DOCUMENT,
    scopes=SCOPES,
)
_ATTACHMENTS = Service(
    path="documents/DocumentAttachments",
    model="DocumentAttachment",
    key="ID",
    fields=ATTACHMENTS,
    rows=lambda view: list(view.book.attachments),
    read={
        **own(ID="id", Document="document", FileName="file_name"),
        "FileSize": lambda _, file: len(file.content),
        "Url": _url,
    },
    scopes=SCOPES,
)

ARCHIVE_SERVICES = (
    Service(
        path="salesinvoice/SalesInvoices",
        model="SalesInvoice",
        key="InvoiceID",
        fields=SALES_INVOICES,
        rows=_invoices,
        read=_INVOICE,
        scopes=("Sales invoices",),
    ),
    _DOCUMENTS,
    replace(
        _DOCUMENTS,
        path="bulk/Documents/Documents",
        page=BULK_PAGE,
        select_needed=True,
        filterable=DOCUMENT_FILTERS,
    ),
    _ATTACHMENTS,
    replace(
        _ATTACHMENTS,
        path="bulk/Documents/DocumentAttachments",
        page=BULK_PAGE,
        select_needed=True,
        filterable=frozenset({"Document", "ID"}),
    ),
)
