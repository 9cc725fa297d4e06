"""How much a user may do: units a minute, and mails in 24 hours."""

from collections import deque
from datetime import datetime, timedelta

from reminder.sandbox.gmail.errors import quota_exhausted, sending_limit
from reminder.sandbox.gmail.records import Knobs

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(hours=24)


class UnitQuota:
    """The units of one user over any 60 seconds; a refused call costs nothing."""

    def __init__(self, knobs: Knobs) -> None:
        self._knobs = knobs
        self._spent: deque[tuple[datetime, int]] = deque()

    def spend(self, units: int, now: datetime) -> None:
        """Charge one call, or refuse it as rateLimitExceeded."""
        while self._spent and self._spent[0][0] <= now - _MINUTE:
            self._spent.popleft()
        if sum(cost for _, cost in self._spent) + units > self._knobs.units_per_minute:
            raise quota_exhausted(self._knobs.quota_status)
        self._spent.append((now, units))


class SendingLimit:
    """The mails of one mailbox over any 24 hours, by whichever way they were sent."""

    def __init__(self, knobs: Knobs) -> None:
        self._knobs = knobs
        self._sent: deque[datetime] = deque()

    def count(self, now: datetime) -> None:
        """Count one mail, or refuse it with the time at which the oldest one falls out."""
        while self._sent and self._sent[0] <= now - _DAY:
            self._sent.popleft()
        if len(self._sent) >= self._knobs.sends_per_day:
            again = (self._sent[0] if self._sent else now) + _DAY
            raise sending_limit(f"{again:%Y-%m-%dT%H:%M:%S}.{again.microsecond // 1000:03}Z")
        self._sent.append(now)
