"""Every case of a mail, in every tone and language: what the golden mails and the look in a browser are made of."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from reminder.compose.codes import pay_code
from reminder.compose.links import pay_links
from reminder.model.charges import Charges
from reminder.model.decision import DueStep, Notice
from reminder.model.policy import Tier
from reminder.model.reminder import Attachment, Reminder
from reminder.rules.charges import charge_of
from reminder.rules.rates import shipped_rates
from tests.builders import (
    FINAL_DEMAND,
    FORMAL,
    FRIENDLY,
    TODAY,
    a_company,
    a_contact,
    a_credit,
    a_debtor,
    a_notice,
    a_receivable,
    a_step,
)
from tests.composing import written

PATTERN = "https://pay.example/{invoice}?amount={amount}&about={description}"
SINGLE = (a_receivable(amount="1250.00"),)
PART = (a_receivable(amount="250.00", invoice_amount=Decimal("1500.00")),)
REFERENCED = (a_receivable(amount="1250.00", payment_reference="5000056789012345"),)
INSTALMENTS = (
    a_receivable(amount="400.00", days_overdue=44, invoice_date=date(2026, 9, 26)),
    a_receivable(amount="400.00", days_overdue=16, invoice_date=date(2026, 9, 26)),
)
SEVERAL = (
    a_receivable(amount="1250.00", invoice_amount=Decimal("1500.00"), days_overdue=35),
    a_receivable(amount="250.00", invoice="26000043", days_overdue=16),
    a_receivable(amount="75.50", invoice="26000047", days_overdue=2, payment_reference="5000056789012345"),
)
WITH_CREDIT = (*SEVERAL, a_credit("-50.25"))
DOLLARS = (a_receivable(amount="1250.00", currency="USD"),)
PERSON = a_debtor(contact=a_contact(full_name="Robin de Vries", prefix="de", last_name="Vries"))
BUSINESS = a_debtor(business=True)
BELGIAN = a_debtor(country="BE", business=True)
EARLIER = (a_step(SEVERAL[0], day=date(2026, 10, 26)), a_step(SEVERAL[0], day=date(2026, 11, 9)))
FEE = Charges(collection_fee=True)
FEE_AND_VAT = Charges(collection_fee=True, vat_on_fee=True)
EVERYTHING = Charges(collection_fee=True, interest=True)
INTEREST = Charges(interest=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One mail to be written, without a tone and a language yet; `facts` gives what comes with it."""

    notice: Notice
    charges: Charges = field(default_factory=Charges)
    facts: Callable[[Notice], dict[str, Any]] = lambda _: {}

    def write(self, tone: Tier, language: str) -> Reminder:
        """Write the mail in a tone and a language."""
        steps = tuple(replace(each, tier=tone.name) for each in self.notice.steps)
        notice = replace(self.notice, tone=tone, language=language, steps=steps)
        charge = charge_of(notice, self.charges, today=TODAY, creditor_country="nl", rates=shipped_rates())
        return written(notice, charge=charge, **self.facts(notice))


def _paying(notice: Notice) -> dict[str, Any]:
    """Give everything that a mail can come with, on its way to be sent."""
    code = pay_code(notice, a_company())
    return {
        "links": pay_links(notice.listed, PATTERN),
        "images": (code,) if code else (),
        "attachments": tuple(
            Attachment(filename=f"{each.invoice}.pdf", content=b"%PDF-", receivable=each.key)
            for each in notice.listed
            if not each.credit
        ),
        "send": True,
        "pay_by": TODAY + timedelta(days=notice.tone.payment_term_days),
    }


ALWAYS = {
    "one": Case(notice=a_notice(*SINGLE, debtor=PERSON)),
    "no-contact": Case(notice=a_notice(*SINGLE)),
    "payment-reference": Case(notice=a_notice(*REFERENCED)),
    "instalments": Case(notice=a_notice(*INSTALMENTS)),
    "several": Case(notice=a_notice(*SEVERAL)),
    "credit": Case(notice=a_notice(*WITH_CREDIT)),
    "part-payment": Case(notice=a_notice(*PART)),
    "foreign-currency": Case(notice=a_notice(*DOLLARS)),
    "later": Case(notice=a_notice(*SEVERAL[:1], earlier=EARLIER)),
    "later-several": Case(notice=a_notice(*SEVERAL, earlier=EARLIER)),
    "paying": Case(notice=a_notice(*SINGLE), facts=_paying),
    "paying-several": Case(notice=a_notice(*SEVERAL), facts=_paying),
}
FINAL = {
    "consumer-fee": Case(notice=a_notice(*SINGLE, debtor=PERSON, earlier=(a_step(SINGLE[0]),)), charges=EVERYTHING),
    "consumer-fee-several": Case(notice=a_notice(*SEVERAL), charges=FEE_AND_VAT, facts=_paying),
    "consumer-fee-on-one-of-several": Case(
        notice=a_notice(*SEVERAL, steps=(DueStep(receivable=SEVERAL[0], tier="final-demand"),)), charges=FEE
    ),
    "business": Case(notice=a_notice(*SINGLE, debtor=BUSINESS)),
    "business-fee": Case(notice=a_notice(*SINGLE, debtor=BUSINESS), charges=FEE),
    "business-fee-and-interest": Case(
        notice=a_notice(*WITH_CREDIT, debtor=BUSINESS), charges=EVERYTHING, facts=_paying
    ),
    "business-interest": Case(notice=a_notice(*SINGLE, debtor=BUSINESS), charges=INTEREST),
    "belgian": Case(notice=a_notice(*SINGLE, debtor=BELGIAN), charges=EVERYTHING),
}


def mails() -> dict[str, tuple[Case, Tier, str]]:
    """Give every case by the name of its golden mail."""
    tones = {tone: ALWAYS | (FINAL if tone is FINAL_DEMAND else {}) for tone in (FRIENDLY, FORMAL, FINAL_DEMAND)}
    return {
        f"{language}-{tone.name}-{name}": (case, tone, language)
        for language in ("nl", "en")
        for tone, cases in tones.items()
        for name, case in cases.items()
    }
