"""The schedule's cron expression: five fields, week days by name."""

import re

_WEEKDAY = r"(mon|tue|wed|thu|fri|sat|sun)"
_WEEKDAYS = re.compile(rf"\*|{_WEEKDAY}(-{_WEEKDAY})?(,{_WEEKDAY}(-{_WEEKDAY})?)*")


def check_cron(value: str) -> str:
    """Give a cron expression in small letters; ValueError says what is wrong with it.

    Week days are names only: programs disagree on which day a number means.
    """
    fields = value.lower().split()
    if len(fields) != 5:  # noqa: PLR2004 - a cron expression has five fields by definition
        raise ValueError('must have five fields (minute hour day month weekday), such as "0 8 * * mon"')
    if not _WEEKDAYS.fullmatch(fields[-1]):
        raise ValueError(
            "the weekday must be *, a name (mon tue wed thu fri sat sun), a list or a range such as mon-fri"
        )
    return _known_to_the_scheduler(" ".join(fields))


def _known_to_the_scheduler(value: str) -> str:
    from apscheduler.triggers.cron import CronTrigger

    try:
        CronTrigger.from_crontab(value, timezone="UTC")
    except ValueError as error:
        raise ValueError("a field lies outside its range (minute 0-59, hour 0-23, day 1-31, month 1-12)") from error
    return value
