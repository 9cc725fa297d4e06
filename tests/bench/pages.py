"""The measured parts of the page on performance: tables between marks, and the plot."""

import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figures import Figure, markdown, number
from tests.bench.growth import Size
from tests.bench.plot import Panel, svg

PAGE, PLOT = Path("docs/performance.md"), Path("docs/images/performance.svg")
HEAD = ("receivables", "Exact calls", "least", "pull, s of processor", "pull, MB", "whole run, s of processor",
        "whole run, MB")  # fmt: skip
DESCRIBED = "Exact calls, seconds of processor time and megabytes for 100 to 100,000 open receivables"


def write_pages(root: Path, figures: Iterable[Figure], sizes: Sequence[Size]) -> None:
    """Put what was measured in the page, and draw the plot anew."""
    page = root / PAGE
    now = f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {_machine()}."
    parts = {"figures": f"{now}\n\n{markdown(figures)}", "growth": _growth(sizes)}
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = _between_marks(text, name, part)
    page.write_text(text, encoding="utf-8")
    (root / PLOT).write_text(plot(sizes), encoding="utf-8")


def _between_marks(text: str, name: str, part: str) -> str:
    marks = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
    return re.sub(marks, lambda found: f"{found[1]}{part}\n{found[2]}", text, flags=re.DOTALL)


def plot(sizes: Sequence[Size]) -> str:
    """Draw calls, processor time and memory over the sizes; broken lines are the least, and what is promised."""
    return svg(
        (
            Panel(title="Exact calls", low=0, high=3, measured=[(each.rows, each.calls) for each in sizes],
                  least=[(each.rows, each.least_calls) for each in sizes]),
            Panel(title="processor of a pull, s", low=-1, high=2, limit=20,
                  measured=[(each.rows, each.pull_cpu) for each in sizes]),
            Panel(title="memory of a pull, MB", low=1, high=3, limit=300,
                  measured=[(each.rows, each.pull_memory) for each in sizes]),
        ),
        described=DESCRIBED,
    )  # fmt: skip


def _growth(sizes: Sequence[Size]) -> str:
    rows = [
        (each.rows, each.calls, each.least_calls, each.pull_cpu, each.pull_memory, each.run_cpu, each.run_memory)
        for each in sizes
    ]
    cells = [HEAD, ("---:",) * len(HEAD), *(tuple(number(value) for value in row) for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(models)} × {models[0]}" if models else platform.machine()
