"""One run over several administrations; one's failure never stops the others."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import structlog

from reminder.app.office import Office, Order
from reminder.app.outcome import failed
from reminder.app.run import run
from reminder.errors import ReminderError, Stopped, most_severe
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Run
from reminder.ports.clock import Clock
from reminder.ports.stopping import NeverStopped, Stopping

BUG = ReminderError("an unexpected fault; the log file has the details", hint="please report it", code="bug")

NOBODY = NeverStopped()

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """An administration that can be opened for a run in a mode, and is closed again after it."""

    name: str
    mode: Mode
    open: Callable[[Mode], AbstractContextManager[Office]]


def run_all(doors: Iterable[Door], order: Order, clock: Clock, stopping: Stopping = NOBODY) -> Run:
    """Run every administration in turn; the most severe exit code is the run's.

    Once somebody asked to stop no other administration is begun.
    """
    results = tuple(_run_unless_stopped(door, order, stopping) for door in doors)
    stopped = stopping.asked()
    return Run(
        id=order.run,
        as_of=order.as_of,
        started=order.started,
        finished=clock.now(),
        exit_code=stopped.exit_code if stopped else most_severe(each.exit_code for each in results),
        administrations=results,
    )


def _run_unless_stopped(door: Door, order: Order, stopping: Stopping) -> AdministrationRun:
    stopped = stopping.asked()
    return failed(door.name, order, stopped) if stopped else _run_one(door, order)


def _run_one(door: Door, wanted: Order) -> AdministrationRun:
    """Run in the lower one of the mode that was asked for and the configured one."""
    order = replace(wanted, mode=door.mode if wanted.mode is Mode.SEND else Mode.DRAFT)
    with structlog.contextvars.bound_contextvars(run=order.run, administration=door.name):
        try:
            with door.open(order.mode) as office:
                result = run(office, order)
        except (ReminderError, Stopped) as error:
            result = failed(door.name, order, error)
        except Exception:
            log.exception("run_broke")
            result = failed(door.name, order, BUG)
        _log_end(result)
        return result


def _log_end(result: AdministrationRun) -> None:
    log.info(
        "run_ended",
        state=result.state.value,
        exit_code=result.exit_code,
        mode=result.mode.value,
        dry_run=result.dry_run,
        open=result.open_count,
        reminders=len(result.reminders),
        error=result.error.code if result.error else None,
    )
