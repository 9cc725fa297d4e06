"""The code to pay with: an EPC QR code (EPC069-12, version 002) as a PNG picture."""

import io

import segno
from stdnum import iban, iso11649

from reminder.errors import ReminderError
from reminder.mime import clean_text as clean
from reminder.model.decision import Notice
from reminder.model.policy import Company
from reminder.model.reminder import InlineImage

CONTENT_ID = "betaalcode"
LONGEST_NAME, LONGEST_TEXT, LONGEST_PAYLOAD = 70, 140, 331
MOST = 99_999_999_999
"""Cents that such a code can ask for."""


class NoCode(ReminderError):  # noqa: N818 - a fact about one mail, never an end of the run
    """No code can be made of this mail; message and code say why."""


def pay_code(notice: Notice, company: Company) -> InlineImage | None:
    """Give the code for the total of a notice, None for another currency than euros; NoCode when it cannot be made."""
    if notice.currency != "EUR":
        return None
    code = segno.make_qr(payload(notice, company).encode(), error="m", boost_error=False)
    png = io.BytesIO()
    code.save(png, kind="png", scale=4, border=4)
    return InlineImage(content_id=CONTENT_ID, content=png.getvalue())


def payload(notice: Notice, company: Company) -> str:
    """Give what the code says: account holder, IBAN, the total to the cent, and what to quote; NoCode if it cannot."""
    holder, quoted = clean(company.account_holder, limit=LONGEST_NAME + 1), _quoted(notice)
    reference = ("", iso11649.compact(quoted)) if iso11649.is_valid(quoted) else ("", "", quoted)
    payee = (holder, iban.compact(company.iban), f"EUR{notice.total:.2f}")
    said = "\n".join(("BCD", "002", "1", "SCT", "", *payee, *reference))
    faults = (
        (not iban.is_valid(company.iban), "iban", "the IBAN is not valid"),
        (not 0 < notice.total * 100 <= MOST, "amount", "the amount does not fit"),
        (not holder or len(holder) > LONGEST_NAME, "holder", "the account holder's name does not fit"),
        (not quoted or len(quoted) > LONGEST_TEXT, "numbers", "the invoice numbers do not fit"),
        (not _latin(holder + quoted), "characters", "a name or number holds characters that banks do not take"),
        (len(said.encode()) > LONGEST_PAYLOAD, "size", "it would hold too much"),
    )
    for wrong, code, text in faults:
        if wrong:
            raise NoCode(text, code=code)
    return said


def _quoted(notice: Notice) -> str:
    """Give what the text asks to quote: the payment reference of the only invoice, else the numbers."""
    if len(notice.listed) == 1 and notice.listed[0].payment_reference:
        return clean(notice.listed[0].payment_reference)
    numbers = (clean(each.invoice or "") for each in notice.listed if not each.credit)
    return ", ".join(dict.fromkeys(number for number in numbers if number))


def _latin(text: str) -> bool:
    try:
        return text.encode("latin-1").decode("latin-1").isprintable()
    except UnicodeEncodeError:
        return False
