"""Stand-ins for a ledger, a clock and stored tokens that keep to what the ports promise."""

import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from reminder.errors import ReminderError
from reminder.model.books import Books, Debtor, Overview, Receivable
from reminder.model.reminder import Attachment
from reminder.ports.ledger import LedgerIdentity
from reminder.ports.store import PendingRefresh, Token

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""A Monday morning."""


@dataclass(slots=True)
class FakeClock:
    """A clock that stands still unless it is slept on or moved; `slept` lists every wait."""

    instant: datetime = START
    slept: list[float] = field(default_factory=list)
    _monotonic: float = 1_000.0

    def now(self) -> datetime:
        """Give the instant."""
        return self.instant

    def monotonic(self) -> float:
        """Give seconds that never run back."""
        return self._monotonic

    def sleep(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self.slept.append(seconds)
        self._monotonic += seconds
        self.instant += timedelta(seconds=seconds)

    def advance(self, **amount: float) -> None:
        """Let time pass without a wait; a negative amount sets the clock back."""
        self.instant += timedelta(**amount)
        self._monotonic += max(0.0, timedelta(**amount).total_seconds())


@dataclass(slots=True)
class FakeTokens:
    """Tokens in memory; `events` lists every change in order."""

    token: Token | None = None
    mark: PendingRefresh | None = None
    error: ReminderError | None = None
    """What every durable write fails with."""
    events: list[str] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def read(self) -> Token | None:
        """Give the stored pair."""
        return self.token

    def pending(self) -> PendingRefresh | None:
        """Give the refresh begun and not ended."""
        return self.mark

    def begin(self, pending: PendingRefresh) -> None:
        """Mark that a refresh begins."""
        self._write("begin")
        self.mark = pending

    def save(self, token: Token) -> None:
        """Store a pair and clear the mark."""
        self._write("save")
        self.token, self.mark = token, None

    def clear_pending(self) -> None:
        """Take the mark back."""
        self._write("clear_pending")
        self.mark = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the only right to renew."""
        with self._lock:
            self.events.append("lock")
            try:
                yield
            finally:
                self.events.append("unlock")

    def _write(self, event: str) -> None:
        if self.error:
            raise self.error
        self.events.append(event)


@dataclass(slots=True, kw_only=True)
class FakeLedger:
    """Books in memory that a test changes as people would; `calls` names every question put to it.

    `error` is raised by every method while it is set, `documents_error` by that method alone. The overview agrees with
    the receivables unless one is given.
    """

    receivables: tuple[Receivable, ...] = ()
    debtors: Mapping[str, Debtor] = field(default_factory=dict)
    division: str = "123456"
    name: str = "Acme B.V."
    currency: str = "EUR"
    skew: timedelta | None = timedelta(0)
    overview: Overview | None = None
    books_until: date | None = None
    pdfs: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)
    documents_error: ReminderError | None = None
    error: ReminderError | None = None
    calls: list[str] = field(default_factory=list)

    def identity(self) -> LedgerIdentity:
        """Say whose books these are."""
        self._called("identity")
        return LedgerIdentity(division=self.division, name=self.name, currency=self.currency, skew=self.skew)

    def open_items(self, today: date) -> Books:
        """Give everything that is open; the books reach to today unless said otherwise."""
        self._called("open_items")
        in_use = {each.debtor_id for each in self.receivables}
        return Books(
            receivables=self.receivables,
            debtors={key: debtor for key, debtor in self.debtors.items() if key in in_use},
            currency=self.currency,
            overview=self.overview or self._totals(),
            books_until=self.books_until or today,
            journals={"20": self.books_until or today},
        )

    def still_open(self, debtors: Collection[str]) -> Books:
        """Give what is open of these debtors, and themselves."""
        self._called("still_open")
        return Books(
            receivables=tuple(each for each in self.receivables if each.debtor_id in debtors),
            debtors={key: debtor for key, debtor in self.debtors.items() if key in debtors},
            currency=self.currency,
        )

    def documents(self, receivables: Collection[Receivable]) -> Mapping[str, tuple[Attachment, ...]]:
        """Give the PDFs there are."""
        self._called("documents")
        if self.documents_error:
            raise self.documents_error
        return {each.key: self.pdfs[each.key] for each in receivables if each.key in self.pdfs}

    def pay(self, invoice: str, amount: Decimal | None = None) -> None:
        """Let an invoice be paid, whole or in part."""
        self.receivables = tuple(
            replace(each, amount=each.amount - amount, base_amount=each.base_amount - amount)
            if amount and invoice in each.numbers
            else each
            for each in self.receivables
            if amount or invoice not in each.numbers
        )

    def _totals(self) -> Overview:
        total = sum((each.base_amount for each in self.receivables), Decimal(0))
        return Overview(count=len(self.receivables), total=total, currency=self.currency)

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.error:
            raise self.error
