"""The invoices that exist as PDF: documents by number, their files, the bytes."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import structlog

from reminder.errors import UnavailableError
from reminder.ledgers.exact import edm
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.edm import Row, Unreadable
from reminder.ledgers.exact.queries import attachments_of, invoice_documents
from reminder.model.books import Receivable
from reminder.model.reminder import Attachment

SIGN = b"%PDF"
SUFFIX = ".pdf"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A sales invoice in the archive; `year` is None when its date cannot be read."""

    id: str
    account: str
    number: int
    year: int | None


def fetch_invoices(client: ExactClient, receivables: Collection[Receivable]) -> dict[str, tuple[Attachment, ...]]:
    """Give the PDFs by receivable key; one that is missing, or is no PDF, is left out."""
    wanted = [each for each in receivables if each.invoice_number and not each.credit]
    documents = _documents(client, {each.invoice_number for each in wanted if each.invoice_number})
    chosen = {each.key: document for each in wanted if (document := _of(each, documents))}
    files = _files(client, {document.id for document in chosen.values()})
    found = {key: files.get(document.id, ()) for key, document in chosen.items()}
    return {key: attachments for key, attachments in found.items() if attachments}


def _documents(client: ExactClient, numbers: Collection[int]) -> Mapping[tuple[str, int], list[Document]]:
    found: dict[tuple[str, int], list[Document]] = defaultdict(list)
    for query in invoice_documents(numbers):
        for row in client.rows(query):
            document = _document(row)
            if document:
                found[document.account, document.number].append(document)
    return found


def _document(row: Row) -> Document | None:
    try:
        account, number = edm.guid(row, "Account"), edm.integer(row, "SalesInvoiceNumber")
        identifier = edm.needed_guid(row, "ID")
    except Unreadable:
        return None
    return Document(id=identifier, account=account, number=number, year=_year(row)) if number else None


def _year(row: Row) -> int | None:
    try:
        written = edm.day(row, "DocumentDate")
    except Unreadable:
        return None
    return written.year if written else None


def _of(receivable: Receivable, documents: Mapping[tuple[str, int], list[Document]]) -> Document | None:
    """Choose the customer's only document of that number, or the one of the invoice's year."""
    found = documents.get((receivable.debtor_id, receivable.invoice_number or 0), [])
    if len(found) > 1:
        year = receivable.invoice_date.year if receivable.invoice_date else 0
        found = [each for each in found if each.year == year]
    return found[0] if len(found) == 1 else None


def _files(client: ExactClient, documents: Collection[str]) -> dict[str, tuple[Attachment, ...]]:
    found: dict[str, tuple[Attachment, ...]] = {}
    for query in attachments_of(documents):
        for row in client.rows(query):
            document, attachment = str(row.get("Document")).lower(), _attachment(client, row)
            if attachment:
                found[document] = (*found.get(document, ()), attachment)
    return found


def _attachment(client: ExactClient, row: Row) -> Attachment | None:
    name, url = _file_name(row), row.get("Url")
    if not name.lower().endswith(SUFFIX) or not isinstance(url, str) or not url:
        return None
    try:
        content = client.download(f"{url}{'&' if '?' in url else '?'}Download=1")
    except UnavailableError:
        content = b""
    if not content.startswith(SIGN):
        log.warning("document_left_out", document=str(row.get("Document"))[:36])
        return None
    return Attachment(filename=name, content=content)


def _file_name(row: Row) -> str:
    try:
        return re.sub(r"[^\w .()+-]", "_", edm.shown(row, "FileName")).lstrip(". ")
    except Unreadable:
        return ""
