"""Exact's allowances: calls per minute and per day, and the number of mistakes per hour.

Source: Exact Online: 60 calls per clock minute and 5,000 per UTC day for an app and division; more than ten answers of
400, 401, 403 or 404 within an hour block an endpoint for an hour.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.exact.errors import Refused
from reminder.sandbox.exact.knobs import Knobs

MISTAKES = frozenset({400, 401, 403, 404})
HOUR = timedelta(hours=1)


class Limits:
    """Counts the calls per division."""

    def __init__(self, clock: SandboxClock, knobs: Knobs) -> None:
        self._clock = clock
        self._knobs = knobs
        self._used: Counter[tuple[int, datetime, str]] = Counter()

    def take(self, division: int) -> dict[str, str]:
        """Count one call; returns the six headers, or refuses with those of the exceeded limit alone."""
        kinds = self._kinds()
        for prefix, start, length, allowed in kinds:
            if self._used[division, start, prefix] >= allowed:
                headers = _headers(prefix, allowed=allowed, left=0, reset=start + length)
                raise Refused(status=429, headers=headers)
        found: dict[str, str] = {}
        for prefix, start, length, allowed in kinds:
            self._used[division, start, prefix] += 1
            left = allowed - self._used[division, start, prefix]
            found |= _headers(prefix, allowed=allowed, left=left, reset=start + length)
        return found

    def use(self, division: int, *, minute: int = 0, day: int = 0) -> None:
        """Another process of the same app spends part of the allowance."""
        spent = {"X-RateLimit-Minutely-": minute, "X-RateLimit-": day}
        for prefix, start, _, _ in self._kinds():
            self._used[division, start, prefix] += spent[prefix]

    def _kinds(self) -> tuple[tuple[str, datetime, timedelta, int], ...]:
        minute = self._clock.now().replace(second=0, microsecond=0)
        day = minute.replace(hour=0, minute=0)
        return (
            ("X-RateLimit-Minutely-", minute, timedelta(minutes=1), self._knobs.calls_per_minute),
            ("X-RateLimit-", day, timedelta(days=1), self._knobs.calls_per_day),
        )


def _headers(prefix: str, *, allowed: int, left: int, reset: datetime) -> dict[str, str]:
    milliseconds = round(reset.timestamp() * 1000)
    return {f"{prefix}Limit": str(allowed), f"{prefix}Remaining": str(left), f"{prefix}Reset": str(milliseconds)}


class ErrorBudget:
    """Blocks an endpoint of a division that was asked wrongly too often."""

    def __init__(self, clock: SandboxClock, knobs: Knobs) -> None:
        self._clock = clock
        self._knobs = knobs
        self._mistakes: dict[tuple[int, str], list[datetime]] = defaultdict(list)
        self._blocked_until: dict[tuple[int, str], datetime] = {}

    def check(self, division: int, endpoint: str) -> None:
        """Refuse a call while the endpoint is blocked."""
        if self.is_blocked(division, endpoint):
            raise Refused(status=self._knobs.over_budget_status)

    def count(self, division: int, endpoint: str, status: int) -> None:
        """Remember a mistake; one too many within an hour blocks the endpoint for an hour."""
        if status not in MISTAKES or self.is_blocked(division, endpoint):
            return
        now = self._clock.now()
        recent = [at for at in self._mistakes[division, endpoint] if at > now - HOUR]
        self._mistakes[division, endpoint] = [*recent, now]
        if len(recent) >= self._knobs.errors_per_hour:
            self._blocked_until[division, endpoint] = now + HOUR

    def is_blocked(self, division: int, endpoint: str) -> bool:
        """Whether nothing is answered at this endpoint for now."""
        until = self._blocked_until.get((division, endpoint))
        return until is not None and self._clock.now() < until
