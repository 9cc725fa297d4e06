"""Exact's allowances and how long to wait: 60 calls a minute, 5,000 a day, and back-off after faults.

The reset headers are epoch milliseconds. In a 429 only the headers of the limit that was hit come back, so a missing
one means unknown, never 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from reminder.errors import UnavailableError
from reminder.ledgers.exact.answers import server_time

SPARE_CALLS = 2
WITHOUT_RESET = 61.0
LONGEST_WAIT = 900.0
MOST_WAITS = 3
MOST_TRIES = 4
MOST_MISTAKES = 5
"""Half of the refusals within an hour after which Exact blocks a service for an hour."""
LONGEST_PAUSE = 60.0
TRANSIENT = (408, 500, 502, 503, 504)
TOO_MANY = 429
COUNT = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What an answer tells of the limits, None where it tells nothing; instants as the server counts them."""

    at: datetime
    minute_left: int | None = None
    minute_reset: datetime | None = None
    day_left: int | None = None
    day_reset: datetime | None = None

    @property
    def pause(self) -> float:
        """Seconds from that answer until a new minute's calls may be used."""
        return _until(self.minute_reset, self.at) + 1 if self.minute_reset else WITHOUT_RESET

    @property
    def day_spent(self) -> bool:
        """Whether no call is left today, as far as is known."""
        return self.day_left == 0 and self.day_reset is not None

    @property
    def minute_nearly_spent(self) -> bool:
        """Whether it is better to wait for the next minute."""
        return self.minute_left is not None and self.minute_left <= SPARE_CALLS


def allowance(headers: Mapping[str, str], *, now: datetime) -> Allowance:
    """Read the six headers; instants are compared with the server's own clock, ours (`now`) if it tells no time."""
    return Allowance(
        at=server_time(headers) or now,
        minute_left=_count(headers.get("x-ratelimit-minutely-remaining")),
        minute_reset=_instant(headers.get("x-ratelimit-minutely-reset")),
        day_left=_count(headers.get("x-ratelimit-remaining")),
        day_reset=_instant(headers.get("x-ratelimit-reset")),
    )


def pause_after_refusal(found: Allowance, *, waits: int) -> float:
    """Give the seconds to wait after a 429; UnavailableError when waiting makes no sense.

    `waits` is how often this call waited already. A day's limit is known by its own headers coming back alone.
    """
    if found.minute_reset is None and found.day_reset is not None:
        raise day_is_spent(found)
    if found.pause > LONGEST_WAIT or waits >= MOST_WAITS:
        raise UnavailableError(
            f"Exact's limit of calls is used up until {_clock(found.minute_reset)}", hint="run again after that time"
        )
    return found.pause


def day_is_spent(found: Allowance) -> UnavailableError:
    """Give the error for a spent day, with the time of its end."""
    return UnavailableError(
        f"Exact's limit of calls for today is used up until {_clock(found.day_reset)}", hint="run again after that time"
    )


def day_is_too_short(found: Allowance, *, needed: int, rows: int) -> UnavailableError:
    """Give the error for a day whose calls would not last for a pull, with the time of its end."""
    return UnavailableError(
        f"Exact allows {found.day_left} more calls until {_clock(found.day_reset)}, "
        f"and reading {rows} open items takes about {needed}",
        hint="nothing was begun; run again after that time",
    )


def back_off(tries: int, *, share: float) -> float:
    """Give the pause after that many failed tries: full jitter, `share` from 0 to 1, at most a minute."""
    return share * min(LONGEST_PAUSE, 2.0**tries)


def _until(moment: datetime, now: datetime) -> float:
    return max(0.0, (moment - now).total_seconds())


def _count(value: str | None) -> int | None:
    return int(value) if value is not None and COUNT.fullmatch(value.strip()) else None


def _instant(value: str | None) -> datetime | None:
    milliseconds = _count(value)
    if not milliseconds:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _clock(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "an unknown time"
