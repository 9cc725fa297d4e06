"""What happened before: steps done, calls, holds, and what stands in a debtor's way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One tier reached by one receivable; `day` is its mail's day, `sent` whether it is known to have been sent.

    `tone` is the tier whose text that mail has, which may be higher; empty when that is not known.
    """

    receivable: str
    tier: str
    day: date
    sent: bool
    reference: str = ""
    tone: str = ""


class HoldReason(StrEnum):
    """Why somebody is left alone."""

    DISPUTE = "dispute"
    PROMISE = "promise"
    PLAN = "plan"
    MANUAL = "manual"
    WRITTEN_OFF = "written-off"
    REPLY = "reply"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A debtor, or one invoice of it, that is left alone up to and including `until` (None: until released).

    `addresses` are those that a mail came back from: they are not written to until the hold is released.
    """

    id: str
    reason: HoldReason
    created: date
    debtor_code: str = ""
    invoice_key: str = ""
    invoice: str = ""
    until: date | None = None
    note: str = ""
    source: str = "person"
    addresses: tuple[str, ...] = ()

    def active(self, today: date) -> bool:
        """Whether it still holds on that day."""
        return self.until is None or today <= self.until


class CallOutcome(StrEnum):
    """What a telephone call brought."""

    NOTE = "note"
    PROMISE = "promise"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call about one receivable that a person recorded; `until` is the promised day."""

    receivable: str
    day: date
    outcome: CallOutcome
    until: date | None = None
    note: str = ""


class Block(StrEnum):
    """What keeps a statement's next mail back."""

    UNSETTLED = "unsettled"
    DRAFT_WAITING = "draft-waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """A mail of before that is not settled, or waits as a draft; it stands for its statement until it is."""

    block: Block
    reference: str
    receivables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorHistory:
    """All that the rules may know of one debtor's past, as settling will leave it.

    `last_mail` is the day of the last mail, of ours or one written by hand. `blockers` are by currency. `backlog` holds
    keys of receivables that a person has to release, `bounced` addresses that are known not to work.
    """

    steps: tuple[Step, ...] = ()
    calls: tuple[Call, ...] = ()
    holds: tuple[Hold, ...] = ()
    last_mail: date | None = None
    blockers: Mapping[str, Blocker] = field(default_factory=dict)
    backlog: frozenset[str] = frozenset()
    bounced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One receivable as an earlier run knew it; `last_seen` is that run's as-of date."""

    invoice_key: str
    instalment: str
    due_date: date | None
    last_seen: date
