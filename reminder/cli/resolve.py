"""`resolve`: what a person knows of a mail whose outcome is open."""

from typing import Annotated

import typer

from reminder.cli.options import Several
from reminder.errors import UsageError

Reference = Annotated[str, typer.Argument(metavar="REF", help="The mail, by its reference (Kenmerk).")]
Sent = Annotated[bool, typer.Option("--sent", help="It was sent.")]
Discarded = Annotated[bool, typer.Option("--discarded", help="Its draft was thrown away on purpose.")]
Retry = Annotated[bool, typer.Option("--retry", help="It never came to be; the next run writes it anew.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("resolve")(resolve)


def resolve(
    context: typer.Context,
    reference: Reference,
    sent: Sent = False,
    discarded: Discarded = False,
    retry: Retry = False,
    administrations: Several = None,
) -> None:
    """Settle a mail whose outcome only a person can know."""
    from reminder.app.resolve import Answer
    from reminder.cli.loading import settings_of
    from reminder.cli.output import print_line
    from reminder.wiring.orders import chosen
    from reminder.wiring.people import resolve_mail

    given = {Answer.SENT: sent, Answer.DISCARDED: discarded, Answer.RETRY: retry}
    answers = [answer for answer, wanted in given.items() if wanted]
    if len(answers) != 1:
        raise UsageError("what became of it?", hint="give exactly one of --sent, --discarded and --retry")
    settings = settings_of(context)
    done = resolve_mail(settings, chosen(settings, administrations or ()), reference, answers[0])
    print_line(f"{done.attempt.reference}: was {done.before}, is {done.attempt.state}")
    if answers[0] is Answer.RETRY:
        print_line("the next run writes it anew if it is still due")
