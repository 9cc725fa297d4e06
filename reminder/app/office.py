"""Everything that a run needs of one administration, put together once."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime

from reminder.compose.writing import Composer
from reminder.model.charges import Charges
from reminder.model.policy import Company, DebtorSettings, Mode, Policy
from reminder.ports.clock import Clock, Progress
from reminder.ports.ledger import Ledger
from reminder.ports.mailbox import Drafts, Sender, Threads
from reminder.ports.stopping import NeverStopped, Stopping
from reminder.ports.store import Attempts, Letters, Memory, Runs

NO_SETTINGS = DebtorSettings()
NO_CHARGES = Charges()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the configuration says that ledger and mailbox must be; an empty name expects nothing."""

    division: str
    division_name: str
    mailbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One administration at work: its books, its mailbox, its memory and its rules.

    `sender` is None unless the configuration asks to send, `threads` None without read access. `payment_link` is the
    pattern of a web address, empty for none; `language` that of the owner. `same_books` names the other administrations
    that are configured to read the same books.
    """

    name: str
    mode: Mode
    policy: Policy
    company: Company
    expected: Expected
    ledger: Ledger
    drafts: Drafts
    attempts: Attempts
    letters: Letters
    runs: Runs
    memory: Memory
    composer: Composer
    clock: Clock
    progress: Progress
    lock: Callable[[], AbstractContextManager[None]]
    stopping: Stopping = field(default_factory=NeverStopped)
    sender: Sender | None = None
    threads: Threads | None = None
    language: str = "nl"
    attach_invoices: bool = True
    closed_days: tuple[date, ...] = ()
    charges: Charges = NO_CHARGES
    payment_link: str = ""
    epc_qr: bool = False
    same_books: tuple[str, ...] = ()
    debtors: Mapping[str, DebtorSettings] = field(default_factory=dict)

    def settings(self, debtor_code: str) -> DebtorSettings:
        """Give what the configuration says of a debtor."""
        return self.debtors.get(debtor_code, NO_SETTINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a run was asked to do; `as_of` is frozen for the whole run, `mode` is the most that it may do."""

    run: str
    started: datetime
    as_of: date
    mode: Mode
    dry_run: bool = False
    force: bool = False
