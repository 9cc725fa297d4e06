"""A run as it is recorded and shown: one source for report, log, export and JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from reminder.errors import Half
from reminder.model.decision import Decision
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt


class RunState(StrEnum):
    """How a run of one administration ended."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Something that the owner should know of a run: a stable code and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A mail of an earlier run that changed its state in this one, and why."""

    reference: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEntry:
    """One line of the call list: a debtor, a currency and a reason."""

    debtor: str
    debtor_code: str
    phone: str
    contact: str
    invoices: tuple[str | None, ...]
    total: Decimal
    currency: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an administration's run did not end as planned; `half` is the service that it is about, if it is."""

    code: str
    message: str
    hint: str
    half: Half | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrationRun:
    """What one run did for one administration.

    `totals` is what is open by currency, signed, over `open_count` receivables. `reminders` are this run's mails in
    their last known state.
    """

    name: str
    mode: Mode
    dry_run: bool
    state: RunState
    exit_code: int
    books_until: date | None = None
    warnings: tuple[Notification, ...] = ()
    open_count: int = 0
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    reminders: tuple[Attempt, ...] = ()
    settled: tuple[Settled, ...] = ()
    error: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One start of the program over its administrations; instants are aware and UTC."""

    id: str
    as_of: date
    started: datetime
    finished: datetime | None
    exit_code: int
    administrations: tuple[AdministrationRun, ...]
