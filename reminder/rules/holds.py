"""Holds that ended by themselves."""

from collections.abc import Iterable
from datetime import date

from reminder.model.history import Hold


def expired(holds: Iterable[Hold], since: date | None, today: date) -> tuple[Hold, ...]:
    """Give the holds whose last day is past and was not yet past at the run of `since` (None: whenever it was)."""
    ended = ((hold, hold.until) for hold in holds if hold.until is not None)
    return tuple(hold for hold, until in ended if until < today and (since is None or until >= since))
