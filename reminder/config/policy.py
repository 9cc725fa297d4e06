"""The policy in the configuration: the ladder of tiers, its numbers, and what is said of single debtors."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import field_validator, model_validator

from reminder.config.kinds import Count, Days, Emails, Language, Line, Money, Table, Word, refuse
from reminder.model.policy import Action, DebtorSettings, Policy, Tier

Fault = tuple[tuple[str | int, ...], str]


class TierTable(Table):
    """One rung of the ladder; without `payment_term_days` the policy's counts."""

    name: Word
    action: Action
    template: Word | None = None
    first_from_amount: Money | None = None
    from_days_overdue: Days | None = None
    wait_days: Days = 0
    payment_term_days: Days | None = None

    @model_validator(mode="after")
    def _has_a_text_if_it_mails(self) -> Self:
        if self.action is Action.MAIL and self.template is None:
            refuse((("template",), "required for a tier that mails"))
        if self.action is Action.CALL and self.template is not None:
            refuse((("template",), "a tier that calls has none"))
        return self

    def to_model(self, *, payment_term_days: int) -> Tier:
        """Give the tier as the rules know it, with the policy's term where it has none of its own."""
        return Tier(
            name=self.name,
            action=self.action,
            template=self.template,
            first_from_amount=self.first_from_amount,
            from_days_overdue=self.from_days_overdue,
            wait_days=self.wait_days,
            payment_term_days=payment_term_days if self.payment_term_days is None else self.payment_term_days,
        )


DEFAULT_TIERS = (
    TierTable(name="friendly", action=Action.MAIL, template="friendly", first_from_amount=Decimal(0)),
    TierTable(
        name="formal", action=Action.MAIL, template="formal", first_from_amount=Decimal("1000.00"), from_days_overdue=30
    ),
    TierTable(name="call-me", action=Action.CALL, first_from_amount=Decimal("5000.01"), from_days_overdue=60),
)


class PolicyTable(Table):
    """Every number that the rules use, with the ladder; amounts in the administration's currency."""

    grace_days: Days = 14
    min_interval_days: Days = 6
    min_amount: Money = Decimal("1.00")
    payment_term_days: Days = 7
    backlog_days: Days = 90
    max_reminders_per_run: Count = 100
    max_bank_age_days: Days = 7
    bank_journals: tuple[Line, ...] = ()
    hold_marker: Line = "#geen-herinnering"
    attach_invoices: bool = True
    tiers: tuple[TierTable, ...] = DEFAULT_TIERS

    @field_validator("tiers")
    @classmethod
    def _form_a_ladder(cls, tiers: tuple[TierTable, ...]) -> tuple[TierTable, ...]:
        refuse(*_ladder_faults(tiers))
        return tiers

    def to_model(self) -> Policy:
        """Give the policy as the rules know it."""
        return Policy(
            tiers=tuple(tier.to_model(payment_term_days=self.payment_term_days) for tier in self.tiers),
            grace_days=self.grace_days,
            min_interval_days=self.min_interval_days,
            min_amount=self.min_amount,
            backlog_days=self.backlog_days,
            max_reminders_per_run=self.max_reminders_per_run,
            max_bank_age_days=self.max_bank_age_days,
        )


class DebtorTable(Table):
    """What is said of one debtor; every key is optional."""

    exclude: bool = False
    language: Language | None = None
    email: Emails = ()
    highest_tier: Word | None = None
    draft_only: bool = False

    def to_model(self) -> DebtorSettings:
        """Give it as the rules know it."""
        return DebtorSettings(
            exclude=self.exclude,
            language=self.language,
            emails=self.email,
            highest_tier=self.highest_tier,
            draft_only=self.draft_only,
        )


def _ladder_faults(tiers: tuple[TierTable, ...]) -> Iterator[Fault]:
    if not tiers:
        yield (), "at least one tier is needed"
        return
    yield from _first_faults(tiers[0])
    yield from _unreachable(tiers)
    yield from _repeated(tiers)
    yield from _not_ascending(tiers, "first_from_amount")
    yield from _not_ascending(tiers, "from_days_overdue")


def _first_faults(first: TierTable) -> Iterator[Fault]:
    if first.first_from_amount is None:
        yield (0, "first_from_amount"), "required for the first tier: every first contact starts somewhere"
    if first.from_days_overdue is not None:
        yield (0, "from_days_overdue"), "the first tier has none: nothing climbs to it"


def _unreachable(tiers: tuple[TierTable, ...]) -> Iterator[Fault]:
    for place, tier in enumerate(tiers[1:], start=1):
        if tier.first_from_amount is None and tier.from_days_overdue is None:
            yield (place,), "nothing leads to this tier: give first_from_amount, from_days_overdue or both"


def _repeated(tiers: tuple[TierTable, ...]) -> Iterator[Fault]:
    names = [tier.name for tier in tiers]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield (place, "name"), "another tier has this name already"


def _not_ascending(tiers: tuple[TierTable, ...], key: str) -> Iterator[Fault]:
    given = [(place, getattr(tier, key)) for place, tier in enumerate(tiers) if getattr(tier, key) is not None]
    for (_, before), (place, value) in pairwise(given):
        if value <= before:
            yield (place, key), "must be higher than that of the tiers before it"
