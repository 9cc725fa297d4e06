"""`status`: whether the program does what it is there for."""

import os
from pathlib import Path

import typer

from reminder.cli.options import AsJson

UNHEALTHY = 3


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("status")(status)


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell how the program is: runs, access, and what waits.

    Asks nobody anything. Exit code 3 when a run is overdue, an access is about to die, or the store cannot be used.
    """
    from reminder.cli.output import print_json
    from reminder.cli.wellbeing import print_health
    from reminder.config.load import load
    from reminder.report.health import health_document
    from reminder.wiring.health import health

    settings = load(Path(context.obj), os.environ)  # no log is set up: that would take a tenth of the whole time
    found = health(settings)
    if as_json:
        print_json(health_document(found))
    else:
        print_health(found, settings.timezone)
    raise typer.Exit(0 if found.healthy else UNHEALTHY)
