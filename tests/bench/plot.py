"""A small plot as SVG, drawn by hand: three panels on logarithmic axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from tests.bench.figures import number

WIDTH, HEIGHT, PANEL, INSET, TOP, BOTTOM = 900, 290, 300, 62, 46, 240
STYLE = (
    "text{font:12px sans-serif;fill:#333}.t{font-weight:bold}.g{stroke:#ddd}.m{stroke:#1a5fb4;stroke-width:2;fill:none}"
    ".l{stroke:#c64600;stroke-width:1.5;stroke-dasharray:5 4;fill:none}circle{fill:#1a5fb4}.w{fill:#fff}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel: what was measured by size, in tens; `limit` is drawn as a broken line, as is `least` by size."""

    title: str
    low: int
    high: int
    measured: Sequence[tuple[float, float]]
    least: Sequence[tuple[float, float]] = ()
    limit: float | None = None


def svg(panels: Sequence[Panel], *, described: str) -> str:
    """Give the panels beside each other; `low` and `high` of each are powers of ten."""
    drawn = "".join(_panel(panel, PANEL * place) for place, panel in enumerate(panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{described}">'
        f'<style>{STYLE}</style><rect class="w" width="{WIDTH}" height="{HEIGHT}"/>{drawn}</svg>\n'
    )


def _panel(panel: Panel, left: int) -> str:
    sizes = [size for size, _ in panel.measured]
    at = _Scale(left=left + INSET, first=sizes[0], last=sizes[-1], low=panel.low, high=panel.high)
    limit = [(sizes[0], panel.limit), (sizes[-1], panel.limit)] if panel.limit else panel.least
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3.5"/>' for x, y in map(at.point, panel.measured))
    return (
        f'<text class="t" x="{left + INSET}" y="24">{panel.title}</text>{_rules(at, sizes)}'
        f"{_line('l', at, limit)}{_line('m', at, panel.measured)}{dots}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    left: int
    first: float
    last: float
    low: int
    high: int

    def point(self, pair: tuple[float, float]) -> tuple[float, float]:
        size, value = pair
        across = log10(size / self.first) / log10(self.last / self.first)
        up = (log10(value) - self.low) / (self.high - self.low)
        return round(self.left + across * (PANEL - INSET - 24), 1), round(BOTTOM - up * (BOTTOM - TOP), 1)


def _rules(at: _Scale, sizes: Sequence[float]) -> str:
    rules = []
    for power in range(at.low, at.high + 1):
        y = at.point((at.first, 10.0**power))[1]
        end = at.point((at.last, 1))[0]
        rules.append(f'<path class="g" d="M{at.left} {y}H{end}"/>')
        rules.append(f'<text x="{at.left - 6}" y="{y + 4}" text-anchor="end">{number(10.0**power)}</text>')
    for size in sizes:
        x = at.point((size, 1))[0]
        rules.append(f'<text x="{x}" y="{BOTTOM + 20}" text-anchor="middle">{number(size)}</text>')
    middle = at.left + (PANEL - INSET - 24) / 2
    return "".join(rules) + f'<text x="{middle}" y="{BOTTOM + 40}" text-anchor="middle">open receivables</text>'


def _line(kind: str, at: _Scale, pairs: Sequence[tuple[float, float]]) -> str:
    points = " ".join(f"{x},{y}" for x, y in map(at.point, pairs))
    return f'<polyline class="{kind}" points="{points}"/>' if points else ""
