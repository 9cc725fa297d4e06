"""What is open by age, in each currency, beside what was open in the run before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reminder.model.decision import Decision


class Bucket(StrEnum):
    """How many days overdue, by the rules' own count; credits count with their negative amounts."""

    CURRENT = "current"
    TO_30 = "1-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    BEYOND = "90+"
    UNDATED = "no-due-date"


USUAL = tuple(each for each in Bucket if each is not Bucket.UNDATED)
"""Buckets that are always shown."""

_LIMITS = ((0, Bucket.CURRENT), (30, Bucket.TO_30), (60, Bucket.TO_60), (90, Bucket.TO_90))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What is open in one bucket; `change` is the difference with the run before, None without one."""

    bucket: Bucket
    count: int
    amount: Decimal
    change: Decimal | None

    @property
    def before(self) -> Decimal | None:
        """What was open in the run before."""
        return None if self.change is None else self.amount - self.change


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """What is open in one currency; its slices add up to the run's total in that currency."""

    currency: str
    slices: tuple[Slice, ...]

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum((each.amount for each in self.slices), Decimal(0))

    @property
    def count(self) -> int:
        """How many receivables are open."""
        return sum(each.count for each in self.slices)

    @property
    def change(self) -> Decimal | None:
        """The difference with the run before, None without one."""
        changes = [each.change for each in self.slices if each.change is not None]
        return sum(changes, Decimal(0)) if changes else None


_Cells = Mapping[tuple[str, Bucket], list[Decimal]]


def ageing(decisions: Iterable[Decision], before: Iterable[Decision] | None) -> tuple[Ageing, ...]:
    """Give what is open by age, the currency with the most receivables first; `before` is the run before, if any."""
    now, then = _cells(decisions), None if before is None else _cells(before)
    counts: dict[str, int] = defaultdict(int)
    for cells in (now, then or {}):
        for (currency, _), amounts in cells.items():
            counts[currency] += len(amounts)
    ordered = sorted(counts, key=lambda currency: (-counts[currency], currency))
    return tuple(Ageing(currency=each, slices=tuple(_slices(each, now, then))) for each in ordered)


def bucket_of(days_overdue: int | None) -> Bucket:
    """Give the bucket of a number of days overdue."""
    if days_overdue is None:
        return Bucket.UNDATED
    return next((bucket for limit, bucket in _LIMITS if days_overdue <= limit), Bucket.BEYOND)


def _cells(decisions: Iterable[Decision]) -> _Cells:
    cells: dict[tuple[str, Bucket], list[Decimal]] = defaultdict(list)
    for each in decisions:
        cells[each.receivable.currency, bucket_of(each.days_overdue)].append(each.receivable.amount)
    return cells


def _slices(currency: str, now: _Cells, then: _Cells | None) -> Iterable[Slice]:
    for bucket in Bucket:
        amounts = now.get((currency, bucket), [])
        earlier = None if then is None else then.get((currency, bucket), [])
        if bucket in USUAL or amounts or earlier:
            amount = sum(amounts, Decimal(0))
            change = None if earlier is None else amount - sum(earlier, Decimal(0))
            yield Slice(bucket=bucket, count=len(amounts), amount=amount, change=change)
