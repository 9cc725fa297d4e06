"""The standing worker under a clock that the test moves: what it runs, when it looks, and how it takes failures."""

import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Timer, main_thread
from zoneinfo import ZoneInfo

import pytest

from reminder.cli.signals import Signals
from reminder.config.cron import next_time
from reminder.errors import Stopped, StoreError
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.rules.calendar import is_working_day
from reminder.rules.timetable import Started, Timetable
from reminder.schedule import PATIENCE, Rota, Worker, stand
from reminder.wiring.timetables import Recorded
from tests.fakes import FakeClock

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FRIDAY = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def a_timetable(*, country: str = "nl", closed: frozenset[date] = frozenset()) -> Timetable:
    def works(day: date) -> bool:
        return is_working_day(day, country=country, closed=closed)

    return Timetable(next_time=next_time("0 8 * * mon", AMSTERDAM), works=works, zone=AMSTERDAM)


@dataclass
class Office:
    """Runs that are recorded as made, and a clock; `fails` is what the next run raises, `ends` how one ends."""

    clock: FakeClock
    known_since: datetime = FRIDAY
    started: dict[str, list[Started]] = field(default_factory=dict)
    made: list[tuple[datetime, tuple[str, ...]]] = field(default_factory=list)
    fails: Exception | None = None
    ends: tuple[RunState, int] = (RunState.DONE, 0)

    def worker(self, **timetables: Timetable) -> Worker:
        return Worker(timetables=timetables, clock=self.clock, recorded=self.recorded, run=self.run)

    def recorded(self, _now: datetime) -> Recorded:
        started = {name: tuple(each) for name, each in self.started.items()}
        return Recorded(known_since=self.known_since, started=started)

    def run(self, names: tuple[str, ...]) -> Run:
        if self.fails:
            raise self.fails
        now = self.clock.now()
        self.made.append((now, names))
        for name in names:
            state, exit_code = self.ends
            self.started.setdefault(name, []).append(Started(at=now, state=state, exit_code=exit_code))
        return a_run(now, names)


def a_run(now: datetime, names: tuple[str, ...]) -> Run:
    results = tuple(
        AdministrationRun(name=name, mode=Mode.DRAFT, dry_run=False, state=RunState.DONE, exit_code=0) for name in names
    )
    return Run(id="1", as_of=now.date(), started=now, finished=now, exit_code=0, administrations=results)


def work_until(worker: Worker, clock: FakeClock, end: datetime) -> None:
    worker.look()
    while (due := worker.next_look()) < end:
        clock.instant = due.astimezone(UTC)
        worker.look()


def test_over_ten_years_every_week_has_one_run_on_a_working_day_at_eight():
    office = Office(FakeClock(FRIDAY))
    worker = office.worker(acme=a_timetable())

    while (instant := worker.next_run() or FRIDAY) < FRIDAY.replace(year=2036):
        office.clock.instant = instant.astimezone(UTC)
        worker.look()

    local = [instant.astimezone(AMSTERDAM) for instant, _ in office.made]
    weeks = [each.date() - timedelta(days=each.weekday()) for each in local]
    assert weeks == [weeks[0] + timedelta(weeks=count) for count in range(522)]
    assert {(each.hour, each.minute) for each in local} == {(8, 0)}
    assert all(is_working_day(each.date(), country="nl") for each in local)


def test_each_administration_has_its_own_days_off():
    office = Office(FakeClock(datetime(2026, 4, 24, 12, 0, tzinfo=UTC)), known_since=datetime(2026, 4, 24, tzinfo=UTC))
    closed = frozenset({date(2026, 4, 27), date(2026, 4, 28)})
    worker = office.worker(here=a_timetable(), there=a_timetable(country="be"), shut=a_timetable(closed=closed))

    work_until(worker, office.clock, datetime(2026, 5, 2, tzinfo=UTC))

    days = {name: instant.day for instant, names in office.made for name in names}
    assert days == {"there": 27, "here": 28, "shut": 29}


@pytest.mark.fault(35)
@pytest.mark.parametrize(
    ("state", "exit_code", "runs"),
    [
        (RunState.DONE, 0, 1),
        (RunState.FAILED, 1, 1),
        (RunState.DONE, 3, 1),
        (RunState.FAILED, 5, 1),
        (RunState.FAILED, 7, 1),
        (RunState.STOPPED, 8, 1),
        (RunState.LOCKED, 4, 3),
        (RunState.FAILED, 6, 3),
        (RunState.DONE, 143, 3),
        (RunState.RUNNING, 0, 3),
    ],
)
def test_fifty_starts_in_a_day_make_one_run_and_again_only_one_that_was_cut_short(
    state: RunState, exit_code: int, runs: int
):
    office = Office(FakeClock(FRIDAY + timedelta(days=3)), ends=(state, exit_code))

    for _ in range(50):
        office.worker(acme=a_timetable()).look()
        office.clock.advance(minutes=14)

    made = [instant for instant, _ in office.made]
    assert len(made) == runs
    assert all(after - before >= timedelta(hours=1) for before, after in pairwise(made))


def test_administrations_that_are_due_together_are_one_run():
    office = Office(FakeClock(FRIDAY + timedelta(days=4)))

    office.worker(one=a_timetable(), two=a_timetable()).look()

    assert [names for _, names in office.made] == [("one", "two")]


def test_a_failure_is_looked_at_again_within_the_hour():
    office = Office(FakeClock(FRIDAY + timedelta(days=4)), fails=StoreError("the disk is full"))
    worker = office.worker(acme=a_timetable())
    worker.look()
    office.fails = None

    work_until(worker, office.clock, office.clock.now() + timedelta(hours=2))

    assert len(office.made) == 1


def test_a_bug_does_not_end_the_worker():
    office = Office(FakeClock(FRIDAY + timedelta(days=4)), fails=ZeroDivisionError())

    office.worker(acme=a_timetable()).look()

    assert office.made == []


def test_it_looks_within_the_hour_and_never_in_the_token_hours():
    clock = FakeClock(datetime(2026, 1, 6, 22, 30, tzinfo=UTC))
    worker = Office(clock).worker(acme=a_timetable())
    looks = []

    for _ in range(8):
        clock.instant = worker.next_look().astimezone(UTC)
        looks.append(clock.instant.astimezone(AMSTERDAM).strftime("%H:%M"))

    assert looks == ["00:30", "02:00", "03:00", "04:30", "05:30", "06:30", "07:30", "08:30"]


def test_a_clock_that_is_set_does_not_keep_a_run_away():
    clock = FakeClock(datetime(2000, 1, 1, tzinfo=UTC))
    office = Office(clock)
    worker = office.worker(acme=a_timetable())
    worker.look()
    assert worker.next_look() <= clock.now() + timedelta(hours=1)
    clock.instant = FRIDAY + timedelta(days=4)

    worker.look()

    assert len(office.made) == 1


class Ringer(logging.Handler):
    """Rings at the first line that holds some words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def emit(self, record: logging.LogRecord) -> None:
        if self._words in record.getMessage():
            signal.raise_signal(signal.SIGTERM)


@contextmanager
def a_signal_when_the_scheduler_says(words: str) -> Iterator[None]:
    logger, handler = logging.getLogger("apscheduler.executors.default"), Ringer(words)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def stop() -> None:
    """Ask to stop from another thread, as somebody outside does: the main thread is the one that hears it."""
    signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)


@pytest.mark.fault(12)
@pytest.mark.parametrize("words", ["Running job", "executed successfully"])
def test_a_signal_that_the_scheduler_swallows_is_still_a_wish_to_stop(words: str):
    worker, begun = Office(FakeClock(datetime.now(UTC))).worker(acme=a_timetable()), time.monotonic()
    second = Timer(5, stop)
    second.start()

    with Signals() as stopping, a_signal_when_the_scheduler_says(words):
        ended = stand(worker, stopping)

    second.cancel()
    assert ended == 143
    assert time.monotonic() - begun < 5


@pytest.mark.fault(39)
def test_a_clock_that_is_set_back_does_not_keep_the_next_look_away():
    now = datetime.now(UTC)
    clock = FakeClock(now + timedelta(days=400))
    seen: list[datetime] = []

    with Signals() as stopping:
        rota = Rota(Office(clock).worker(acme=a_timetable()), stopping)

        def set_back() -> None:
            clock.instant = now
            rota.wakeup()
            time.sleep(0.2)
            seen.extend(job.next_run_time for job in rota.get_jobs())
            stop()

        Timer(0.2, set_back).start()
        with pytest.raises(Stopped):
            rota.start()
        rota.shutdown(wait=False)

    assert [each - now <= 2 * PATIENCE for each in seen] == [True]
