"""`hold add`, `hold list` and `hold release`: who is left alone, why, and until when."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from reminder.cli.days import strict_day
from reminder.cli.options import AsJson, One, Several
from reminder.errors import UsageError
from reminder.model.history import Hold, HoldReason


class PersonsReason(StrEnum):
    """The reasons that a person gives; a reply and a bounce are found by a run."""

    DISPUTE = "dispute"
    PROMISE = "promise"
    PLAN = "plan"
    MANUAL = "manual"
    WRITTEN_OFF = "written-off"


DebtorCode = Annotated[str | None, typer.Option("--debtor", metavar="CODE", help="The debtor, by its code.")]
Invoice = Annotated[str | None, typer.Option("--invoice", metavar="NO", help="The invoice, by any number of it.")]
Until = Annotated[
    date | None,
    typer.Option("--until", metavar="DATE", parser=strict_day, help="The last day; without one until it is released."),
]
Why = Annotated[PersonsReason, typer.Option("--reason", help="Why.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="What a colleague should know.")]
HoldId = Annotated[str, typer.Argument(metavar="ID", help="As `hold list` shows it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    holds = typer.Typer(help="Leave a debtor or an invoice alone.", no_args_is_help=True, rich_markup_mode=None)
    holds.command("add")(add)
    holds.command("list")(show)
    holds.command("release")(release)
    app.add_typer(holds, name="hold")


def add(
    context: typer.Context,
    reason: Why,
    debtor: DebtorCode = None,
    invoice: Invoice = None,
    until: Until = None,
    note: Note = "",
    administration: One = None,
) -> None:
    """Leave a debtor, or one invoice, alone up to and including a day."""
    from reminder.app.holds import HoldWish, add_hold
    from reminder.cli.loading import settings_of, the_one
    from reminder.cli.output import print_line
    from reminder.wiring.clock import SystemClock
    from reminder.wiring.people import open_desk

    if bool(debtor) == bool(invoice):
        raise UsageError("hold whom?", hint="name either --debtor CODE or --invoice NO")
    settings = settings_of(context)
    wish = HoldWish(reason=HoldReason(reason.value), debtor=debtor or "", invoice=invoice or "", until=until, note=note)
    with open_desk(settings, the_one(settings, administration)) as desk:
        hold = add_hold(desk, wish, SystemClock().now())
    what = f"invoice {hold.invoice}" if hold.invoice_key else f"debtor {hold.debtor_code}"
    until_when = f"up to and including {hold.until}" if hold.until else "until it is released"
    print_line(f"{hold.id}: {what} is left alone {until_when}")


def show(context: typer.Context, administrations: Several = None, as_json: AsJson = False) -> None:
    """List every hold that was not released."""
    from reminder.cli.loading import settings_of
    from reminder.cli.output import print_json
    from reminder.report.stories import hold_document
    from reminder.wiring.orders import chosen
    from reminder.wiring.people import open_desks

    settings = settings_of(context)
    with open_desks(settings, chosen(settings, administrations or ())) as desks:
        found = [(desk, hold) for desk in desks for hold in desk.notes.holds()]
    if as_json:
        print_json([hold_document(hold, administration=desk.name) for desk, hold in found])
    else:
        _print_holds([(desk.name, hold, hold.active(desk.today)) for desk, hold in found])


def release(context: typer.Context, hold: HoldId, administrations: Several = None) -> None:
    """Take a hold back.

    The debtor or invoice is looked at again in the next run.
    """
    from reminder.app.holds import release_hold
    from reminder.cli.loading import settings_of
    from reminder.cli.output import print_line
    from reminder.wiring.orders import chosen
    from reminder.wiring.people import open_desks

    settings = settings_of(context)
    with open_desks(settings, chosen(settings, administrations or ())) as desks:
        name = release_hold(desks, hold)
    print_line(f"{hold.strip().upper()} of {name} is released")


def _print_holds(holds: Iterable[tuple[str, Hold, bool]]) -> None:
    from reminder.cli.output import print_line, print_table

    columns = ("Id", "Administration", "Debtor", "Invoice", "Until", "Reason", "Note")
    rows = [
        (
            hold.id,
            name,
            hold.debtor_code,
            hold.invoice,
            f"{hold.until or 'until released'}{'' if active else ' (expired)'}",
            hold.reason.value,
            hold.note,
        )
        for name, hold, active in holds
    ]
    if rows:
        print_table(columns, rows)
    else:
        print_line("nobody is on hold")
