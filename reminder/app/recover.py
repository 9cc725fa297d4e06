"""The way back after a restored or lost store: whatever is open is left to a person."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date

from reminder.model.reminder import Attempt
from reminder.ports.store import Attempts, Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What a store still holds of one administration, and the only right to work on it."""

    name: str
    attempts: Attempts
    runs: Runs
    lock: Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What is known of one administration after recovery: its last run, and the mails that a person has to settle."""

    name: str
    last_run: date | None
    open: tuple[Attempt, ...]


def recover(every: Iterable[Remains], accept: Callable[[], None]) -> tuple[Recovered, ...]:
    """Accept a store as it is, with every mail that is not settled marked `review`; LockedError while a run is active.

    `accept` does it for all administrations at once, or not at all.
    """
    every = tuple(every)
    with ExitStack() as locks:
        for each in every:
            locks.enter_context(each.lock())
        accept()
        return tuple(
            Recovered(name=each.name, last_run=each.runs.last_as_of(), open=each.attempts.open()) for each in every
        )
