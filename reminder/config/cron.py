"""The schedule's cron expression: five fields, week days by name, and the times that it means."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TOKEN_HOURS = ((time(1), time(2)), (time(4), time(4, 30)))
"""When Exact Online is slow in handing out tokens, in Amsterdam; the end is free again.

Source: Exact Online: "Token calls on a schedule".
"""

_WEEKDAY = r"(mon|tue|wed|thu|fri|sat|sun)"
_WEEKDAYS = re.compile(rf"\*|{_WEEKDAY}(-{_WEEKDAY})?(,{_WEEKDAY}(-{_WEEKDAY})?)*")
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def check_cron(value: str) -> str:
    """Give a cron expression in small letters; ValueError says what is wrong with it.

    Week days are names only: programs disagree on which day a number means. They disagree as well on a day of the month
    beside a day of the week, so that only one of the two may be given.
    """
    fields = value.lower().split()
    if len(fields) != 5:  # noqa: PLR2004 - a cron expression has five fields by definition
        raise ValueError('must have five fields (minute hour day month weekday), such as "0 8 * * mon"')
    if not _WEEKDAYS.fullmatch(fields[-1]):
        raise ValueError(
            "the weekday must be *, a name (mon tue wed thu fri sat sun), a list or a range such as mon-fri"
        )
    if not fields[2].startswith("*") and fields[-1] != "*":
        raise ValueError("a day of the month and a weekday together mean different things to different programs")
    return _that_comes(" ".join(fields))


def next_time(expression: str, zone: ZoneInfo) -> Callable[[datetime], datetime | None]:
    """Give the function that tells the first time of a checked expression after an instant, None when none comes."""
    trigger = CronTrigger.from_crontab(expression, timezone=zone)

    def after(instant: datetime) -> datetime | None:
        found: datetime | None = trigger.get_next_fire_time(None, _just_after(instant).astimezone(zone))
        return found

    return after


def _just_after(instant: datetime) -> datetime:
    """Give the next instant, in UTC: in a local hour that comes twice, adding to a time can lead back."""
    return instant.astimezone(UTC) + timedelta.resolution


def in_token_hours(expression: str, zone: ZoneInfo) -> bool:
    """Tell whether a checked expression names an hour in which no token should be asked for.

    The zones' distance differs by season, so that each distance within a year is tried with each time of day. One that
    comes every hour names none: the worker puts those times off.
    """
    times = set() if expression.split()[1].startswith("*") else _times_of_day(expression)
    distances = {_distance(zone, _BEGIN + week * _WEEK) for week in range(53)}
    return any(_taboo((each + distance) % _DAY) for each in times for distance in distances)


def after_token_hours(instant: datetime) -> datetime:
    """Give an instant, or the end of the token hours that it lies in."""
    local = instant.astimezone(AMSTERDAM)
    ends = (until for since, until in TOKEN_HOURS if since <= local.time() < until)
    return next((datetime.combine(local.date(), end, AMSTERDAM).astimezone(instant.tzinfo) for end in ends), instant)


def _that_comes(value: str) -> str:
    try:
        after = next_time(value, AMSTERDAM)
    except ValueError as error:
        raise ValueError("a field lies outside its range (minute 0-59, hour 0-23, day 1-31, month 1-12)") from error
    if after(_BEGIN) is None:
        raise ValueError("this day never comes")
    return value


def _times_of_day(expression: str) -> set[timedelta]:
    """Give the times of day, as time since midnight: those of one day with the day's own fields left out."""
    minute, hour, *_ = expression.split()
    after = next_time(f"{minute} {hour} * * *", ZoneInfo("UTC"))
    found, times = after(_BEGIN - timedelta.resolution), set()
    while found is not None and found < _BEGIN + _DAY:
        times.add(found - _BEGIN)
        found = after(found)
    return times


def _distance(zone: ZoneInfo, instant: datetime) -> timedelta:
    here, there = instant.astimezone(zone).utcoffset(), instant.astimezone(AMSTERDAM).utcoffset()
    return (there or timedelta()) - (here or timedelta())


def _taboo(since_midnight: timedelta) -> bool:
    return any(
        timedelta(hours=since.hour, minutes=since.minute)
        <= since_midnight
        < timedelta(hours=until.hour, minutes=until.minute)
        for since, until in TOKEN_HOURS
    )
