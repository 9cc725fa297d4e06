"""The policy of an administration: the ladder of tiers, and the numbers that decide when a step is due."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Action(StrEnum):
    """What a tier does."""

    MAIL = "mail"
    CALL = "call"


class Mode(StrEnum):
    """Whether mails are left as drafts for a person, or sent."""

    DRAFT = "draft"
    SEND = "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One rung of the ladder.

    `first_from_amount` is the open amount, in the administration's currency, from which a first contact starts here
    (None: reached only by climbing); `from_days_overdue` the age from which a receivable climbs to it.
    """

    name: str
    action: Action
    template: str | None = None
    first_from_amount: Decimal | None = None
    from_days_overdue: int | None = None
    wait_days: int = 0
    payment_term_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every number that the rules use; amounts in the administration's currency, tiers from mild to severe."""

    tiers: tuple[Tier, ...]
    grace_days: int = 14
    min_interval_days: int = 6
    min_amount: Decimal = Decimal("1.00")
    backlog_days: int = 90
    max_reminders_per_run: int = 100
    max_bank_age_days: int = 7

    def rank(self, name: str) -> int:
        """Give the place of a tier on the ladder, 0 for the mildest; -1 for a name that is not on it any more."""
        return next((place for place, tier in enumerate(self.tiers) if tier.name == name), -1)

    def tier(self, name: str) -> Tier | None:
        """Give the tier of that name, or None when the ladder has none any more."""
        return next((tier for tier in self.tiers if tier.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorSettings:
    """What the configuration says of one debtor; an empty or None field says nothing."""

    exclude: bool = False
    language: str | None = None
    emails: tuple[str, ...] = ()
    highest_tier: str | None = None
    draft_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The creditor as its mails show it; `iban` without blanks, `country` as in `nl`."""

    name: str
    email: str
    iban: str
    account_holder: str
    phone: str = ""
    reply_to: str = ""
    bcc: tuple[str, ...] = ()
    country: str = "nl"
