"""Values as Exact writes them in JSON: dates, money, numbers, flags and padded texts.

Every reader takes a row and a field's name and raises Unreadable, which names the field and never shows the value.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

Row = Mapping[str, object]

DAY_MS = 86_400_000
SOME_DAYS = 4096
CENT = Decimal("0.01")
TOO_MUCH = Decimal(10) ** 9
EPOCH = date(1970, 1, 1)
WHOLE = re.compile(r"[+-]?\d{1,18}")
MILLISECONDS = re.compile(r"/Date\((-?\d{1,15})\)/")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CURRENCY = re.compile(r"[A-Z]{3}")
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


class Unreadable(ValueError):  # noqa: N818 - a fact about a row, not an error of the program
    """A field that is missing or is not what Exact documents."""


def needed(row: Row, name: str) -> object:
    """Give a field that must be there, null included."""
    if name not in row:
        raise Unreadable(f"{name} is missing")
    return row[name]


def text(row: Row, name: str) -> str:
    """Read a text without its padding; empty for null and for a missing field."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable(f"{name} is no text")
    return str(value).strip()


def guid(row: Row, name: str) -> str:
    """Read an identifier; empty for null."""
    value = text(row, name).strip("{}").lower()
    if value and not GUID.fullmatch(value):
        raise Unreadable(f"{name} is no identifier")
    return value


def needed_guid(row: Row, name: str) -> str:
    """Read an identifier that must be filled."""
    value = guid(row, name)
    if not value:
        raise Unreadable(f"{name} is missing")
    return value


def currency(row: Row, name: str) -> str:
    """Read the code of a currency, three letters, which must be filled."""
    value = text(row, name).upper()
    if not CURRENCY.fullmatch(value):
        raise Unreadable(f"{name} is no currency")
    return value


def integer(row: Row, name: str) -> int | None:
    """Read a whole number, written as a number or as a text; None for null."""
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not WHOLE.fullmatch(str(value).strip()):
        raise Unreadable(f"{name} is no whole number")
    return int(str(value))


def decimal(row: Row, name: str) -> Decimal | None:
    """Read a Double as the decimal number that its text shows, unrounded; None for null."""
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise Unreadable(f"{name} is no number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Unreadable(f"{name} is no number") from None
    if not number.is_finite() or number.copy_abs() >= TOO_MUCH:
        raise Unreadable(f"{name} is out of bounds")
    return number


def amount(row: Row, name: str) -> Decimal:
    """Read an amount that must be filled, unrounded."""
    value = decimal(row, name)
    if value is None:
        raise Unreadable(f"{name} is missing")
    return value


def cents(value: Decimal) -> Decimal:
    """Round to cents, half away from zero, and never to a negative zero."""
    return value.quantize(CENT, ROUND_HALF_UP) + Decimal("0.00")


def day(row: Row, name: str) -> date | None:
    """Read ``/Date(1767225600000)/`` as a date, None for null.

    The milliseconds are the wall clock written as UTC, so no zone is ever applied; a date that is not a midnight is
    none. Source: Exact Online, Edm.DateTime.
    """
    value = row.get(name)
    if value is None:
        return None
    found = _date(value) if isinstance(value, str) else None
    if found is None:
        raise Unreadable(f"{name} is no date")
    return found


@lru_cache(maxsize=SOME_DAYS)
def _date(value: str) -> date | None:
    """Give the date; the few hundred days of a ledger are each read, and kept in memory, once."""
    match = MILLISECONDS.fullmatch(value)
    if not match or int(match[1]) % DAY_MS:
        return None
    try:
        return EPOCH + timedelta(days=int(match[1]) // DAY_MS)
    except OverflowError:
        return None


def flag(row: Row, name: str) -> bool:
    """Read a Boolean, or a Byte that is 0 or 1, quoted or not; False for null."""
    value = row.get(name)
    if value is None or value in (0, 1, "0", "1"):
        return value in (1, "1")
    raise Unreadable(f"{name} is neither true nor false")


def clean(value: str, limit: int = 120) -> str:
    """Make a text fit to show: NFC, one line, nothing invisible, cut at `limit` characters."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())[:limit].strip()
    spaced = "".join(" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", value))
    shown = "".join(sign for sign in spaced if unicodedata.category(sign) not in HIDDEN)
    return " ".join(shown.split())[:limit].strip()


def shown(row: Row, name: str) -> str:
    """Read a text that people will see."""
    return clean(text(row, name))
