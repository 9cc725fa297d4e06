"""Staying within the units that Gmail allows a user in any minute."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from reminder.ports.clock import Clock

UNITS_PER_MINUTE = 6000
"""Gmail API: usage limits of a project made after 1 May 2026; older ones have more."""

_MINUTE = 60.0


class Pace:
    """Lets calls through, and waits before one that would go over the limit of the last minute."""

    def __init__(self, clock: Clock, *, units_per_minute: int = UNITS_PER_MINUTE) -> None:
        self._clock = clock
        self._limit = units_per_minute
        self._spent: deque[tuple[float, int]] = deque()

    def make_room(self, units: int) -> None:
        """Wait until there is room for a call."""
        while self._used() + units > self._limit and self._spent:
            self._clock.sleep(self._spent[0][0] + _MINUTE - self._clock.monotonic())

    @contextmanager
    def call(self, units: int) -> Iterator[None]:
        """Wait until there is room for a call, and count it from its end: the server counts it no later than that."""
        self.make_room(units)
        try:
            yield
        finally:
            self._spent.append((self._clock.monotonic(), units))

    def _used(self) -> int:
        while self._spent and self._spent[0][0] + _MINUTE <= self._clock.monotonic():
            self._spent.popleft()
        return sum(units for _, units in self._spent)
