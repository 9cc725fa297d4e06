"""`init`: the start of a configuration."""

import os
from pathlib import Path
from typing import Annotated

import typer

from reminder.cli.output import print_line, print_note
from reminder.errors import UsageError

FILE_NAME = "config.toml"

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it; made when it is not there.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("init")(init)


def init(folder: Folder = Path()) -> None:
    """Write a commented config.toml.

    It loads as it is, and is never written over an existing one.
    """
    from reminder.config.example import example

    path = folder / FILE_NAME
    _write_new(path, example())
    print_line(str(path))
    print_note("Change company, ledger and mailbox in it, then run `reminder check`.")


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already", hint="name another folder, or move it away") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="name another folder") from error
