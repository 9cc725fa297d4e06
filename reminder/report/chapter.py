"""What the report tells of one administration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from reminder.model.decision import Decision
from reminder.model.history import Hold
from reminder.model.policy import Policy
from reminder.model.reminder import Attempt
from reminder.model.run import AdministrationRun

NO_POLICY = Policy(tiers=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The last finished run before the one that is told of."""

    as_of: date
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The run of one administration, with what is needed to show it.

    `mailbox` is the address whose drafts are linked to, empty when not known; `mails` holds the bytes of mails by
    reference, as far as they are kept; `ended` are the holds that ended by themselves since the run before.
    `open_mails` are those of earlier runs to which something may still happen, `debtors` the names of those whose
    earlier mails this run settled, by reference.
    """

    result: AdministrationRun
    company: str
    language: str = "nl"
    mailbox: str = ""
    policy: Policy = NO_POLICY
    earlier: Earlier | None = None
    mails: Mapping[str, bytes] = field(default_factory=dict)
    ended: tuple[Hold, ...] = ()
    open_mails: tuple[Attempt, ...] = ()
    debtors: Mapping[str, str] = field(default_factory=dict)
