"""The facts of one notice, gathered for its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from reminder.compose.context import Creditor, Facts, Line
from reminder.compose.law import TERMS
from reminder.compose.salutation import salutation
from reminder.mime import clean_text as clean
from reminder.model.books import Contact, Receivable
from reminder.model.charges import Charge
from reminder.model.decision import Notice
from reminder.model.policy import Company
from reminder.model.reminder import Attachment, InlineImage


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known of a mail beside its notice.

    `links` are payment links by receivable key. `pay_by` is the day to pay by, a working day that the caller picks; it
    is named only in a mail made to be sent. The first of `images`, if any, is shown as the code to pay with. `charge`
    is what a final demand may name beside what is open.
    """

    reference: str
    as_of: date
    books_until: date | None = None
    attachments: tuple[Attachment, ...] = ()
    images: tuple[InlineImage, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    send: bool = False
    pay_by: date | None = None
    charge: Charge | None = None


def gather(notice: Notice, company: Company, around: Surroundings, *, language: str) -> Facts:
    """Give all that the text of a notice may say."""
    charge = _charge(around.charge, language)
    letter = charge is not None and charge.consumer
    lines = tuple(_line(each, around, whole=not letter) for each in notice.listed)
    return Facts(
        language=language,
        currency=notice.currency,
        reference=around.reference,
        salutation=salutation(_cleaned(notice.debtor.contact), language=language),
        debtor_name=clean(notice.debtor.name),
        company=_creditor(company),
        invoices=lines,
        invoice=lines[0] if len(lines) == 1 else None,
        numbers=tuple(dict.fromkeys(line.number for line in lines if line.number and not line.credit)),
        total=notice.total,
        term_days=notice.tone.payment_term_days,
        pay_by=around.pay_by if around.send and not letter else None,
        books_until=around.books_until,
        reminded_on=tuple(sorted({step.day for step in notice.earlier if step.sent})),
        reminded_all=_reminded_all(notice),
        attached=_attached(notice, around),
        qr=around.images[0].content_id if around.images else None,
        fourteen_days=letter,
        fee=charge.fee if charge else None,
        fee_with_vat=charge is not None and charge.with_vat,
        charged_numbers=_charged_numbers(notice, charge),
        interest=charge.interest if charge else None,
        interest_until=charge.until if charge and charge.interest else None,
    )


def grouped(iban: str) -> str:
    """Write an IBAN in groups of four."""
    bare = "".join(iban.split())
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def _charge(charge: Charge | None, language: str) -> Charge | None:
    """Leave out what a consumer may be named in a language for which the term of the law has no wording."""
    return None if charge and charge.consumer and language not in TERMS else charge


def _charged_numbers(notice: Notice, charge: Charge | None) -> tuple[str, ...]:
    """Give the invoices that fee and interest are over, in case the mail asks for others too."""
    if charge is None or not (charge.fee or charge.interest):
        return ()
    owed = {each.key: clean(each.invoice or "") for each in notice.listed if not each.credit}
    if set(charge.receivables) == owed.keys():
        return ()
    return tuple(dict.fromkeys(owed[key] for key in charge.receivables if owed.get(key)))


def _attached(notice: Notice, around: Surroundings) -> int:
    """Count the invoices that come as a file: one may have several files, and instalments share one."""
    keys = {each.receivable for each in around.attachments}
    return len({clean(each.invoice or "") for each in notice.listed if each.key in keys})


def _line(receivable: Receivable, around: Surroundings, *, whole: bool) -> Line:
    due, link = receivable.due_date, None if receivable.credit else around.links.get(receivable.key)
    return Line(
        number=clean(receivable.invoice or "") or None,
        amount=receivable.amount,
        invoice_amount=_invoice_amount(receivable) if whole else None,
        invoice_date=receivable.invoice_date,
        due_date=due,
        days_overdue=max((around.as_of - due).days, 0) if due else None,
        credit=receivable.credit,
        payment_reference=clean(receivable.payment_reference),
        pay_link=link,
        pay_host=urlsplit(link).hostname if link else None,
    )


def _invoice_amount(receivable: Receivable) -> Decimal | None:
    whole = receivable.invoice_amount
    return whole if whole is not None and whole != receivable.amount and whole * receivable.amount > 0 else None


def _creditor(company: Company) -> Creditor:
    return Creditor(
        name=clean(company.name),
        email=company.email,
        phone=clean(company.phone),
        iban=grouped(company.iban),
        account_holder=clean(company.account_holder),
    )


def _reminded_all(notice: Notice) -> bool:
    reminded = {step.receivable for step in notice.earlier if step.sent}
    return all(each.key in reminded for each in notice.listed if not each.credit)


def _cleaned(contact: Contact | None) -> Contact | None:
    if contact is None:
        return None
    return Contact(
        full_name=clean(contact.full_name),
        first_name=clean(contact.first_name),
        prefix=clean(contact.prefix),
        last_name=clean(contact.last_name),
        gender=contact.gender,
    )
