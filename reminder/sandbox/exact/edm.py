"""Exact's value types and how each looks in JSON.

Source: Exact Online: dates are Dutch wall-clock milliseconds written as UTC, Int64 is a quoted string, money a float.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from reminder.sandbox.clock import AMSTERDAM

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock: the zone is left out on purpose
CODE_WIDTH = 18
COUNTRY_WIDTH = 3
LANGUAGE_WIDTH = 10


class Edm(StrEnum):
    """The types of fields."""

    GUID = "Edm.Guid"
    DATETIME = "Edm.DateTime"
    DOUBLE = "Edm.Double"
    INT16 = "Edm.Int16"
    INT32 = "Edm.Int32"
    INT64 = "Edm.Int64"
    BYTE = "Edm.Byte"
    BOOLEAN = "Edm.Boolean"
    STRING = "Edm.String"
    BINARY = "Edm.Binary"
    COLLECTION = "Collection"


WHOLE = (Edm.INT16, Edm.INT32, Edm.BYTE)
NUMBERS = (*WHOLE, Edm.INT64, Edm.DOUBLE)
EMPTY: Mapping[Edm, object] = {Edm.BOOLEAN: False, Edm.BYTE: 0}
"""What a field without a value holds; anything else is null."""


def wall_clock(value: date | datetime) -> datetime:
    """A Dutch wall-clock time without zone; a date is its midnight."""
    if isinstance(value, datetime):
        return value.astimezone(AMSTERDAM).replace(tzinfo=None)
    return datetime.combine(value, time.min)


def date_text(value: date | datetime) -> str:
    """The form ``/Date(1767225600000)/``."""
    since = wall_clock(value) - EPOCH
    return f"/Date({round(since.total_seconds() * 1000)})/"


_JSON: Mapping[type, Callable[..., object]] = {
    UUID: str,
    Decimal: float,
    date: date_text,
    datetime: date_text,
}


def to_json(value: object, edm: Edm) -> object:
    """The JSON form of a field's value."""
    if value is None:
        return EMPTY.get(edm)
    if edm is Edm.INT64:
        return str(value)
    if edm in WHOLE:
        return int(str(value)) if not isinstance(value, int) else int(value)
    if edm is Edm.DOUBLE:
        return float(str(value))
    convert = _JSON.get(type(value))
    return convert(value) if convert else value


def comparable(value: object) -> object:
    """A value as filters and orders compare it: wall-clock times, exact numbers, plain strings."""
    if isinstance(value, date):
        return wall_clock(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def literal(value: object, edm: Edm) -> str:
    """A value as it stands in a query, such as in ``$skiptoken``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if edm is Edm.GUID:
        return f"guid'{value}'"
    if isinstance(value, date):
        return f"datetime'{wall_clock(value).isoformat()}'"
    if edm in NUMBERS:
        return f"{value}L" if edm is Edm.INT64 else f"{value}"
    return "'" + str(value).replace("'", "''") + "'"


def padded_code(code: str | None) -> str | None:
    """An account code as stored: blanks on the left."""
    return code.rjust(CODE_WIDTH) if code is not None else None


def padded_country(country: str | None) -> str | None:
    """A country as stored: blanks on the right."""
    return country.ljust(COUNTRY_WIDTH) if country is not None else None


def padded_language(language: str | None) -> str | None:
    """A contact's language as stored: blanks on the right."""
    return language.ljust(LANGUAGE_WIDTH) if language is not None else None


def columns(**names: str) -> dict[str, Edm]:
    """Field types from blank-separated field names per type: ``columns(GUID="ID Account", INT32="HID")``."""
    return {name: Edm[edm] for edm, listed in names.items() for name in listed.split()}
