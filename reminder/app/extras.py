"""What a mail offers beside its text: ways to pay, and what a final demand may name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reminder.app.office import Office
from reminder.compose.codes import NoCode, pay_code
from reminder.compose.links import pay_links
from reminder.model.charges import Charge
from reminder.model.decision import Notice
from reminder.model.reminder import InlineImage
from reminder.model.run import Notification
from reminder.rules.charges import charge_of
from reminder.rules.rates import shipped_rates
from reminder.words.remarks import notification, remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """The extras of one mail; `remarks` says what was asked for and cannot be had."""

    links: Mapping[str, str]
    images: tuple[InlineImage, ...]
    charge: Charge | None
    remarks: tuple[Notification, ...]


def extras(office: Office, notice: Notice, today: date) -> Extras:
    """Give the extras of a mail as the configuration asks for them; none of them ever stops it."""
    code, fault = _code(office, notice)
    charge = charge_of(
        notice, office.charges, today=today, creditor_country=office.company.country, rates=shipped_rates()
    )
    remarks = (_no_code(notice, fault, office.language), _no_rates(notice, charge, office.language))
    return Extras(
        links=pay_links(notice.listed, office.payment_link),
        images=(code,) if code else (),
        charge=charge,
        remarks=tuple(each for each in remarks if each),
    )


def _code(office: Office, notice: Notice) -> tuple[InlineImage | None, str]:
    try:
        return (pay_code(notice, office.company) if office.epc_qr else None), ""
    except NoCode as reason:
        return None, reason.code


def _no_code(notice: Notice, fault: str, language: str) -> Notification | None:
    if not fault:
        return None
    why = remark(f"no-pay-code.{fault}", language)
    return notification("no-pay-code", language, debtor=notice.debtor.code, why=why)


def _no_rates(notice: Notice, charge: Charge | None, language: str) -> Notification | None:
    if charge is None or not charge.rates_missing:
        return None
    until = shipped_rates().known_until
    return notification("interest-rates", language, debtor=notice.debtor.code, until=until)
