"""When an administration's run is to be: the scheduled times on its working days, and which of them was missed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reminder.model.run import RunState

CUT_SHORT = frozenset({4, 6, 130, 143})
"""Exit codes of a run that is to be made again: another was active, upstream did not answer, or a signal stopped it."""
TRIES = 3
RETRY_AFTER = timedelta(hours=1)
GOOD = frozenset({0, 3})
"""Exit codes of a run that did all there was to do."""
OVERDUE_AFTER = timedelta(hours=2)
"""How long after its time a run that is not there, or not done, is overdue."""

_DAY = timedelta(days=1)
_LONGEST = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A recorded run of one administration."""

    at: datetime
    state: RunState
    exit_code: int

    @property
    def whole(self) -> bool:
        """Whether it ended by itself, well or not."""
        return self.state is not RunState.RUNNING and self.exit_code not in CUT_SHORT

    @property
    def good(self) -> bool:
        """Whether it did all there was to do."""
        return self.state is RunState.DONE and self.exit_code in GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The times of one administration.

    `next_time` gives the first scheduled time after an instant, None when none comes; `works` tells a working day.
    A time on another day moves to the next working day, at the same time of day.
    """

    next_time: Callable[[datetime], datetime | None]
    works: Callable[[date], bool]
    zone: ZoneInfo

    def first_after(self, instant: datetime) -> datetime | None:
        """Give the first time of a run after an instant; None when none comes."""
        first: datetime | None = None
        for each in self._scheduled(self._since(instant)):
            if first is not None and each >= first:
                break
            moved = self._moved(each)
            if moved > instant:
                first = moved if first is None else min(first, moved)
        return first

    def missed(self, *, since: datetime, now: datetime) -> bool:
        """Whether the time of a run came after `since`."""
        first = self.first_after(since)
        return first is not None and first <= now

    def open_on(self, instant: datetime) -> bool:
        """Whether that is a working day."""
        return self.works(instant.astimezone(self.zone).date())

    def _since(self, instant: datetime) -> datetime:
        """Give the beginning of that day, with the days off before it."""
        day = instant.astimezone(self.zone).date()
        for _ in range(_LONGEST):
            if self.works(day - _DAY):
                break
            day -= _DAY
        return datetime.combine(day, time(), self.zone) - timedelta.resolution

    def _scheduled(self, since: datetime) -> Iterator[datetime]:
        found = self.next_time(since)
        while found is not None:
            yield found
            found = self.next_time(found)

    def _moved(self, scheduled: datetime) -> datetime:
        local = scheduled.astimezone(self.zone)
        day = local.date()
        for _ in range(_LONGEST):
            if self.works(day):
                break
            day += _DAY
        return datetime.combine(day, local.time(), self.zone)


def is_due(timetable: Timetable, started: Iterable[Started], *, known_since: datetime, now: datetime) -> bool:
    """Tell whether a run is to be made now, from the runs that were recorded.

    `known_since` stands for the last run as long as there is none. A run that was cut short is made again an hour
    later, at most three times; on a day off nothing is made up for.
    """
    runs = sorted(started, key=lambda each: each.at, reverse=True)
    whole = next((each.at for each in runs if each.whole), known_since)
    if not timetable.open_on(now) or not timetable.missed(since=whole, now=now):
        return False
    tried = [each.at for each in runs if each.at > whole]
    if not tried or timetable.missed(since=tried[0], now=now):
        return True
    recent = [each for each in tried if each > now - _DAY]
    return len(recent) < TRIES and tried[0] <= now - RETRY_AFTER
