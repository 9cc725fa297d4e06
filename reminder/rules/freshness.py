"""How recent the books are, and what that allows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reminder.model.policy import Mode

JOURNAL_IN_USE_DAYS = 35
"""A bank journal with a processed line in so many days is in use."""


def books_until(newest: Mapping[str, date | None], configured: Collection[str], today: date) -> date | None:
    """Give the day up to which bank lines are processed: the oldest of the journals' newest lines; None when unknown.

    `newest` holds each bank journal's newest processed line. Without configured journals those in use count.
    """
    in_use = [day for day in newest.values() if day and day >= today - timedelta(days=JOURNAL_IN_USE_DAYS)]
    days = [newest.get(code) for code in configured] if configured else in_use
    return None if not days or None in days else min(day for day in days if day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The mode that a run may have, and why it is not the one asked for."""

    mode: Mode
    first_run: bool
    stale: bool


def allowed_mode(  # noqa: PLR0913 - the reasons to lower it, each by its name
    asked: Mode, *, until: date | None, today: date, max_age_days: int, first_run: bool, unsure: bool = False
) -> Allowed:
    """Lower send to draft on a first run, on stale or unknown books, and when `unsure`.

    That is when nobody knows whose row is missing, or when another administration reminds from the same books.
    """
    stale = until is None or (today - until).days > max_age_days
    lowered = first_run or stale or unsure
    return Allowed(mode=Mode.DRAFT if lowered else asked, first_run=first_run, stale=stale)
