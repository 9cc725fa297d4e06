"""What the rules say: one decision for each receivable, and the mails that follow from them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reminder.model.books import Debtor, Receivable
from reminder.model.history import Hold, Step
from reminder.model.policy import Tier


class Outcome(StrEnum):
    """What is done about a receivable in this run."""

    REMIND = "remind"
    CALL = "call"
    SKIP = "skip"


class Reason(StrEnum):
    """Why; the order within an outcome is the order in which they are tried."""

    CREDIT = "credit"
    NOT_DUE = "not-due"
    GRACE = "grace"
    ON_HOLD = "on-hold"
    EXCLUDED = "excluded"
    OWN_DIVISION = "own-division"
    DIRECT_DEBIT = "direct-debit"
    BELOW_MINIMUM = "below-minimum"
    NET_POSITION = "net-position"
    CALLED = "called"
    STEP_NOT_DUE = "step-not-due"
    TERM_RUNNING = "term-running"
    UNREADABLE = "unreadable"
    UNSETTLED = "unsettled"
    DRAFT_WAITING = "draft-waiting"
    INTERVAL = "interval"
    CALL_FIRST = "call-first"
    NO_DUE_DATE = "no-due-date"
    NO_NUMBER = "no-number"
    BLOCKED = "blocked"
    DIRECT_DEBIT_FAILED = "direct-debit-failed"
    CURRENCY_MISMATCH = "currency-mismatch"
    BACKLOG = "backlog"
    CALL_BY_AMOUNT = "call-by-amount"
    CALL_BY_AGE = "call-by-age"
    END_OF_LADDER = "end-of-ladder"
    NO_ADDRESS = "no-address"
    FIRST_CONTACT = "first-contact"
    NEXT_STEP = "next-step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The one decision about a receivable in a run, with the facts that led to it.

    `tier` is its own step (None for a skip, and for a call that is not by amount or age). `days_overdue` is the rules'
    count: 0 when not past due, None without a due date. `reference` names the mail that lists it.
    """

    receivable: Receivable
    debtor: Debtor
    outcome: Outcome
    reason: Reason
    days_overdue: int | None
    tier: str | None = None
    reference: str | None = None
    starting_tier: str | None = None
    next_tier: str | None = None
    last_step: Step | None = None
    hold: Hold | None = None
    broken_promise: date | None = None
    earliest_next_step: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """A receivable that takes a step in this mail."""

    receivable: Receivable
    tier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One mail that is due, before it is written: its tone, whose step it is, and what it lists.

    `listed` holds every receivable in the mail, oldest due date first, credits last; `earlier` the steps known to have
    been sent for anything listed, oldest first. `to` are checked addresses. `stays_draft`: never to be sent by itself.
    """

    debtor: Debtor
    currency: str
    tone: Tier
    steps: tuple[DueStep, ...]
    listed: tuple[Receivable, ...]
    to: tuple[str, ...]
    language: str | None
    earlier: tuple[Step, ...] = ()
    stays_draft: bool = False

    @property
    def total(self) -> Decimal:
        """What the debtor is asked to pay."""
        return sum((each.amount for each in self.listed), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules say of one debtor: exactly one decision a receivable, at most one notice a currency."""

    decisions: tuple[Decision, ...]
    notices: tuple[Notice, ...]
