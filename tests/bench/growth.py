"""How calls, processor time and memory grow with the number of open receivables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from reminder.sandbox.clock import SandboxClock
from tests.bench.books import ROWS_A_DEBTOR, large_book
from tests.bench.figures import Figure
from tests.bench.stage import staged

SIZES = (100, 1_000, 10_000, 100_000)
TO_REMIND = 10
"""Mails of each whole run: it is the books that grow here."""

FIXED = 4
"""Calls that a pull of any size takes: division, totals, bank journals, and the newest line of one."""

PAGE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What books of one size took: the pull alone, and a whole dry run with ten mails."""

    rows: int
    calls: int
    least_calls: int
    pull_cpu: float
    pull_memory: float
    run_cpu: float
    run_memory: float
    run_wall: float


def growth(sizes: Iterable[int] = SIZES) -> Iterator[Size]:
    """Measure books of these sizes."""
    for rows in sizes:
        yield _measured(rows)


def figures(size: Size) -> tuple[Figure, ...]:
    """Give what is promised of a pull of 100,000 receivables, asked of any size."""
    work = f"pull of {size.rows:,} open receivables of {size.rows // ROWS_A_DEBTOR:,} debtors"
    pages = size.rows / PAGE + 2 * size.rows / ROWS_A_DEBTOR / PAGE
    return (
        Figure(work=work, what="Exact calls", value=size.calls, unit="calls", least=size.least_calls,
               target=1.05 * pages + 8),
        Figure(work=work, what="memory at the peak", value=size.pull_memory, unit="MB", target=300),
        Figure(work=work, what="processor", value=size.pull_cpu, unit="s", target=20),
    )  # fmt: skip


def _measured(rows: int) -> Size:
    book = large_book(SandboxClock().today(), rows=rows, due=TO_REMIND)
    with staged(book) as stage:
        pull = stage.run(module="tests.bench.pulling")
        if pull.document["receivables"] != rows:
            raise RuntimeError(f"{pull.document} of {rows} receivables were pulled")
        whole = stage.run("run-now", "--dry-run")
        return Size(
            rows=rows,
            calls=len(pull.exact),
            least_calls=FIXED + ceil(rows / PAGE) + 2 * ceil(rows / ROWS_A_DEBTOR / PAGE),
            pull_cpu=pull.cpu,
            pull_memory=pull.memory,
            run_cpu=whole.cpu,
            run_memory=whole.memory,
            run_wall=whole.wall,
        )
