"""When invoices of before were paid, as far as runs can tell: after the last run that saw them open."""

from collections.abc import Iterable, Iterator, Sequence

from reminder.model.run import Run, RunState
from reminder.model.story import Entry, Paid


def paid(entries: Iterable[Entry], runs: Sequence[Run], administration: str) -> tuple[Paid, ...]:
    """Give what is not open any more, oldest first; `runs` are all runs, newest first."""
    last = {each.decision.receivable.key: each for each in entries if not each.decision.receivable.credit}
    without = {run.id: later for run, later in _with_later(runs, administration)}
    found = ((each, without.get(each.run.id)) for each in last.values())
    return tuple(
        Paid(receivable=each.decision.receivable, seen=each.run.as_of, gone=later.as_of)
        for each, later in found
        if later is not None
    )


def _with_later(runs: Sequence[Run], administration: str) -> Iterator[tuple[Run, Run | None]]:
    """Give every run with the first one after it that ended as done, and so would have seen what is open."""
    later: Run | None = None
    for run in runs:
        yield run, later
        if any(each.name == administration and each.state is RunState.DONE for each in run.administrations):
            later = run
