"""The books of one sandbox division: what is true, apart from how Exact shows it.

Amounts are as a debtor sees them: positive when owed, negative for credits. Dates are calendar dates.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from reminder.sandbox.codes import EntryType, JournalType, Method, TermStatus

SEED = UUID("6f1c3c1e-8d5b-4d0a-9a55-2f6f3f1f0b7a")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Division:
    """One administration."""

    code: int
    description: str
    currency: str = "EUR"
    country: str = "NL"
    status: int = 1
    blocking_status: int = 0


@dataclass(slots=True, kw_only=True)
class Account:
    """A customer; `code` without the blanks Exact pads it with."""

    id: UUID
    code: str
    name: str
    email: str | None = None
    phone: str | None = None
    language: str | None = "NL"
    country: str = "NL"
    city: str = "Amsterdam"
    main_contact: UUID | None = None
    invoice_account: UUID | None = None
    remarks: str | None = None
    blocked: bool = False
    status: str = "C"
    type: str = "A"
    is_sales: bool = True
    is_anonymised: bool = False
    start_date: date | None = None
    end_date: date | None = None
    condition: str = "30"
    vat_number: str | None = None
    chamber_of_commerce: str | None = None
    created: datetime = LONG_AGO
    modified: datetime = LONG_AGO


@dataclass(slots=True, kw_only=True)
class Contact:
    """A person at a customer."""

    id: UUID
    account: UUID
    number: int
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    gender: str = "O"
    email: str | None = None
    business_email: str | None = None
    phone: str | None = None
    business_phone: str | None = None
    mobile: str | None = None
    language: str | None = "NL"
    is_anonymised: bool = False
    start_date: date | None = None
    end_date: date | None = None
    created: datetime = LONG_AGO
    modified: datetime = LONG_AGO

    @property
    def full_name(self) -> str:
        """First name, prefix and last name."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)


@dataclass(slots=True, kw_only=True)
class Term:
    """A payment term: what is to be paid of one entry on one day, or a part of it that has been paid."""

    id: UUID
    hid: int
    account: UUID
    amount: Decimal
    amount_division: Decimal
    entry_id: UUID
    entry_number: int
    entry_date: date
    invoice_date: date
    due_date: date | None
    invoice_total: Decimal
    currency: str = "EUR"
    rate: Decimal = Decimal(1)
    contact: UUID | None = None
    invoice_number: int | None = None
    your_ref: str | None = None
    description: str | None = None
    journal: str = "70"
    type: EntryType = EntryType.SALES
    status: TermStatus = TermStatus.OPEN
    method: Method = Method.CREDIT
    condition: str = "30"
    mandate: UUID | None = None
    payment_reference: str | None = None
    last_payment: date | None = None
    end_date: date | None = None
    is_reversal: bool = False
    created: datetime = LONG_AGO
    modified: datetime = LONG_AGO

    @property
    def is_open(self) -> bool:
        """Whether this is still unmatched."""
        return self.status is not TermStatus.MATCHED

    def named(self, ref: str) -> bool:
        """Whether a person would call the entry behind this term by `ref`."""
        return ref in (self.your_ref, str(self.invoice_number), str(self.entry_number))


@dataclass(slots=True, kw_only=True)
class Journal:
    """A journal of the division."""

    id: UUID
    code: str
    description: str
    type: JournalType
    iban: str | None = None


@dataclass(slots=True, kw_only=True)
class Line:
    """A line of an entry; `status` 20 open, 50 processed."""

    id: UUID
    date: date
    journal: str
    type: EntryType
    status: int
    entry_id: UUID
    entry_number: int
    amount: Decimal = Decimal(0)
    account: UUID | None = None
    invoice_number: int | None = None
    your_ref: str | None = None
    created: datetime = LONG_AGO


@dataclass(slots=True, kw_only=True)
class Document:
    """A document in the archive; `type` 10 is a sales invoice."""

    id: UUID
    hid: int
    account: UUID
    subject: str
    date: date
    type: int = 10
    sales_invoice_number: int | None = None
    entry_id: UUID | None = None


@dataclass(slots=True, kw_only=True)
class Attachment:
    """A file of a document."""

    id: UUID
    document: UUID
    file_name: str
    content: bytes


@dataclass(slots=True, kw_only=True)
class Condition:
    """A payment condition; `scenario` is that of the division's own credit management."""

    id: UUID
    code: str
    description: str
    days: int
    method: Method = Method.CREDIT
    scenario: UUID | None = None


@dataclass(slots=True, kw_only=True)
class Book:
    """Everything in one division; `oddities` names rows worth a test by invoice ref or account code."""

    division: Division
    accounts: dict[UUID, Account] = field(default_factory=dict)
    contacts: dict[UUID, Contact] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    journals: list[Journal] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    oddities: dict[str, str] = field(default_factory=dict)
    numbers: int = 0

    def number(self) -> int:
        """The next number for an entry, a contact, a document: never given twice."""
        self.numbers += 1
        return self.numbers

    def new_id(self) -> UUID:
        """A fresh GUID, the same in every book that is built in the same way."""
        return uuid5(SEED, f"{self.division.code}/{self.number()}")

    def account(self, code: str) -> Account:
        """The customer with this code; LookupError if there is none."""
        found = [account for account in self.accounts.values() if account.code == code]
        if not found:
            raise LookupError(f"No account {code}")
        return found[0]

    def terms_of(self, ref: str) -> list[Term]:
        """The terms, paid ones too, of the invoice called `ref`; LookupError if there are none."""
        found = [term for term in self.terms if term.named(ref)]
        if not found:
            raise LookupError(f"No invoice {ref}")
        return found

    def open_rows(self) -> list[Term]:
        """The terms not matched yet, credits included."""
        return [term for term in self.terms if term.is_open]

    def open_count(self) -> int:
        """How many terms are open."""
        return len(self.open_rows())

    def open_totals(self) -> dict[str, Decimal]:
        """What is open on balance, per invoice currency."""
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for term in self.open_rows():
            totals[term.currency] += term.amount
        return dict(totals)
