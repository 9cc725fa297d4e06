"""One measured figure beside its theoretical minimum and the figure it has to meet."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a piece of work took; `least` is what theory allows, `target` what is promised, None where nothing is.

    A target is a ceiling, or a floor for a figure of which more is better; then `least` is the most there can be.
    """

    work: str
    what: str
    value: float
    unit: str
    least: float | None = None
    target: float | None = None
    floor: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure meets its target, and theory: what is better than possible was not measured rightly."""
        low, high = (self.target, self.least) if self.floor else (self.least, self.target)
        return (low is None or low <= self.value) and (high is None or self.value <= high)

    def document(self) -> dict[str, Any]:
        """Give the figure as JSON."""
        return {**asdict(self), "met": self.met}

    def cells(self) -> tuple[str, ...]:
        """Give the figure as the cells of a table."""
        sign = "≥" if self.floor else "≤"
        target = "" if self.target is None else f"{sign} {number(self.target)}"
        least = "" if self.least is None else number(self.least)
        return (self.work, self.what, number(self.value), least, target, self.unit, "" if self.met else "NOT MET")


HEADINGS = ("work", "figure", "measured", "least", "target", "unit", "")


def number(value: float) -> str:
    """Write a number with as many digits as matter."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def table(figures: Iterable[Figure]) -> str:
    """Give figures as an aligned table."""
    rows = [HEADINGS, *(each.cells() for each in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def markdown(figures: Iterable[Figure]) -> str:
    """Give figures as a table in Markdown."""
    rows = [HEADINGS[:-1], ("---",) * (len(HEADINGS) - 1), *(each.cells()[:-1] for each in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
