"""Amounts, dates and counts as a reader of a language writes them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_DAYS = {"nl": ("dag", "dagen")}


@lru_cache
def locale_of(language: str) -> Locale:
    """Give the conventions of a language; those of British English when there are none."""
    try:
        return Locale.parse(_LOCALES.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def money(amount: Decimal, *, currency: str, language: str) -> str:
    """Write an amount, as in ``€ 1.250,00`` with a no-break space."""
    return str(format_currency(amount, currency, locale=locale_of(language)))


def long_date(day: date, *, language: str) -> str:
    """Write a day with its month in words, as in ``2 november 2026``."""
    return str(format_date(day, "long", locale=locale_of(language)))


def days(count: int, *, language: str) -> str:
    """Write a number of days, as in ``21 dagen``; Babel has no Dutch words for it."""
    if language in _DAYS:
        one, many = _DAYS[language]
        return f"{count} {one if count == 1 else many}"
    return str(format_unit(count, "duration-day", locale=locale_of(language)))


def listing(parts: Sequence[str], *, language: str) -> str:
    """Write parts in a row, as in ``a, b en c``."""
    return str(format_list(parts, locale=locale_of(language)))
