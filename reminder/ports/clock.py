"""Time, and a way to show how far long work has come."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time; nothing else reads one."""

    def now(self) -> datetime:
        """Give the instant, aware and UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never run back, for time-outs."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...


class Progress(Protocol):
    """Shows a person how far long work has come; silent where nobody looks."""

    def step(self, text: str, *, done: int | None = None, total: int | None = None) -> None:
        """Say what is being done, and how much of it when that is known."""
        ...

    def wait(self, text: str) -> None:
        """Say that nothing is done for a while, how long and why."""
        ...


class Silent:
    """A progress that nobody sees."""

    def step(self, text: str, *, done: int | None = None, total: int | None = None) -> None:
        """Say nothing."""

    def wait(self, text: str) -> None:
        """Say nothing."""
