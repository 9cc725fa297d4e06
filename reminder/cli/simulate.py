"""`simulate`: the policy over the coming weeks."""

from pathlib import Path
from typing import Annotated

import typer

from reminder.cli.options import AsJson, One

Weeks = Annotated[int, typer.Option("--weeks", metavar="N", min=1, max=104, help="How many weeks; today is the first.")]
Compare = Annotated[
    Path | None, typer.Option("--compare", metavar="FILE", help="Another configuration, whose policy is set beside it.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("simulate")(simulate)


def simulate(
    context: typer.Context,
    weeks: Weeks,
    compare: Compare = None,
    administration: One = None,
    as_json: AsJson = False,
) -> None:
    """Tell what the weekly runs to come would do.

    As if nobody paid and every mail went out on its day. It reads as a dry run does and writes nothing; its first week
    is today's dry run.
    """
    import os

    from reminder.cli.forecasts import print_comparison, print_weeks
    from reminder.cli.loading import settings_of, the_one
    from reminder.cli.output import print_json, progress
    from reminder.config.load import load
    from reminder.report.forecasts import comparison_document, forecast_document
    from reminder.wiring.forecasts import forecast

    settings = settings_of(context)
    name, other = the_one(settings, administration), load(compare, os.environ) if compare else None
    with progress() as shown:
        found = forecast(settings, name, weeks=weeks, progress=shown, other=other)
    file = compare.name if compare else ""
    if not as_json:
        print_comparison(found.weeks, found.others, file=file) if compare else print_weeks(found.weeks)
    elif compare:
        print_json(comparison_document(found.weeks, found.others, file=file))
    else:
        print_json(forecast_document(found.weeks))
