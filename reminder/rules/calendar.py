"""Working days of a country, with the administration's own closed days."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5
LIBERATION_DAY = (5, 5)


def is_working_day(day: date, *, country: str, closed: Collection[date] = ()) -> bool:
    """Whether an administration works on that day: no weekend, no holiday of its country, not closed."""
    return day.weekday() < SATURDAY and day not in closed and not _holiday(day, country)


def next_working_day(day: date, *, country: str, closed: Collection[date] = ()) -> date:
    """Give that day if it is a working day, else the first one after it."""
    while not is_working_day(day, country=country, closed=closed):
        day += timedelta(days=1)
    return day


def _holiday(day: date, country: str) -> bool:
    """Tell a holiday; 5 May is one every year (Algemene termijnenwet, article 3), unlike in the library."""
    liberation = country == "nl" and (day.month, day.day) == LIBERATION_DAY
    return liberation or day in _holidays(country, day.year)


@lru_cache(maxsize=32)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country.upper(), years=year))
