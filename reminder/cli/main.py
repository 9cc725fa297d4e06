"""The command line: its groups of commands, and the one place where errors become words and exit codes."""

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Protocol

import typer

from reminder.cli import (
    auth,
    calls,
    check,
    demo,
    explain,
    export,
    history,
    holds,
    imports,
    purge,
    recover,
    resolve,
    runs,
    schedule,
    setup,
    simulate,
    status,
)
from reminder.cli.options import ConfigFile
from reminder.cli.output import print_error, print_line
from reminder.cli.streams import ended, open_streams
from reminder.errors import ReminderError, Stopped, UsageError


class Group(Protocol):
    """A module with commands, which imports what is heavy inside them."""

    def register(self, app: typer.Typer) -> None:
        """Add its commands."""
        ...


GROUPS: tuple[Group, ...] = (
    demo,
    setup,
    auth,
    check,
    runs,
    schedule,
    explain,
    export,
    history,
    holds,
    calls,
    imports,
    purge,
    resolve,
    recover,
    simulate,
    status,
)

WIDEST = 120
"""Columns that help takes on a wide terminal, so that few lines are cut short."""

Version = Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version and end.")]


def main() -> None:
    """Run the command of the command line and end with its exit code; files that it makes are its user's alone."""
    gc.disable()  # until the command has loaded what it needs: next to nothing of that is ever garbage
    os.umask(0o077)
    out = open_streams()
    sys.exit(ended(out, run(sys.argv[1:])))


def new_app(groups: Iterable[Group]) -> typer.Typer:
    """Put the commands of the groups together."""
    app = typer.Typer(
        name="reminder",
        help="Reminders for open invoices: from Exact Online to drafts in Gmail.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"max_content_width": WIDEST},
    )
    app.callback(invoke_without_command=True)(start)
    for group in groups:
        group.register(app)
    return app


def start(context: typer.Context, config: ConfigFile = Path("config.toml"), version: Version = False) -> None:
    """Reminders for open invoices: from Exact Online to drafts in Gmail."""
    if version:
        print_line(f"reminder {_version()}")
        raise typer.Exit
    context.obj = config


def run(arguments: Sequence[str], groups: Iterable[Group] = GROUPS) -> int:
    """Run a command and give its exit code; whatever goes wrong is told on stderr."""
    try:
        return int(new_app(groups)(list(arguments), prog_name="reminder", standalone_mode=False) or 0)
    except ReminderError as error:
        print_error(error)
        return error.exit_code
    except typer.TyperException as error:
        return _wrong_usage(error)
    except Stopped as stopped:
        return stopped.exit_code
    except typer.Abort:
        return 130
    except Exception as error:  # noqa: BLE001 - the last resort of the whole program
        return _bug(error)


def _wrong_usage(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "reminder"
    message = error.format_message().replace("Value error, ", "")
    if "--help" in message:
        typer.echo(message, err=True)
    else:
        print_error(UsageError(message, hint=f"see `{command} --help`"))
    return UsageError.exit_code


def _bug(error: Exception) -> int:
    import structlog

    from reminder import log

    if log.log_path() is None:
        log.set_up(log_file=None)
    structlog.get_logger().error("bug", exc_info=error)
    where = f"the details are in {log.log_path()}" if log.log_path() else "the details are above"
    print_error(ReminderError(f"a fault in reminder itself ({type(error).__name__})", hint=where))
    return ReminderError.exit_code


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("reminder")
    except PackageNotFoundError:
        return "(not installed)"
