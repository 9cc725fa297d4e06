"""Made-up mails that every text has to be right for, before it is used for a real one."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from reminder.compose.gathering import Surroundings
from reminder.model.books import Contact, Debtor, Receivable
from reminder.model.charges import Charge, Charges
from reminder.model.decision import DueStep, Notice
from reminder.model.history import Step
from reminder.model.policy import Tier
from reminder.model.reminder import Attachment, InlineImage
from reminder.rules.charges import is_final_demand

_DAY = date(2026, 11, 23)
_CONTACT = Contact(full_name="Robin de Vries", first_name="Robin", prefix="de", last_name="Vries")
_DEBTOR = Debtor(id="sample", code="sample", name="Voorbeeld & Zonen B.V.", contact=_CONTACT)
_ONE = Receivable(
    invoice_key="one",
    debtor_id="sample",
    amount=Decimal("1250.00"),
    currency="EUR",
    base_amount=Decimal("1250.00"),
    invoice="26000042",
    invoice_date=_DAY - timedelta(days=35),
    due_date=_DAY - timedelta(days=21),
)
_PART = replace(_ONE, invoice_key="part", invoice="26000043", amount=Decimal("80.10"), invoice_amount=Decimal("300.00"))
_CREDIT = replace(_ONE, invoice_key="credit", invoice="26000050", amount=Decimal("-50.25"))
_PAYMENT = replace(_CREDIT, invoice_key="payment", invoice=None, invoice_date=None, due_date=None)
_REFERENCED = replace(_ONE, payment_reference="5000056789012345")
_DOLLARS = replace(_ONE, currency="USD")
_FEE, _INTEREST = Decimal("187.50"), Decimal("7.48")
_LETTER = Charge(consumer=True, until=_DAY, receivables=(_ONE.key,))
_BARE = Surroundings(reference="SAMPLE-7F3K", as_of=_DAY)
_FULL = Surroundings(
    reference="SAMPLE-7F3K",
    as_of=_DAY,
    books_until=_DAY - timedelta(days=3),
    attachments=(Attachment(filename="26000042.pdf", content=b"", receivable=_ONE.key),),
    images=(InlineImage(content_id="qr", content=b""),),
    links={_ONE.key: "https://pay.example/26000042?amount=1250.00"},
    send=True,
    pay_by=_DAY + timedelta(days=7),
)


def samples(tone: Tier, language: str, charges: Charges) -> tuple[tuple[str, Notice, Surroundings], ...]:
    """Give sample mails in a tone, each with a name that says what is special about it."""
    one = _notice(tone, language, _ONE)
    several = _notice(tone, language, _ONE, _PART)
    charged = _charged(charges, one, several) if is_final_demand(tone) else ()
    return (
        ("one invoice", one, _BARE),
        ("one invoice, everything known", one, _FULL),
        ("no contact person", replace(one, debtor=replace(_DEBTOR, contact=None)), _BARE),
        ("a part payment", _notice(tone, language, _PART), _BARE),
        ("a payment reference", _notice(tone, language, _REFERENCED), _BARE),
        ("a foreign currency", _notice(tone, language, _DOLLARS), _BARE),
        ("several invoices", several, _FULL),
        ("a credit", _notice(tone, language, _ONE, _PART, _CREDIT), _BARE),
        ("a payment without a number", _notice(tone, language, _ONE, _PAYMENT), _BARE),
        ("a later reminder", _later(one), _BARE),
        ("several invoices, one reminded before", _later(several), _BARE),
        *charged,
    )


def _charged(charges: Charges, one: Notice, several: Notice) -> tuple[tuple[str, Notice, Surroundings], ...]:
    """Give final demands to a consumer and a business with what is charged; over one of several invoices too."""
    fee = _FEE if charges.collection_fee else None
    letter = replace(_LETTER, fee=fee, with_vat=fee is not None and charges.vat_on_fee)
    claim = replace(letter, consumer=False, interest=_INTEREST if charges.interest else None)
    return (
        ("a consumer", one, replace(_FULL, charge=letter)),
        ("a consumer, charged for one of several", several, replace(_BARE, charge=letter)),
        ("a business", one, replace(_FULL, charge=claim)),
        ("a business, charged for one of several", several, replace(_BARE, charge=claim)),
    )


def _notice(tone: Tier, language: str, *listed: Receivable) -> Notice:
    steps = tuple(DueStep(receivable=each, tier=tone.name) for each in listed if not each.credit)
    return Notice(
        debtor=_DEBTOR,
        currency=listed[0].currency,
        tone=tone,
        steps=steps,
        listed=listed,
        to=("sample@debtor.example",),
        language=language,
    )


def _later(notice: Notice) -> Notice:
    step = Step(receivable=notice.listed[0].key, tier=notice.tone.name, day=_DAY - timedelta(days=14), sent=True)
    return replace(notice, earlier=(step,))
