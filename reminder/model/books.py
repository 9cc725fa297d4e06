"""What the ledger says on one day: debtors, receivables, and the totals to check them against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The person at a debtor whom a mail addresses; `gender` is `m`, `v` or empty when not known."""

    full_name: str
    first_name: str = ""
    prefix: str = ""
    last_name: str = ""
    gender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A customer with something open.

    `emails` are valid, cleaned addresses; when there is none `address_fault` says why. `blocked` covers blocked, ended
    and anonymised debtors, `own_division` an administration of one's own, `marked` the hold marker in the remarks.
    `business` is None when the ledger does not tell.
    """

    id: str
    code: str
    name: str
    emails: tuple[str, ...] = ()
    address_fault: str = ""
    phone: str = ""
    language: str | None = None
    country: str = ""
    contact: Contact | None = None
    blocked: bool = False
    own_division: bool = False
    marked: bool = False
    business: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivable:
    """What is open of one invoice on one due date; a credit when `amount` is negative.

    `amount` is signed, in `currency`; `base_amount` the same in the administration's currency. `invoice_key` identifies
    the invoice for good; `instalment` is the due date under which this part was first seen (ISO, empty without one), so
    that a changed due date keeps its history. `invoice` is the number that the debtor knows, `numbers` every number it
    may be looked up by. `collecting`: a direct debit is under way; `direct_debit`: it is to be collected.
    """

    invoice_key: str
    debtor_id: str
    amount: Decimal
    currency: str
    base_amount: Decimal
    instalment: str = ""
    invoice: str | None = None
    numbers: tuple[str, ...] = ()
    invoice_number: int | None = None
    invoice_amount: Decimal | None = None
    invoice_date: date | None = None
    due_date: date | None = None
    entry_date: date | None = None
    payment_reference: str = ""
    description: str = ""
    collecting: bool = False
    direct_debit: bool = False
    currency_mismatch: bool = False

    @property
    def key(self) -> str:
        """Identity of this receivable within its administration."""
        return f"{self.invoice_key}@{self.instalment}"

    @property
    def credit(self) -> bool:
        """Whether the creditor owes this to the debtor."""
        return self.amount < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRow:
    """A row of the ledger that could not be read and was left out; `fault` holds no personal data.

    `debtor_id` is empty when it cannot be told whose row it is.
    """

    row_id: str
    fault: str
    debtor_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The ledger's own count and total of what is open, in its currency."""

    count: int
    total: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """One whole pull: every open receivable with its debtor.

    `books_until` is the day up to which bank lines are processed, None when unknown; `journals` the newest processed
    line of each bank journal in use, by journal code.
    """

    receivables: tuple[Receivable, ...]
    debtors: Mapping[str, Debtor]
    currency: str = "EUR"
    overview: Overview | None = None
    unreadable: tuple[UnreadableRow, ...] = ()
    books_until: date | None = None
    journals: Mapping[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One debtor's receivables in one currency, credits included."""

    debtor: Debtor
    currency: str
    receivables: tuple[Receivable, ...]
