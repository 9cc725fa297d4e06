"""Looking at all that a run needs, one thing at a time: a fault in one never hides the next."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reminder.errors import ReminderError, SafetyStop
from reminder.model.finding import Condition, Finding
from reminder.ports.ledger import Ledger
from reminder.ports.mailbox import Drafts
from reminder.rules import safety
from reminder.rules.safety import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing to look at; `look` gives what it found in words, and raises a ReminderError when that is a fault."""

    subject: str
    look: Callable[[], Finding | str]


def findings(probes: Iterable[Probe]) -> Iterator[Finding]:
    """Look at everything, giving each finding as soon as it is known."""
    for probe in probes:
        yield _finding(probe)


def ledger_is_right(ledger: Ledger, *, division: str, name: str) -> str:
    """Make sure that these are the configured books and that the clock agrees; gives whose they are."""
    identity = ledger.identity()
    _raise_first(
        safety.wrong_books(expected=division, found=identity.division, what="division"),
        safety.wrong_books(expected=name, found=identity.name, what="division name"),
        safety.wrong_clock(identity.skew, server="the ledger"),
    )
    return f"{identity.division} {identity.name}, {identity.currency}{_clock(identity.skew)}"


def mailbox_is_right(drafts: Drafts, *, address: str) -> str:
    """Make sure that this is the configured mailbox and that the clock agrees; gives whose it is."""
    identity = drafts.identity()
    _raise_first(
        safety.wrong_books(expected=address, found=identity.address, what="mailbox"),
        safety.wrong_clock(identity.skew, server="the mailbox"),
    )
    return f"{identity.address}{_clock(identity.skew)}"


def books_are_readable(ledger: Ledger, *, subject: str, today: date, max_age_days: int) -> Finding:
    """Pull the books once; tells how much is open and until when the bank is processed, journal by journal."""
    books = ledger.open_items(today)
    if books.unreadable:
        row = books.unreadable[0]
        raise ReminderError(f"{len(books.unreadable)} rows cannot be read, such as {row.row_id}: {row.fault}")
    journals = ", ".join(f"{code} {day or 'nothing'}" for code, day in sorted(books.journals.items())) or "none"
    text = (
        f"{len(books.receivables)} open, bank processed until {books.books_until or 'unknown'} (journals: {journals})"
    )
    if books.books_until and today - books.books_until <= timedelta(days=max_age_days):
        return Finding(subject=subject, state=Condition.OK, text=text)
    hint = f"process the bank in the ledger; with books older than max_bank_age_days = {max_age_days} nothing is sent"
    return Finding(subject=subject, state=Condition.WARNING, text=text, hint=hint)


def _finding(probe: Probe) -> Finding:
    try:
        found = probe.look()
    except ReminderError as error:
        text = error.message.replace("\n", "; ")
        return Finding(
            subject=probe.subject, state=Condition.FAULT, text=text, hint=error.hint, exit_code=error.exit_code
        )
    return found if isinstance(found, Finding) else Finding(subject=probe.subject, state=Condition.OK, text=found)


def _raise_first(*stops: Stop | None) -> None:
    for stop in stops:
        if stop is not None:
            raise SafetyStop(stop.message, hint=stop.hint, code=stop.code)


def _clock(skew: timedelta | None) -> str:
    return "" if skew is None else f"; clocks differ {abs(skew.total_seconds()):.0f} s"
