"""SIGTERM and SIGINT as wishes to stop: what must not be cut in half ends first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

from reminder.errors import Stopped

LISTENED = (signal.SIGTERM, signal.SIGINT)


class Signals:
    """The port `Stopping`, for as long as the context lasts; a second SIGINT stops at once, whatever is going on."""

    def __init__(self) -> None:
        self._asked: Stopped | None = None
        self._holding = 0
        self._before: dict[signal.Signals, object] = {}

    def asked(self) -> Stopped | None:
        """Give what asked to stop, or None."""
        return self._asked

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block end before a wish to stop takes effect."""
        self._holding += 1
        try:
            yield
        finally:
            self._holding -= 1

    def __enter__(self) -> Self:
        self._before = {each: signal.signal(each, self._heard) for each in LISTENED}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)  # type: ignore[arg-type]

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        at_once = self._asked is not None and number == signal.SIGINT
        self._asked = self._asked or Stopped(number)
        if at_once or not self._holding:
            raise self._asked
