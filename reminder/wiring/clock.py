"""The machine's own clock; nothing else reads one."""

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the instant, aware and UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds that never run back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait that long."""
        time.sleep(seconds)
