"""Working days in the Netherlands and Belgium, 2026 and 2027."""

from datetime import date, timedelta

import pytest

from reminder.rules.calendar import is_working_day, next_working_day

DUTCH = {
    2026: ["01-01", "04-03", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25"],
    2027: ["01-01", "03-26", "03-29", "04-27", "05-05", "05-06", "05-17"],
}
BELGIAN = {
    2026: ["01-01", "04-06", "05-01", "05-14", "05-25", "07-21", "11-11", "12-25"],
    2027: ["01-01", "03-29", "05-06", "05-17", "07-21", "11-01", "11-11"],
}
"""Holidays on a Monday to Friday; those on a weekend change nothing."""


def weekdays(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    return [day for day in days if day.weekday() < 5]


@pytest.mark.parametrize(("country", "table"), [("nl", DUTCH), ("be", BELGIAN)], ids=["nl", "be"])
@pytest.mark.parametrize("year", [2026, 2027])
def test_the_free_weekdays_of_a_year(country: str, table: dict[int, list[str]], year: int) -> None:
    free = [day for day in weekdays(year) if not is_working_day(day, country=country)]

    assert [f"{day:%m-%d}" for day in free] == table[year]


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22)])
def test_a_weekend_is_not_worked(day: date) -> None:
    assert not is_working_day(day, country="nl")


def test_an_own_closed_day_is_not_worked() -> None:
    assert not is_working_day(date(2026, 11, 23), country="nl", closed=(date(2026, 11, 23),))


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        (date(2026, 11, 23), "nl", date(2026, 11, 23)),
        (date(2026, 4, 6), "nl", date(2026, 4, 7)),
        (date(2027, 3, 26), "nl", date(2027, 3, 30)),
        (date(2027, 3, 26), "be", date(2027, 3, 26)),
        (date(2027, 5, 5), "nl", date(2027, 5, 7)),
        (date(2026, 12, 25), "nl", date(2026, 12, 28)),
    ],
)
def test_a_closed_day_waits_for_the_next_working_day(day: date, country: str, expected: date) -> None:
    assert next_working_day(day, country=country) == expected


def test_an_own_holiday_is_waited_for_across_a_weekend_and_a_year() -> None:
    closed = [date(2026, 12, 28) + timedelta(days=number) for number in range(4)]

    assert next_working_day(date(2026, 12, 25), country="nl", closed=closed) == date(2027, 1, 4)
