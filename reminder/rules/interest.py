"""Statutory interest to the cent, from a table of rates.

Actual days over 365, in leap years too; split where the rate changes and on each anniversary of the first day, when
the interest of the past year joins the principal (6:119 and 6:119a of the Dutch Civil Code); rounded once, at the end.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from reminder.rules.rates import Kind, Rates

DAYS_A_YEAR = 365
DAY = timedelta(days=1)
CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round to the cent, half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def interest(principal: Decimal, rates: Rates, *, kind: Kind, first: date, last: date) -> Decimal | None:
    """Give the interest over a principal from one day to another, both counted, not yet rounded.

    None when the table does not reach over all of these days.
    """
    if first > last:
        return Decimal(0)
    if last > rates.known_until or first < rates.rows[kind][0].start:
        return None
    base = principal
    for start, end in _years(first, last):
        base += sum((base * share for share in _shares(rates, kind, start, end)), Decimal(0))
    return base - principal


def _years(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Give the years that start on an anniversary of the first day, the last one cut off."""
    start, number = first, 1
    while start <= last:
        following = _anniversary(first, number)
        yield start, min(last, following - DAY)
        start, number = following, number + 1


def _anniversary(first: date, years: int) -> date:
    """Give the same day some years on; what starts on 29 February has its anniversaries on the 28th."""
    leap_day = (first.month, first.day) == (2, 29)
    return first.replace(year=first.year + years, day=28 if leap_day else first.day)


def _shares(rates: Rates, kind: Kind, start: date, end: date) -> Iterator[Decimal]:
    """Give what share of a principal each rate between two days adds to it."""
    rows = rates.rows[kind]
    ends = [*(row.start - DAY for row in rows[1:]), rates.known_until]
    for row, until in zip(rows, ends, strict=True):
        days = (min(end, until) - max(start, row.start)).days + 1
        if days > 0:
            yield row.percent * days / (100 * DAYS_A_YEAR)
