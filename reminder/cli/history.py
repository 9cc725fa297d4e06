"""`log`: the runs that were recorded, or one of them whole."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from reminder.cli.days import strict_day
from reminder.cli.options import AsJson, Several
from reminder.errors import UsageError
from reminder.model.decision import Outcome

RunId = Annotated[str | None, typer.Argument(metavar="RUN", help="One run, by its id or the beginning of one.")]
Debtor = Annotated[str | None, typer.Option("--debtor", metavar="CODE", help="Only decisions about this debtor.")]
Invoice = Annotated[
    str | None, typer.Option("--invoice", metavar="NO", help="Only decisions about this invoice, by any number of it.")
]
OutcomeOption = Annotated[Outcome | None, typer.Option("--outcome", help="Only decisions with this outcome.")]
Since = Annotated[
    date | None, typer.Option(parser=strict_day, metavar="DATE", help="Only runs as of this day or later.")
]
Until = Annotated[
    date | None, typer.Option(parser=strict_day, metavar="DATE", help="Only runs as of this day or earlier.")
]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the report of the run to this file.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the file when it is there already.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("log")(log)


def log(
    context: typer.Context,
    run: RunId = None,
    administrations: Several = None,
    debtor: Debtor = None,
    invoice: Invoice = None,
    outcome: OutcomeOption = None,
    since: Since = None,
    until: Until = None,
    html: Html = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Show the runs that were recorded, or one of them whole."""
    from reminder.app.lookup import Period, Wanted, check_known, every_name, narrowed, runs_with, the_run
    from reminder.cli.journal import show_list, show_run
    from reminder.cli.loading import settings_of
    from reminder.wiring.orders import chosen
    from reminder.wiring.records import opened

    _check(run, since, until, html)
    settings, wanted = settings_of(context), Wanted(debtor=debtor, invoice=invoice, outcome=outcome)
    meant = chosen(settings, administrations) if administrations else ()
    with opened(settings) as records:
        names = meant or every_name(records.history)
        check_known(records.history, names, wanted)
        if run is None:
            found = runs_with(records.history, names, wanted, Period(since=since, until=until))
            show_list(found, records.history.counts(), as_json=as_json, with_decisions=bool(wanted))
            return
        whole = the_run(records.history, run)
        if html:
            records.export_report(whole, html, overwrite=overwrite)
    show_run(narrowed(whole, names, wanted), as_json=as_json)


def _check(run: str | None, since: date | None, until: date | None, html: Path | None) -> None:
    if run is None and html:
        raise UsageError("--html takes a RUN", hint="name the run; `reminder log` lists them all")
    if run and (since or until):
        raise UsageError("one RUN has no period", hint="leave out --since and --until, or the RUN")
    if since and until and since > until:
        raise UsageError("the period ends before it begins", hint="--since is its first day, --until its last")
