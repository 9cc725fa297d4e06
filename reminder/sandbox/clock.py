"""The time both halves of the sandbox live in: real time plus an offset that tests move."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class SandboxClock:
    """A running clock that can be set once and moved on at will."""

    def __init__(self, start: datetime | None = None) -> None:
        """Start at `start` (aware), or at the real time."""
        real = datetime.now(UTC)
        self._offset = (start.astimezone(UTC) if start else real) - real

    def now(self) -> datetime:
        """The sandbox's present, aware and in UTC."""
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        """The sandbox's date in Europe/Amsterdam."""
        return self.now().astimezone(AMSTERDAM).date()

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move the present by this much; negative values move it back."""
        self._offset += timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
