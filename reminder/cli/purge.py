"""`purge`: what retention allows to go."""

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("purge")(purge)


def purge(context: typer.Context) -> None:
    """Wipe what retention allows to go.

    That is the text of mails that were settled 90 days ago, in reports too, and names and reports older than
    retention_months. The same happens after every run.
    """
    from reminder.cli.loading import settings_of
    from reminder.cli.output import print_line
    from reminder.wiring.housekeeping import purge as let_go

    for name, gone in let_go(settings_of(context)):
        print_line(f"{name}: wiped {gone.mails} mails, {gone.reminders} names in mails, {gone.decisions} decisions")
