"""A ledger that receivables are read from; it is never written to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from reminder.model.books import Books, Receivable
from reminder.model.reminder import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerIdentity:
    """Whose books these are; `skew` is the server's clock minus ours, None when the server told no time."""

    division: str
    name: str
    currency: str
    skew: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One service of the ledger, and why it cannot be read; `fault` is empty and `exit_code` 0 when it can."""

    service: str
    fault: str = ""
    hint: str = ""
    exit_code: int = 0


class Surroundings(Protocol):
    """What stands around the books and is looked at before a first run."""

    def rights(self, *, documents: bool) -> tuple[Right, ...]:
        """Say of every service that a run needs, with or without invoices as PDF, whether it may be read."""
        ...

    def own_reminders(self) -> tuple[str, ...]:
        """Give the payment conditions for which the ledger's own credit management reminds; errors as in `Ledger`."""
        ...


class Ledger(Protocol):
    """One administration's books.

    Every method raises AuthorisationError when a person has to act, and UnavailableError when the ledger does not
    answer, answers with something else, or its allowance is used up.
    """

    def identity(self) -> LedgerIdentity:
        """Say whose books are open, as the ledger itself says it."""
        ...

    def open_items(self, today: date) -> Books:
        """Pull all that is open, whole or not at all; `today` bounds the look at bank journals."""
        ...

    def still_open(self, debtors: Collection[str]) -> Books:
        """Read again what is open of these debtors (ids) now, and themselves, for a last look before sending."""
        ...

    def documents(self, receivables: Collection[Receivable]) -> Mapping[str, tuple[Attachment, ...]]:
        """Fetch the invoices that exist as PDF, by receivable key; a missing one is left out."""
        ...
