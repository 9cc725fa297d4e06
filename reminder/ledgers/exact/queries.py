"""The questions put to Exact: services with the fields they are asked for, as addresses of at most 6,000 characters."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import quote

from reminder.rules.freshness import JOURNAL_IN_USE_DAYS

Key = TypeVar("Key", str, int)

RECEIVABLES = "bulk/Cashflow/Receivables"
ACCOUNTS = "bulk/CRM/Accounts"
CONTACTS = "bulk/CRM/Contacts"
DOCUMENTS = "bulk/Documents/Documents"
ATTACHMENTS = "bulk/Documents/DocumentAttachments"
OVERVIEW = "read/financial/OutstandingInvoicesOverview"
DIVISIONS = "system/Divisions"
JOURNALS = "financial/Journals"
LINES = "financialtransaction/TransactionLines"
CONDITIONS = "cashflow/PaymentConditions"

OPEN = "Status eq 20 or Status eq 30 or Status eq 40"
BANK = 12
PROCESSED = 50
SALES_INVOICE = 10
KEYS_A_CALL = 40
DEBTORS_A_LOOK = 20

RECEIVABLE_FIELDS = (
    "ID,Account,AccountCode,AccountContact,AccountName,AmountDC,AmountFC,Currency,Description,DueDate,EntryDate,"
    "EntryNumber,InvoiceDate,InvoiceNumber,Journal,PaymentMethod,PaymentReference,RateFC,Status,TransactionAmountDC,"
    "TransactionEntryID,YourRef"
)
ACCOUNT_FIELDS = (
    "ID,Blocked,ChamberOfCommerce,Code,Country,Email,EndDate,IsAnonymised,Language,MainContact,Name,Phone,Remarks,Type,"
    "VATNumber"
)
CONTACT_FIELDS = (
    "ID,BusinessEmail,BusinessMobile,BusinessPhone,Email,EndDate,FirstName,FullName,Gender,IsAnonymised,Language,"
    "LastName,MiddleName,Mobile,Phone"
)
OVERVIEW_FIELDS = "CurrencyCode,OutstandingReceivableInvoiceAmount,OutstandingReceivableInvoiceCount"
DIVISION_FIELDS = "Code,Description,Status,BlockingStatus,Currency"
LINE_FIELDS = "ID,Date,JournalCode,Status"
CONDITION_FIELDS = "ID,Code,CreditManagementScenario,CreditManagementScenarioCode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to one service; `key` names the field that tells its rows apart."""

    service: str
    select: str = ""
    filter: str = ""
    orderby: str = ""
    top: int | None = None
    key: str = "ID"

    def path(self, division: int) -> str:
        """Give path and options below the base address; an empty option is left out."""
        options = {"select": self.select, "filter": self.filter, "orderby": self.orderby, "top": self.top}
        given = [f"${name}={quote(str(value), safe=chr(39) + '(),')}" for name, value in options.items() if value]
        return f"/api/v1/{division}/{self.service}" + ("?" + "&".join(given) if given else "")


def open_receivables() -> Query:
    """Ask for every term that is open, selected for collection or collected."""
    return Query(service=RECEIVABLES, select=RECEIVABLE_FIELDS, filter=OPEN)


def open_receivables_of(accounts: Collection[str]) -> Iterator[Query]:
    """Ask for the open terms of some debtors only."""
    for some in chunks(accounts, DEBTORS_A_LOOK):
        yield Query(service=RECEIVABLES, select=RECEIVABLE_FIELDS, filter=f"({OPEN}) and ({any_of('Account', some)})")


def by_id(service: str, select: str, ids: Collection[str]) -> Iterator[Query]:
    """Ask for the rows with these identifiers."""
    for some in chunks(ids, KEYS_A_CALL):
        yield Query(service=service, select=select, filter=any_of("ID", some))


def all_customers() -> Query:
    """Ask for every customer."""
    return Query(service=ACCOUNTS, select=ACCOUNT_FIELDS, filter="IsSales eq true")


def all_contacts() -> Query:
    """Ask for every contact."""
    return Query(service=CONTACTS, select=CONTACT_FIELDS)


def overview() -> Query:
    """Ask for Exact's own totals."""
    return Query(service=OVERVIEW, select=OVERVIEW_FIELDS, key="CurrencyCode")


def division(code: int) -> Query:
    """Ask for one division."""
    return Query(service=DIVISIONS, select=DIVISION_FIELDS, filter=f"Code eq {code}", key="Code")


def bank_journals() -> Query:
    """Ask for the bank journals."""
    return Query(service=JOURNALS, select="Code,Description,Type", filter=f"Type eq {BANK}", key="Code")


def payment_conditions() -> Query:
    """Ask for every payment condition, with the scenario of Exact's own credit management."""
    return Query(service=CONDITIONS, select=CONDITION_FIELDS)


def newest_line(journal: str, *, today: date, in_use: bool) -> Query:
    """Ask for the newest processed line of a journal up to today; with `in_use`, of the last 35 days only."""
    terms = [f"JournalCode eq {literal(journal)}", f"Status eq {PROCESSED}", f"Date le datetime'{today}'"]
    if in_use:
        terms.append(f"Date ge datetime'{today - timedelta(days=JOURNAL_IN_USE_DAYS)}'")
    return Query(service=LINES, select=LINE_FIELDS, filter=" and ".join(terms), orderby="Date desc", top=1)


def invoice_documents(numbers: Collection[int]) -> Iterator[Query]:
    """Ask for the documents of sales invoices by their numbers."""
    for some in chunks(numbers, KEYS_A_CALL):
        either = " or ".join(f"SalesInvoiceNumber eq {number}" for number in some)
        kind = f"Type eq {SALES_INVOICE} and ({either})"
        yield Query(service=DOCUMENTS, select="ID,Account,DocumentDate,SalesInvoiceNumber,Type", filter=kind)


def attachments_of(documents: Collection[str]) -> Iterator[Query]:
    """Ask for the files of documents."""
    for some in chunks(documents, KEYS_A_CALL):
        yield Query(service=ATTACHMENTS, select="ID,Document,FileName,Url", filter=any_of("Document", some))


def chunks(keys: Collection[Key], size: int) -> Iterator[list[Key]]:
    """Part keys, sorted, into lists of at most `size`."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def any_of(name: str, ids: Collection[str]) -> str:
    """Write that a field is one of these identifiers."""
    return " or ".join(f"{name} eq guid'{each}'" for each in ids)


def literal(value: str) -> str:
    """Write a text as OData does, quotes doubled."""
    return "'" + value.replace("'", "''") + "'"
