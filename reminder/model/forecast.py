"""Weeks that are still to come, as a policy would have them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reminder.model.decision import Outcome
from reminder.model.run import AdministrationRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a run on that day would do, as a dry run tells it."""

    as_of: date
    result: AdministrationRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What some weeks come to: mails and what they ask for, receivables called about and what they amount to.

    Amounts are by currency. Every mail counts; a receivable counts once, however long it stays on the call list.
    """

    mails: int = 0
    calls: int = 0
    mailed: dict[str, Decimal] = field(default_factory=dict)
    called: dict[str, Decimal] = field(default_factory=dict)


def totals_of(weeks: Iterable[Week]) -> Totals:
    """Add up weeks."""
    weeks = tuple(weeks)
    mails = [mail for week in weeks for mail in week.result.reminders]
    decisions = [each for week in weeks for each in week.result.decisions if each.outcome is Outcome.CALL]
    called = {each.receivable.key: each.receivable for each in decisions}
    return Totals(
        mails=len(mails),
        calls=len(called),
        mailed=_sums((each.currency, each.total) for each in mails),
        called=_sums((each.currency, each.amount) for each in called.values()),
    )


def difference(ours: Totals, theirs: Totals) -> Totals:
    """Give how much more the other one comes to; less is negative."""
    return Totals(
        mails=theirs.mails - ours.mails,
        calls=theirs.calls - ours.calls,
        mailed=_minus(theirs.mailed, ours.mailed),
        called=_minus(theirs.called, ours.called),
    )


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return dict(sorted(sums.items()))


def _minus(theirs: dict[str, Decimal], ours: dict[str, Decimal]) -> dict[str, Decimal]:
    return {key: theirs.get(key, Decimal(0)) - ours.get(key, Decimal(0)) for key in sorted({*theirs, *ours})}
