"""What a text may say: plain values only, so that a template can call nothing and change nothing."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One listed receivable. `amount` is what is open, negative for a credit.

    `invoice_amount` is None unless it is known and differs from what is open. `days_overdue` counts from the due date.
    `pay_host` is the server that `pay_link` leads to.
    """

    number: str | None
    amount: Decimal
    invoice_amount: Decimal | None
    invoice_date: date | None
    due_date: date | None
    days_overdue: int | None
    credit: bool
    payment_reference: str
    pay_link: str | None
    pay_host: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Creditor:
    """Who is to be paid; `iban` in groups of four."""

    name: str
    email: str
    phone: str
    iban: str
    account_holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a text may use, by these names.

    `invoice` is the only line, None when there are several. `numbers` are the invoices to be paid, each once.
    `reminded_on` are the days of earlier reminders known to have been sent; `reminded_all` says that they were about
    everything listed. `pay_by` is None in a draft, since nobody knows when it is sent. `attached` counts the invoices
    that come as a file. `qr` is a content id.
    `fourteen_days`: this is the letter to a consumer that Dutch law asks for before a fee. `fee` and `interest` come on
    top of `total` and are None unless they may be named; `charged_numbers` are the invoices that these are over, empty
    when it is all of them.
    """

    language: str
    currency: str
    reference: str
    salutation: str
    debtor_name: str
    company: Creditor
    invoices: tuple[Line, ...]
    invoice: Line | None
    numbers: tuple[str, ...]
    total: Decimal
    term_days: int
    pay_by: date | None
    books_until: date | None
    reminded_on: tuple[date, ...]
    reminded_all: bool
    attached: int
    qr: str | None
    fourteen_days: bool
    fee: Decimal | None
    fee_with_vat: bool
    charged_numbers: tuple[str, ...]
    interest: Decimal | None
    interest_until: date | None


NAMES = tuple(each.name for each in fields(Facts))
"""The names that a text may use."""


def variables(facts: Facts) -> dict[str, object]:
    """Give the facts as a template takes them."""
    return {name: getattr(facts, name) for name in NAMES}
