"""`check`: the whole set-up looked at, one line for each thing."""

from collections.abc import Iterable

import typer

from reminder.cli.options import Several
from reminder.cli.output import Waits, print_line
from reminder.errors import most_severe
from reminder.model.finding import Finding


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("check")(check)


def check(context: typer.Context, administrations: Several = None) -> None:
    """Look at all that a run needs.

    One line each for configuration, templates, store, tokens, division, mailbox and clock.
    """
    from reminder.cli.loading import settings_of
    from reminder.wiring.checks import check_all
    from reminder.wiring.orders import chosen

    settings = settings_of(context)
    raise typer.Exit(print_findings(check_all(settings, chosen(settings, administrations or ()), Waits())))


def print_findings(findings: Iterable[Finding]) -> int:
    """Print each finding as it comes, with its hint below it, and give the exit code that stands for all."""
    codes = []
    for finding in findings:
        print_line(f"{finding.state:<8} {finding.subject}: {finding.text}")
        if finding.hint:
            print_line(f"{'':<8} hint: {finding.hint}")
        codes.append(finding.exit_code)
    return most_severe(codes)
