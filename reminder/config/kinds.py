"""The kinds of value a setting can have; each says in plain words what is wrong and never repeats the value."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError
from stdnum import iban as iban_numbers
from stdnum.exceptions import ValidationError as NumberError

from reminder.config.cron import check_cron
from reminder.config.urls import check_url

LONGEST = 3650
"""Most days that a number of days may count: ten years."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Table(BaseModel):
    """A table of the configuration: frozen, and without keys that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def refuse(*faults: tuple[tuple[str | int, ...], str]) -> None:
    """Raise one error with every fault, each a place below the value being checked and a text; nothing when none."""
    if faults:
        details = [InitErrorDetails(type=_fault(text), loc=place, input=None) for place, text in faults]
        raise ValidationError.from_exception_data("settings", details, hide_input=True)


def _fault(text: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{text}", {"text": text})


def _line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("must be one line of text without control characters")
    return value.strip()


def _filled(value: str) -> str:
    if not value:
        raise ValueError("must not be empty")
    return value


def _email(value: str) -> str:
    try:
        return (
            validate_email(value, check_deliverability=False, test_environment=True, allow_smtputf8=False).ascii_email
            or ""
        )
    except EmailNotValidError as error:
        raise ValueError("not a valid e-mail address") from error


def _emails(value: object) -> object:
    return re.split(r"\s*[;,]\s*", value.strip()) if isinstance(value, str) and value.strip() else value or ()


def _iban(value: str) -> str:
    try:
        return str(iban_numbers.validate(value))
    except NumberError as error:
        raise ValueError("not a valid IBAN") from error


def _whole(value: object) -> object:
    if isinstance(value, bool | float):
        raise ValueError("must be a whole number")  # noqa: TRY004 - pydantic gathers ValueError only
    return value


def _money(value: object) -> Decimal:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", _digits(value)):
        raise ValueError('must be an amount such as "1000.00": digits, a point, at most two decimals, in quotes')
    return Decimal(_digits(value))


def _digits(value: object) -> str:
    return str(value) if isinstance(value, str | int | Decimal) else ""


def _day(value: object) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError('must be a date such as "2026-12-24"') from error


def _zone(value: object) -> ZoneInfo:
    try:
        return value if isinstance(value, ZoneInfo) else ZoneInfo(str(value))
    except (KeyError, OSError, ValueError) as error:
        raise ValueError('not a known time zone; for example "Europe/Amsterdam"') from error


def _secret(value: SecretStr) -> SecretStr | None:
    return SecretStr(value.get_secret_value().strip()) if value.get_secret_value().strip() else None


def _secret_url(value: SecretStr | None) -> SecretStr | None:
    if value is not None:
        check_url(value.get_secret_value())
    return value


def _matching(pattern: str, text: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(text)
        return value

    return AfterValidator(check)


def _absent(value: object) -> object:
    return None if value == "" else value


Line = Annotated[str, AfterValidator(_line)]
"""One line of text, may be empty."""
FilledLine = Annotated[Line, AfterValidator(_filled)]
Word = Annotated[
    str, _matching("[a-z][a-z0-9]*([-_][a-z0-9]+)*", "may hold only small letters, digits and single hyphens")
]
"""A name that can also be a file name."""
Name = Annotated[
    str,
    _matching("[a-z][a-z0-9]*(_[a-z0-9]+)*", "a name is small letters, digits and single underscores, letter first"),
]
"""The name of an administration, which is also part of the names of environment variables."""
Language = Annotated[str, _matching("[a-z]{2}", 'must be two small letters, such as "nl"')]
Email = Annotated[str, AfterValidator(_email)]
OptionalEmail = Annotated[str, AfterValidator(lambda value: _email(value) if value else "")]
Emails = Annotated[tuple[Email, ...], BeforeValidator(_emails)]
"""Addresses, as a list or in one text with commas or semicolons between."""
Iban = Annotated[str, AfterValidator(_iban)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=1)]
Days = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=LONGEST)]
Money = Annotated[Decimal, BeforeValidator(_money)]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Cron = Annotated[str, AfterValidator(check_cron)]
OptionalLocation = Annotated[Path | None, BeforeValidator(_absent)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
SecretUrl = Annotated[Secret, AfterValidator(_secret_url)]
