"""Counts and amounts of a run: by outcome, by tier, and by reason for what was left out."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.reminder import Attempt

Sums = Mapping[str, Decimal]
"""Amounts by currency; they are never added up across currencies."""

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLine:
    """How many receivables have an outcome, and what is open of them."""

    outcome: Outcome
    count: int
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLine:
    """A tier: how many receivables take it as their step, what is open of them, and how many mails have its tone."""

    tier: str
    count: int
    sums: Sums
    mails: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGroup:
    """Receivables that were left out for one reason."""

    reason: Reason
    decisions: tuple[Decision, ...]
    sums: Sums

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.decisions)


def by_outcome(decisions: Iterable[Decision]) -> tuple[OutcomeLine, ...]:
    """Give every outcome; together they are all that is open."""
    groups = _grouped((each.outcome, each) for each in decisions)
    return tuple(
        OutcomeLine(outcome=each, count=len(groups.get(each, ())), sums=sums_of(groups.get(each, ())))
        for each in Outcome
    )


def by_tier(decisions: Iterable[Decision], mails: Iterable[Attempt], ladder: Sequence[str]) -> tuple[TierLine, ...]:
    """Give every tier that was reached or mailed, in the order of the ladder, one that has left it last."""
    steps = _grouped((each.tier, each) for each in decisions if each.tier)
    tones = [each.tier for each in mails]
    names = dict.fromkeys([*ladder, *steps, *tones])
    lines = (
        TierLine(tier=each, count=len(steps.get(each, ())), sums=sums_of(steps.get(each, ())), mails=tones.count(each))
        for each in names
    )
    return tuple(each for each in lines if each.count or each.mails)


def left_out(decisions: Iterable[Decision]) -> tuple[ReasonGroup, ...]:
    """Give what was left out, by reason in the order of the reason codes."""
    groups = _grouped((each.reason, each) for each in decisions if each.outcome is Outcome.SKIP)
    return tuple(
        ReasonGroup(reason=each, decisions=tuple(groups[each]), sums=sums_of(groups[each]))
        for each in Reason
        if each in groups
    )


def sums_of(decisions: Iterable[Decision]) -> Sums:
    """Add up what is open, by currency."""
    return added((each.receivable.currency, each.receivable.amount) for each in decisions)


def added(amounts: Iterable[tuple[str, Decimal]]) -> Sums:
    """Add up amounts, each with its currency; in the order of the currencies' codes."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        sums[currency] += amount
    return dict(sorted(sums.items()))


def _grouped(pairs: Iterable[tuple[_Key, Decision]]) -> dict[_Key, list[Decision]]:
    groups: dict[_Key, list[Decision]] = defaultdict(list)
    for key, decision in pairs:
        groups[key].append(decision)
    return groups
