"""`export`: tables for other programs."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reminder.cli.options import One


class Kind(StrEnum):
    """What can be exported."""

    RECEIVABLES = "receivables"
    REMINDERS = "reminders"
    CALLS = "calls"
    RUNS = "runs"


class Format(StrEnum):
    """The forms of an export."""

    CSV = "csv"
    JSON = "json"


KindArgument = Annotated[Kind, typer.Argument(help="What to export; receivables and calls are those of the last run.")]
FormatOption = Annotated[Format, typer.Option("--format", help="The form.")]
Output = Annotated[Path | None, typer.Option("--output", metavar="FILE", help="The file to write, stdout without one.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the file when it is there already.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("export")(export)


def export(
    context: typer.Context,
    kind: KindArgument,
    administration: One = None,
    form: FormatOption = Format.CSV,
    output: Output = None,
    overwrite: Overwrite = False,
) -> None:
    """Write receivables, reminders, calls or runs as a table.

    Its columns keep their names and their order.
    """
    import json

    from reminder.cli.loading import settings_of, the_one
    from reminder.report.exports import as_csv
    from reminder.report.files import put_new
    from reminder.wiring.records import opened

    settings = settings_of(context)
    name = administration if kind is Kind.RUNS and administration is None else the_one(settings, administration)
    with opened(settings) as records:
        table = records.table(kind.value, name)
    text = as_csv(table) if form is Format.CSV else json.dumps(table.rows, ensure_ascii=False, indent=2) + "\n"
    if output:
        put_new(output, text, overwrite=overwrite)
    else:
        sys.stdout.write(text)
