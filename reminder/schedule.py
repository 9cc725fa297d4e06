"""The standing worker: makes each run when it is due, makes up for one that was missed, and stops when told."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import TIMEOUT_MAX

import structlog
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from reminder.config.cron import after_token_hours
from reminder.config.settings import Settings
from reminder.errors import ReminderError, Stopped
from reminder.model.run import Run
from reminder.ports.clock import Clock, Silent
from reminder.ports.stopping import Stopping
from reminder.rules.timetable import Timetable, is_due
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from reminder.wiring.orders import Wish
from reminder.wiring.runs import assure, run_once
from reminder.wiring.timetables import Recorded, recorded, timetables

PATIENCE = timedelta(hours=1)
"""The longest time between two looks, so that a clock that was set or a machine that slept does no harm."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Knows when each administration's run is to be, and makes those that are due.

    What is due is decided from the runs on record alone, so that nothing is made twice however often it starts.
    """

    timetables: Mapping[str, Timetable]
    clock: Clock
    recorded: Callable[[datetime], Recorded]
    run: Callable[[tuple[str, ...]], Run]

    def look(self) -> None:
        """Make the runs that are due now; whatever goes wrong is logged, and looked at again later."""
        try:
            due = self.due()
            if due:
                log.info("runs_due", administrations=due)
                self.run(due)
        except ReminderError as error:
            log.error(  # noqa: TRY400 - a foreseen failure needs no traceback
                "run_failed", code=error.code, exit_code=error.exit_code, message=error.message, hint=error.hint
            )
        except Exception:
            log.exception("run_broke")

    def due(self) -> tuple[str, ...]:
        """Give the administrations whose run is due now."""
        now = self.clock.now()
        known = self.recorded(now)
        return tuple(
            name
            for name, times in self.timetables.items()
            if is_due(times, known.started.get(name, ()), known_since=known.known_since, now=now)
        )

    def next_run(self) -> datetime | None:
        """Give the time of the next run of any administration."""
        times = (each.first_after(self.clock.now()) for each in self.timetables.values())
        return min((each for each in times if each is not None), default=None)

    def next_look(self) -> datetime:
        """Give when to look again: at the next run, but within the hour, and outside of the token hours."""
        soon = self.clock.now() + PATIENCE
        return after_token_hours(min(self.next_run() or soon, soon))


class Looks(BaseTrigger):  # type: ignore[misc]
    """The times of the worker's looks, as the scheduler asks for them."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def get_next_fire_time(self, _previous: datetime | None, _now: datetime) -> datetime:
        """Give the time of the next look."""
        return self._worker.next_look()


class Rota(BlockingScheduler):  # type: ignore[misc]
    """A scheduler of one worker's looks, in the main thread, where a run hears the wish to stop.

    Unlike its base it ends on a wish that came while it looked, and soon looks again when the clock was set back.
    """

    def __init__(self, worker: Worker, stopping: Stopping) -> None:
        super().__init__(executors={"default": DebugExecutor()}, timezone="UTC")
        self._worker = worker
        self._stopping = stopping
        first = after_token_hours(worker.clock.now())
        self._looks = self.add_job(
            self._look, Looks(worker), next_run_time=first, misfire_grace_time=None, coalesce=True
        )

    def _look(self) -> None:
        with suppress(Stopped):
            self._worker.look()

    def _main_loop(self) -> None:
        wait = TIMEOUT_MAX
        while not self._stopping.asked():
            self._event.wait(min(wait, PATIENCE.total_seconds()))
            self._event.clear()
            self._bring_forward()
            wait = self._process_jobs()

    def _bring_forward(self) -> None:
        soon = self._worker.next_look()
        if self._looks.next_run_time > soon:
            self._looks.modify(next_run_time=soon)


def work(settings: Settings, stopping: Stopping) -> int:
    """Be the standing worker of every administration until somebody asks it to stop; gives the exit code.

    What is wrong with the configuration or the store is raised before anything else.
    """
    worker = worker_of(settings, timetables(settings), stopping)
    assure(settings, tuple(settings.administrations))
    worker.due()
    return stand(worker, stopping)


def worker_of(settings: Settings, times: Mapping[str, Timetable], stopping: Stopping) -> Worker:
    """Give the worker for these settings that keeps to these times."""
    clock = SystemClock()

    def known(now: datetime) -> Recorded:
        with open_store(settings, clock) as store:
            return recorded(store, times, now=now)

    def run(names: tuple[str, ...]) -> Run:
        return run_once(settings, names, Wish(), Silent(), stopping)

    return Worker(timetables=times, clock=clock, recorded=known, run=run)


def stand(worker: Worker, stopping: Stopping) -> int:
    """Look at once and whenever it is time, until somebody asked to stop; gives the exit code for that."""
    with suppress(Stopped):
        _keep_looking(worker, stopping)
    stopped = stopping.asked()
    log.info("worker_stopped", reason=stopped.message if stopped else "")
    return stopped.exit_code if stopped else 0


def _keep_looking(worker: Worker, stopping: Stopping) -> None:
    rota = Rota(worker, stopping)
    log.info("worker_started", next_run=worker.next_run())
    try:
        rota.start()
    finally:
        if rota.running:
            rota.shutdown(wait=False)
