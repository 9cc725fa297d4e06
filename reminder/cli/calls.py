"""`called`: what a telephone call brought."""

from datetime import date
from typing import Annotated

import typer

from reminder.cli.days import strict_day
from reminder.cli.options import One
from reminder.errors import UsageError

Invoice = Annotated[str, typer.Option("--invoice", metavar="NO", help="The invoice, by any number; all its parts.")]
Promise = Annotated[
    date | None,
    typer.Option("--promise", metavar="DATE", parser=strict_day, help="It is promised by that day; silent until then."),
]
Mail = Annotated[bool, typer.Option("--mail", help="Go on by mail.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Only a note; off the call list for 14 days.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("called")(called)


def called(
    context: typer.Context,
    invoice: Invoice,
    promise: Promise = None,
    mail: Mail = False,
    note: Note = "",
    administration: One = None,
) -> None:
    """Record what a call about an invoice brought.

    It also releases the invoice from the backlog.
    """
    from reminder.app.calls import CallWish, record_call
    from reminder.cli.loading import settings_of, the_one
    from reminder.cli.output import print_line
    from reminder.model.history import CallOutcome
    from reminder.wiring.people import open_desk

    given = {CallOutcome.PROMISE: promise is not None, CallOutcome.MAIL: mail, CallOutcome.NOTE: bool(note.strip())}
    outcomes = [outcome for outcome, wanted in given.items() if wanted]
    if len(outcomes) != 1:
        raise UsageError("what did the call bring?", hint="give exactly one of --promise DATE, --mail and --note TEXT")
    settings = settings_of(context)
    wish = CallWish(invoice=invoice, outcome=outcomes[0], promise=promise, note=note)
    with open_desk(settings, the_one(settings, administration)) as desk:
        found = record_call(desk, wish)
    print_line(f"recorded for invoice {found.invoice} of {found.debtor_name} ({found.debtor_code})")
