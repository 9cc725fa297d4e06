"""The bars of the ageing chart: where each begins and how long it is."""

from dataclasses import dataclass
from decimal import Decimal

from reminder.report.ageing import Ageing, Slice

WIDTH = 360
ROW = 32
_LEFT = 148
_LABELS = _LEFT - 8
"""Where the names of the bars end."""
_ROOM = WIDTH - _LEFT - 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, in the units of the drawing; `before_x` and `before_width` are those of the run before, if any."""

    slice: Slice
    y: int
    x: float
    width: float
    before_x: float | None
    before_width: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All bars of one currency; `zero` is where nothing is open, `labels` where the names of the bars end."""

    bars: tuple[Bar, ...]
    labels: int
    width: int
    height: int
    zero: float


def chart(ageing: Ageing) -> Chart:
    """Lay out what is open by age; amounts below zero go to the left."""
    amounts = [each.amount for each in ageing.slices]
    amounts += [each.before for each in ageing.slices if each.before is not None]
    low, high = min(Decimal(0), *amounts), max(Decimal(0), *amounts)
    scale = _ROOM / float(high - low) if high > low else 0.0
    zero = _LEFT - float(low) * scale
    bars = tuple(_bar(each, place, zero=zero, scale=scale) for place, each in enumerate(ageing.slices))
    return Chart(bars=bars, labels=_LABELS, width=WIDTH, height=ROW * len(bars), zero=round(zero, 1))


def _bar(piece: Slice, place: int, *, zero: float, scale: float) -> Bar:
    x, width = _span(piece.amount, zero, scale)
    before_x, before_width = _span(piece.before, zero, scale) if piece.before is not None else (None, None)
    return Bar(slice=piece, y=place * ROW, x=x, width=width, before_x=before_x, before_width=before_width)


def _span(amount: Decimal, zero: float, scale: float) -> tuple[float, float]:
    length = abs(float(amount)) * scale
    return round(zero - length if amount < 0 else zero, 1), round(length, 1)
