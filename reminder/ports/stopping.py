"""A wish to stop, such as a signal, that waits until what must not be cut in half has ended."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from reminder.errors import ReminderError, Stopped

CutShort = ReminderError | Stopped
"""What ends a run before its plan is carried out."""


class Stopping(Protocol):
    """Whether somebody asked the program to stop."""

    def asked(self) -> Stopped | None:
        """Give what asked to stop, or None."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """Let the block end before a wish to stop takes effect; outside such a block it takes effect at once."""
        ...


class NeverStopped:
    """Nobody asks."""

    def asked(self) -> Stopped | None:
        """Give None."""
        return None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block end."""
        yield
