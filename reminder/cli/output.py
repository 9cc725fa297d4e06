"""Printing: tables, JSON, progress and errors; plain text wherever nobody looks at a terminal."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from reminder.errors import ReminderError
from reminder.ports.clock import Progress, Silent

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def print_line(text: str = "", *, stream: TextIO | None = None) -> None:
    """Print one line of text on stdout, at once; control characters from outside cannot reach the terminal."""
    target = stream or sys.stdout
    target.write(_CONTROL.sub(lambda found: repr(found[0])[1:-1], text) + "\n")
    target.flush()


def print_note(text: str) -> None:
    """Print one line for a person on stderr, beside the results."""
    print_line(text, stream=sys.stderr)


def print_error(error: ReminderError) -> None:
    """Print what happened and what to do, on stderr."""
    first, *rest = error.message.splitlines() or [""]
    for line in (f"error: {first}", *rest, *([f"hint: {error.hint}"] if error.hint else [])):
        print_note(line)


def print_json(document: object) -> None:
    """Print one JSON document on stdout; what JSON does not know, such as dates and amounts, becomes text."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(document, ensure_ascii=plain, indent=2, default=str) + "\n")
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """Print a table on stdout; the columns named in `right` are aligned right."""
    cells = [[_cell(each) for each in row] for row in rows]
    if sys.stdout.isatty():
        _print_rich(columns, cells, right)
    else:
        _print_plain(columns, cells, right)


def _cell(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _print_plain(columns: Sequence[str], cells: list[list[str]], right: Sequence[str]) -> None:
    widths = [max(len(row[place]) for row in (list(columns), *cells)) for place in range(len(columns))]
    for row in (columns, *cells):
        aligned = (
            text.rjust(width) if column in right else text.ljust(width)
            for text, width, column in zip(row, widths, columns, strict=True)
        )
        print_line("  ".join(aligned).rstrip())


def _print_rich(columns: Sequence[str], cells: list[list[str]], right: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        is_right = column in right
        table.add_column(Text(column), justify="right" if is_right else "left", no_wrap=is_right, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    Console(file=sys.stdout).print(table)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show on stderr how far long work has come, on a terminal only; a wait is said everywhere."""
    if sys.stderr.isatty():
        with _bar() as shown:
            yield shown
    else:
        yield Waits()


class Waits(Silent):
    """A progress that says on stderr when, and why, nothing is done for a while."""

    def wait(self, text: str) -> None:
        """Print it."""
        print_note(text)


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as RichProgress

    class Shown:
        """One line that tells the step under way."""

        def __init__(self, bar: RichProgress) -> None:
            self._bar = bar

        def step(self, text: str, *, done: int | None = None, total: int | None = None) -> None:
            """Show the step, and the count when there is one, as a new task: a task's total cannot be taken away."""
            count = f" {done or 0}/{total}" if total else ""
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._bar.add_task(_cell(text) + count, completed=done or 0, total=total)

        def wait(self, text: str) -> None:
            """Show why nothing moves."""
            self.step(text)

    words = TextColumn("{task.description}", markup=False)
    with RichProgress(SpinnerColumn(), BarColumn(), words, console=Console(stderr=True), transient=True) as bar:
        yield Shown(bar)
