"""`import`: reminders sent by hand before the start."""

from pathlib import Path
from typing import Annotated

import typer

from reminder.cli.options import One
from reminder.errors import UsageError

File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with the columns invoice, tier and date.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_file)


def import_file(context: typer.Context, file: File, administration: One = None) -> None:
    """Read in reminders sent by hand before the start.

    So nobody gets a first reminder after a second. The columns are parted by ; or by commas; an invoice may be named
    by any number, a date is like 2026-11-23. Every wrong line is told at once, and then nothing is imported.
    """
    from reminder.app.imports import import_reminders
    from reminder.cli.loading import settings_of, the_one
    from reminder.cli.output import print_line, progress
    from reminder.wiring.people import open_desk_with_books

    settings = settings_of(context)
    name, content = the_one(settings, administration), _content(file)
    with progress() as shown, open_desk_with_books(settings, name, shown) as (desk, books):
        imported = import_reminders(desk, books, content)
    print_line(f"{imported.new} imported, {imported.known} known already")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", hint="name a CSV file") from error
