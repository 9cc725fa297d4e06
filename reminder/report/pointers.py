"""What an owner should look at though no rule asks for it: large debts in small pieces, and claims that grow old."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reminder.model.books import Debtor
from reminder.model.decision import Decision, Reason
from reminder.model.policy import Action, Policy
from reminder.rules.calls import call_groups

LEFT_ALONE = frozenset({Reason.ON_HOLD, Reason.EXCLUDED, Reason.OWN_DIVISION, Reason.DIRECT_DEBIT})
"""Reasons that say that somebody knows about it already, or nothing is to be collected."""

OLD_YEARS = 4
"""Years past the due date from which a claim is said to grow old; it prescribes after five.

Source: art. 3:307 BW.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeTogether:
    """A debtor whose overdue receivables are large together, though none is alone."""

    debtor: Debtor
    count: int
    total: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCall:
    """A line of the call list with what is behind it; `weight` is amount times days, `days` those of the oldest."""

    decisions: tuple[Decision, ...]
    days: int | None
    weight: Decimal


def large_together(decisions: Iterable[Decision], policy: Policy) -> tuple[LargeTogether, ...]:
    """Give the debtors from the largest on; amounts are in the administration's currency."""
    threshold = _first_call_amount(policy)
    if threshold is None:
        return ()
    rows = tuple(decisions)
    groups: dict[str, list[Decision]] = defaultdict(list)
    for each in rows:
        if _counts(each):
            groups[each.debtor.id].append(each)
    currency = _own_currency(rows)
    found = (_large(group, threshold, currency) for group in groups.values())
    return tuple(sorted((each for each in found if each), key=lambda each: -each.total))


def growing_old(decisions: Iterable[Decision], as_of: date) -> tuple[Decision, ...]:
    """Give what is owed and fell due four years ago or earlier, the oldest first."""
    dated = [(each.receivable.due_date, each) for each in decisions if not each.receivable.credit]
    old = [(due, each) for due, each in dated if due is not None and _years_after(due, OLD_YEARS) <= as_of]
    return tuple(each for _, each in sorted(old, key=lambda pair: pair[0]))


def to_call(decisions: Iterable[Decision]) -> tuple[ToCall, ...]:
    """Give the lines of the call list, the largest amount times age first."""
    return tuple(sorted(map(_to_call, call_groups(decisions)), key=lambda each: -each.weight))


def _first_call_amount(policy: Policy) -> Decimal | None:
    amounts = (each.first_from_amount for each in policy.tiers if each.action is Action.CALL)
    return next((each for each in amounts if each is not None), None)


def _counts(decision: Decision) -> bool:
    overdue = bool(decision.days_overdue) and not decision.receivable.credit
    return overdue and decision.reason not in LEFT_ALONE


def _large(group: list[Decision], threshold: Decimal, currency: str) -> LargeTogether | None:
    amounts = [each.receivable.base_amount for each in group]
    total = sum(amounts, Decimal(0))
    if total < threshold or max(amounts) >= threshold:
        return None
    return LargeTogether(debtor=group[0].debtor, count=len(group), total=total, currency=currency)


def _own_currency(decisions: Iterable[Decision]) -> str:
    rows = (each.receivable for each in decisions)
    return next((each.currency for each in rows if each.amount == each.base_amount), "EUR")


def _to_call(group: tuple[Decision, ...]) -> ToCall:
    known = [each.days_overdue for each in group if each.days_overdue is not None]
    weight = sum((each.receivable.base_amount * (each.days_overdue or 0) for each in group), Decimal(0))
    return ToCall(decisions=group, days=max(known, default=None), weight=weight)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
