"""The times of each administration's runs, from the settings, and the runs that the store knows of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from reminder.config.cron import next_time
from reminder.config.settings import Settings
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.rules.calendar import is_working_day
from reminder.rules.timetable import Started, Timetable
from reminder.store.runs import BROKEN_OFF
from reminder.store.store import Store

LONGEST = timedelta(days=400)
"""How far back runs are looked for: more than a year, which is the longest that a cron expression waits."""
AHEAD = timedelta(days=1)
"""What is recorded further ahead than this was recorded under a wrong clock, and counts for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the store knows of runs: since when it is there, and each administration's runs."""

    known_since: datetime
    started: Mapping[str, tuple[Started, ...]]


def timetables(settings: Settings) -> dict[str, Timetable]:
    """Give the times of every administration, each on its own working days."""
    return {name: _timetable(settings, name) for name in settings.administrations}


def recorded(store: Store, names: Iterable[str], *, now: datetime) -> Recorded:
    """Give the runs of these administrations that the store knows of."""
    latest, created = now + AHEAD, store.created()
    runs = [each for each in store.history().runs(since=(now - LONGEST).date()) if each.started <= latest]
    known_since = created if created <= latest else now - LONGEST
    return Recorded(known_since=known_since, started={name: _started(runs, name) for name in names})


def _timetable(settings: Settings, name: str) -> Timetable:
    company, zone = settings.administrations[name].company, settings.timezone
    works = partial(is_working_day, country=company.country, closed=frozenset(company.closed_days))
    return Timetable(next_time=next_time(settings.schedule.cron, zone), works=works, zone=zone)


def _started(runs: Iterable[Run], name: str) -> tuple[Started, ...]:
    return tuple(
        Started(at=run.started, state=_state(each), exit_code=each.exit_code)
        for run in runs
        for each in run.administrations
        if each.name == name
    )


def _state(result: AdministrationRun) -> RunState:
    """Give the state that a run ended in; one that was broken off never ended."""
    broken_off = result.error is not None and result.error.code == BROKEN_OFF.code
    return RunState.RUNNING if broken_off else result.state
