"""`schedule`: the standing worker."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("schedule")(schedule)


def schedule(context: typer.Context) -> None:
    """Stay, and run at the times of the configuration.

    A run that was missed while nothing stood ready is made up for at once. SIGTERM or Ctrl-C stops it cleanly.
    """
    from reminder.cli.loading import settings_of
    from reminder.cli.signals import Signals
    from reminder.schedule import work

    with Signals() as stopping:
        raise typer.Exit(work(settings_of(context, console_level="INFO"), stopping))
