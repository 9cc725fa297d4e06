"""Is this plan safe to carry out? Each stop says what was expected, what was found, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median

from reminder.model.books import Books

MAX_SKEW = timedelta(minutes=5)
USUAL_FROM_WEEKS = 3
USUAL_FROM_REMINDERS = 10
USUAL_FACTOR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A reason not to carry out a plan; `forceable` ones may be overruled by a person who looked."""

    code: str
    message: str
    hint: str
    forceable: bool = False


def wrong_books(*, expected: str, found: str, what: str) -> Stop | None:
    """Stop when the ledger or mailbox is not the configured one; an empty expectation expects nothing."""
    if not expected or expected.casefold().strip() == found.casefold().strip():
        return None
    return Stop(
        code="-".join(["wrong", *what.split()]),
        message=f"the {what} is not the configured one: expected {expected}, found {found or 'none'}",
        hint=f"correct the {what} in the configuration, or connect the right account",
    )


def wrong_clock(skew: timedelta | None, *, server: str) -> Stop | None:
    """Stop when this machine's clock is more than five minutes off a server's."""
    if skew is None or abs(skew) <= MAX_SKEW:
        return None
    minutes = round(skew.total_seconds() / 60)
    return Stop(
        code="clock",
        message=f"this machine's clock differs {minutes} minutes from that of {server}; at most 5 are expected",
        hint="set the clock (for example with systemd-timesyncd) and run again",
    )


def unsafe_books(books: Books, *, open_before: int) -> Stop | None:
    """Stop when the pull is empty without explanation, or contradicts the ledger's own total in sign."""
    overview = books.overview
    if not books.receivables:
        explained = overview is not None and overview.count == 0
        return None if explained or open_before == 0 else _emptied(open_before)
    total = sum((each.base_amount for each in books.receivables), Decimal(0))
    if overview is None or total * overview.total >= 0:
        return None
    return Stop(
        code="control-total",
        message=f"what was pulled adds up to {total} {books.currency}, the ledger's own overview says {overview.total}",
        hint="do not send anything; compare the outstanding items in the ledger and report this",
    )


def missing_from_total(books: Books) -> Decimal | None:
    """Give what the ledger's own overview holds beyond what was pulled; None when nothing, or nobody can tell.

    Rows that could not be read are told of by themselves, and an overview may leave out what is being collected.
    """
    if books.overview is None or books.unreadable:
        return None
    pulled = sum((each.base_amount for each in books.receivables), Decimal(0))
    collecting = sum((each.base_amount for each in books.receivables if each.collecting), Decimal(0))
    difference = books.overview.total - pulled
    return difference if difference not in (Decimal(0), -collecting) else None


def too_many(count: int, *, limit: int, weekly: Sequence[int]) -> Stop | None:
    """Stop when a run would make more mails than allowed, or far more than usual.

    `weekly` holds the numbers of mails of the last weeks with a run.
    """
    if count > limit:
        return _many(count, f"at most {limit} (max_reminders_per_run)")
    usual = USUAL_FACTOR * median(weekly) if len(weekly) >= USUAL_FROM_WEEKS else None
    if usual is not None and count > max(usual, USUAL_FROM_REMINDERS):
        return _many(count, f"at most {max(usual, USUAL_FROM_REMINDERS):g}, three times the usual number of a week")
    return None


def _emptied(open_before: int) -> Stop:
    return Stop(
        code="empty-ledger",
        message=f"the ledger shows nothing open, where the last run saw {open_before} receivables",
        hint="look in the ledger whether everything is really paid; if so, run again with --force",
        forceable=True,
    )


def _many(count: int, expected: str) -> Stop:
    return Stop(
        code="too-many",
        message=f"this run would make {count} reminders; expected {expected}",
        hint="look at `reminder run-now --dry-run`; if it is right, run again with --force",
        forceable=True,
    )
