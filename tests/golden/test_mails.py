"""Every shipped text as a debtor gets it, byte for byte."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from reminder.model.decision import Notice
from reminder.model.reminder import Attachment, Reminder
from tests.builders import (
    FINAL_DEMAND,
    FORMAL,
    a_contact,
    a_credit,
    a_debtor,
    a_notice,
    a_receivable,
    a_step,
)
from tests.composing import written

SINGLE = (a_receivable(amount="1250.00"),)
SEVERAL = (
    a_receivable(amount="1250.00", invoice_amount=Decimal("1500.00"), days_overdue=35),
    a_receivable(amount="250.00", invoice="26000043", days_overdue=16),
    a_receivable(amount="75.50", invoice="26000047", days_overdue=2, payment_reference="5000056789012345"),
)
WITH_CREDIT = (*SEVERAL, a_credit("-50.25"))
PERSON = a_debtor(contact=a_contact(full_name="Robin de Vries", prefix="de", last_name="Vries"))
EARLIER = (a_step(SEVERAL[0], day=date(2026, 10, 26)), a_step(SEVERAL[0], day=date(2026, 11, 9)))

NOTICES = {
    "nl-friendly-single": a_notice(*SINGLE, debtor=PERSON),
    "nl-friendly-several-with-a-credit": a_notice(*WITH_CREDIT),
    "nl-friendly-later": a_notice(*SEVERAL, earlier=EARLIER),
    "nl-formal-single": a_notice(*SINGLE, tone=FORMAL, debtor=PERSON),
    "nl-formal-several": a_notice(*SEVERAL, tone=FORMAL),
    "nl-formal-later": a_notice(*SEVERAL[:1], tone=FORMAL, earlier=EARLIER),
    "nl-final-demand": a_notice(*SEVERAL[:1], tone=FINAL_DEMAND, earlier=EARLIER),
    "nl-final-demand-several": a_notice(*WITH_CREDIT, tone=FINAL_DEMAND, earlier=EARLIER),
    "en-friendly": a_notice(*SINGLE, language="en", debtor=PERSON),
    "en-friendly-several-with-a-credit": a_notice(*WITH_CREDIT, language="en"),
    "en-formal": a_notice(*SINGLE, language="en", tone=FORMAL),
    "en-formal-later": a_notice(*SEVERAL, language="en", tone=FORMAL, earlier=EARLIER),
    "en-final-demand": a_notice(*SINGLE, language="en", tone=FINAL_DEMAND, earlier=(a_step(SINGLE[0]),)),
}


@pytest.mark.parametrize("name", NOTICES)
def test_a_mail_is_what_it_was(name: str, same_as_golden: Callable[[str, Reminder], None]) -> None:
    notice: Notice = NOTICES[name]

    reminder = written(notice)

    same_as_golden(name, reminder)


def test_a_sent_mail_with_everything_known_is_what_it_was(same_as_golden: Callable[[str, Reminder], None]) -> None:
    invoice = SINGLE[0]

    reminder = written(
        a_notice(invoice),
        attachments=(Attachment(filename="26000042.pdf", content=b"%PDF-", receivable=invoice.key),),
        links={invoice.key: "https://pay.example/26000042?amount=1250.00&via=mail"},
        send=True,
        pay_by=date(2026, 11, 30),
    )

    same_as_golden("nl-friendly-sent", reminder)
