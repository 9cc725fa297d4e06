"""What is remembered between runs. Every method raises StoreError when the store cannot be used."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from reminder.model.history import Call, Hold, Instalment, Step
from reminder.model.reminder import Attempt, Reminder, State
from reminder.model.run import AdministrationRun, Run


class Attempts(Protocol):
    """The journal of mails: each change is one durable transaction with an event beside it."""

    def open(self) -> tuple[Attempt, ...]:
        """Give the attempts to which something may still happen, oldest first."""
        ...

    def mail(self, reference: str) -> bytes:
        """Give the frozen bytes of a mail, empty when they were wiped."""
        ...

    def claim(
        self, reminder: Reminder, mail: bytes, *, run: str, as_of: date, quiet_from: date | None = None
    ) -> Attempt | None:
        """Claim every step of a mail and freeze it, as `planned`; None when a step of it is claimed already.

        None as well when a mail of another run is known to have gone to this debtor on or after `quiet_from`.
        """
        ...

    def move(self, attempt: Attempt, to: State, change: "Change | None" = None) -> Attempt:
        """Take an attempt to another state if nobody else did meanwhile; StoreError when somebody did."""
        ...

    def steps(self) -> tuple[Step, ...]:
        """Give every step done: mails sent or gone, and those read in by hand."""
        ...

    def mailed_on(self) -> Mapping[str, date]:
        """Give the day of the last mail to each debtor, by debtor id; a draft that vanished counts."""
        ...

    def count(self, debtor_id: str, currency: str) -> int:
        """Count the mails ever claimed for a statement."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes known of an attempt with a change of state; None leaves a fact as it is."""

    draft_id: str | None = None
    message_id: str | None = None
    thread_id: str | None = None
    tried_at: datetime | None = None
    done_on: date | None = None
    known_sent: bool | None = None
    header_id: str | None = None
    detail: str | None = None
    free_claims: bool = False


class Letters(Protocol):
    """Mails that have left, and what came back on them."""

    def left_since(self, day: date) -> tuple[Attempt, ...]:
        """Give the mails known or presumed to have been sent on or after that day, oldest first."""
        ...

    def note(self, letter: "Letter") -> None:
        """Record what a thread told of a mail; what is None or empty leaves the fact as it is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a thread tells of a mail that left: its real Message-ID, and the last days that something came back."""

    reference: str
    header_id: str = ""
    replied_on: date | None = None
    bounced_on: date | None = None


class Runs(Protocol):
    """The record of runs of one administration."""

    def last_done(self) -> AdministrationRun | None:
        """Give the last run that ended as done, without its decisions; None before the first and after a recovery."""
        ...

    def last_as_of(self) -> date | None:
        """Give the as-of date of the last run recorded in any state."""
        ...

    def begin(self, run: Run) -> None:
        """Record that a run started for this administration."""
        ...

    def finish(self, run: Run, result: AdministrationRun) -> None:
        """Record how it ended, with every decision, in one transaction."""
        ...

    def weekly_reminders(self, before: date, weeks: int = 8) -> tuple[int, ...]:
        """Give the number of mails of each of the last weeks with a finished run before that day."""
        ...


class Memory(Protocol):
    """What is known of receivables and debtors of one administration beside its mails."""

    def instalments(self) -> tuple[Instalment, ...]:
        """Give every receivable that a run has seen."""
        ...

    def remember(self, seen: Iterable[Instalment]) -> None:
        """Record the receivables that this run saw."""
        ...

    def backlog(self) -> frozenset[str]:
        """Give the keys of receivables marked backlog and not released."""
        ...

    def mark_backlog(self, receivables: Collection[str]) -> None:
        """Mark receivables as backlog."""
        ...

    def calls(self) -> tuple[Call, ...]:
        """Give every call recorded, oldest first."""
        ...

    def holds(self) -> tuple[Hold, ...]:
        """Give every hold that was not released, expired ones included."""
        ...

    def add_hold(self, hold: Hold) -> None:
        """Record a hold; one of that id that is known already, released ones included, stays as it is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token with what renews it; `expires_at` and `issued_at` are aware and UTC."""

    access: str
    refresh: str
    expires_at: datetime
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRefresh:
    """A token request that was begun and not recorded as ended."""

    refresh_digest: str
    begun_at: datetime


class Tokens(Protocol):
    """The tokens of one administration and service; a new pair is durable before anybody uses it."""

    def read(self) -> Token | None:
        """Give the stored pair, or None before the first consent."""
        ...

    def pending(self) -> PendingRefresh | None:
        """Give the refresh that was begun and not ended, or None."""
        ...

    def begin(self, pending: PendingRefresh) -> None:
        """Mark, durably, that a refresh begins; writes as much as a token needs, so that a full disk shows now."""
        ...

    def save(self, token: Token) -> None:
        """Store a new pair and clear the mark, in one transaction."""
        ...

    def clear_pending(self) -> None:
        """Take the mark back: the request certainly never left."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Hold the only right to renew, over all processes of this machine; waits at most 180 s."""
        ...
