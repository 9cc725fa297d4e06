"""`run-now`: one run of all or the named administrations."""

from datetime import date
from typing import Annotated

import typer

from reminder.cli.days import strict_day
from reminder.cli.options import AsJson, Several
from reminder.model.policy import Mode


def lowered(text: str) -> Mode:
    """Read the mode that a run is lowered to; sending is for the configuration alone."""
    if text == Mode.DRAFT:
        return Mode.DRAFT
    if text == Mode.SEND:
        raise typer.BadParameter('a run is never raised to sending; that is for mode = "send" in the configuration')
    raise typer.BadParameter(f"there is no mode {text}; draft is the only one to lower a run to")


DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what a run would do; nothing is changed.")]
Lower = Annotated[
    Mode | None,
    typer.Option("--mode", parser=lowered, metavar="draft", help="Make drafts where the configuration would send."),
]
AsOf = Annotated[
    date | None,
    typer.Option(parser=strict_day, metavar="DATE", help="The day to count from; for dry runs and sandboxes."),
]
Force = Annotated[bool, typer.Option("--force", help="Overrule a stop about the number of receivables or reminders.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("run-now")(run_now)


def run_now(
    context: typer.Context,
    administrations: Several = None,
    dry_run: DryRun = False,
    mode: Lower = None,
    as_of: AsOf = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Run once: pull what is open, decide, and write the reminders.

    They are put in the mailbox as drafts, or sent where `mode` says so.
    """
    from reminder.cli.journal import tell_report
    from reminder.cli.loading import settings_of
    from reminder.cli.output import print_json, progress
    from reminder.cli.signals import Signals
    from reminder.cli.summary import print_run
    from reminder.report.document import run_document
    from reminder.wiring.orders import Wish
    from reminder.wiring.records import report_path
    from reminder.wiring.runs import run_once

    settings = settings_of(context)
    wish = Wish(as_of=as_of, lowered=mode is not None, dry_run=dry_run, force=force)
    with Signals() as stopping, progress() as shown:
        run = run_once(settings, tuple(administrations or ()), wish, shown, stopping)
    if as_json:
        print_json(run_document(run))
    else:
        print_run(run)
    tell_report(report_path(settings, run), run)
    raise typer.Exit(run.exit_code)
