"""When a run is due: scheduled times moved to working days, and what is made up for, from the record alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from reminder.config.cron import next_time
from reminder.model.run import RunState
from reminder.rules.calendar import is_working_day
from reminder.rules.timetable import Started, Timetable, is_due

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=AMSTERDAM)


def in_the_netherlands(day: date) -> bool:
    return is_working_day(day, country="nl")


def a_timetable(
    cron: str = "0 8 * * mon", works: Callable[[date], bool] = in_the_netherlands, zone: ZoneInfo = AMSTERDAM
) -> Timetable:
    return Timetable(next_time=next_time(cron, zone), works=works, zone=zone)


def a_start(at: datetime, *, state: RunState = RunState.DONE, exit_code: int = 0) -> Started:
    return Started(at=at, state=state, exit_code=exit_code)


def test_ten_years_of_mondays_keep_their_hour_and_move_only_off_days_off():
    times, instant = a_timetable(), datetime(2026, 1, 1, tzinfo=AMSTERDAM)

    found = []
    while (instant := times.first_after(instant) or pytest.fail("no next run")).year < 2036:
        found.append(instant)

    mondays = [date(2026, 1, 5) + timedelta(weeks=count) for count in range(522)]
    assert {each.astimezone(AMSTERDAM).time() for each in found} == {time(8)}
    assert [each.date() for each in found] == [first_not_off(each) for each in mondays]
    assert sum(each.weekday() != 0 for each in found) > 25


def first_not_off(day: date) -> date:
    """Reckon, without the library that the program asks, where a run of that day moves to."""
    while day.weekday() > 4 or day in dutch_days_off(day.year):
        day += timedelta(days=1)
    return day


def dutch_days_off(year: int) -> set[date]:
    king = date(year, 4, 27)
    fixed = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    moving = {easter_sunday(year) + timedelta(days=days) for days in (-2, 1, 39, 50)}
    return {*fixed, *moving, king - timedelta(days=king.weekday() == 6)}


def easter_sunday(year: int) -> date:
    """The rule of Gauss, as it holds from 1900 to 2099."""
    moon, day = (19 * (year % 19) + 24) % 30, 0
    day = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    late = (moon, day) in {(29, 6), (28, 6)} and (moon == 29 or year % 19 > 10)
    return date(year, 3, 22) + timedelta(days=moon + day - 7 * late)


@pytest.mark.fault(36)
def test_every_change_of_the_clock_keeps_the_hour():
    times = a_timetable("0 8 * * *", works=lambda _: True)
    around = [date(year, month, day) for year in range(2026, 2036) for month in (3, 10) for day in range(24, 32)]

    for day in around:
        found = times.first_after(datetime.combine(day, time(0), AMSTERDAM))

        assert found == datetime.combine(day, time(8), AMSTERDAM)


@pytest.mark.fault(36)
def test_an_hour_that_comes_twice_in_autumn_is_one_run():
    times = a_timetable("30 2 * * *", works=lambda _: True)
    first = times.first_after(datetime(2026, 10, 25, 0, 0, tzinfo=AMSTERDAM))
    assert first is not None

    second = times.first_after(first)

    assert (first.astimezone(UTC), second) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 2, 30, tzinfo=AMSTERDAM),
    )


def test_an_hour_that_is_missing_in_spring_still_has_its_run():
    times = a_timetable("30 2 * * *", works=lambda _: True)

    found = times.first_after(datetime(2026, 3, 28, 12, 0, tzinfo=AMSTERDAM))

    assert found is not None
    assert found.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_several_times_on_days_off_all_move_to_the_first_working_day():
    times = a_timetable("0 8,14 * * *")
    saturday = datetime(2026, 11, 21, 6, 0, tzinfo=AMSTERDAM)

    found = [times.first_after(saturday)]
    found += [times.first_after(found[0] or saturday)]

    assert found == [MONDAY, MONDAY.replace(hour=14)]


def test_own_closed_days_are_waited_out():
    closed = {date(2026, 11, 23), date(2026, 11, 24)}
    times = a_timetable(works=lambda day: is_working_day(day, country="nl", closed=closed))

    assert times.first_after(MONDAY - timedelta(days=1)) == MONDAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MONDAY - timedelta(seconds=1), False),
        (MONDAY, True),
        (MONDAY + timedelta(days=2), True),
        (MONDAY + timedelta(days=5), False),
    ],
    ids=["before its time", "at its time", "late", "late, on a saturday"],
)
def test_a_run_is_due_from_its_time_on_working_days(now: datetime, *, expected: bool):
    started = [a_start(MONDAY - timedelta(weeks=1))]

    assert is_due(a_timetable(), started, known_since=MONDAY - timedelta(weeks=9), now=now) is expected


@pytest.mark.fault(37)
def test_several_missed_runs_are_made_up_for_with_one():
    times, now = a_timetable(), MONDAY + timedelta(days=1)
    started = [a_start(MONDAY - timedelta(weeks=5))]
    assert is_due(times, started, known_since=MONDAY - timedelta(weeks=9), now=now)

    started += [a_start(now)]

    assert not is_due(times, started, known_since=MONDAY - timedelta(weeks=9), now=now + timedelta(minutes=1))


def test_before_the_first_run_the_age_of_the_store_counts():
    now = MONDAY + timedelta(hours=1)

    assert not is_due(a_timetable(), [], known_since=MONDAY + timedelta(minutes=1), now=now)
    assert is_due(a_timetable(), [], known_since=MONDAY - timedelta(minutes=1), now=now)


def test_a_failed_run_is_not_made_again_before_the_next_time():
    started = [a_start(MONDAY, state=RunState.FAILED, exit_code=5)]

    due = is_due(a_timetable(), started, known_since=MONDAY - timedelta(weeks=1), now=MONDAY + timedelta(hours=5))

    assert not due


@pytest.mark.parametrize("cut", [(RunState.RUNNING, 0), (RunState.FAILED, 6), (RunState.DONE, 143)])
def test_a_run_that_was_cut_short_is_made_again_an_hour_later_three_times_at_most(cut: tuple[RunState, int]):
    times, known_since = a_timetable(), MONDAY - timedelta(weeks=1)
    started: list[Started] = []

    for minutes in range(0, 24 * 60, 5):
        now = MONDAY + timedelta(minutes=minutes)
        if is_due(times, started, known_since=known_since, now=now):
            started += [a_start(now, state=cut[0], exit_code=cut[1])]

    assert [each.at - MONDAY for each in started] == [timedelta(hours=hours) for hours in range(3)]
    assert is_due(times, started, known_since=known_since, now=MONDAY + timedelta(weeks=1))


def test_an_interrupted_run_outside_of_the_schedule_is_left_at_that():
    started = [a_start(MONDAY), a_start(MONDAY + timedelta(days=2), state=RunState.DONE, exit_code=130)]

    assert not is_due(
        a_timetable(), started, known_since=MONDAY - timedelta(weeks=1), now=MONDAY + timedelta(days=2, hours=2)
    )
