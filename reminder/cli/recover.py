"""`recover`: the way back after a restored or lost store, and what to do after it."""

from typing import Annotated

import typer

from reminder.app.recover import Recovered
from reminder.cli.output import print_line

ADVICE = """
The store is accepted as it is. Mails that went out after it was last written are not known any more, so:
1. Look in the mailbox, under Sent and Drafts, for reminders since the last run that is named above.
2. Record reminders that were sent and are not known: `reminder import FILE -a NAME` (invoice, tier, date).
3. Settle each mail named above: `reminder resolve REF --sent`, `--discarded` or `--retry`.
4. If Exact Online refuses the stored access: `reminder auth exact -a NAME`.
The next run counts as a first run: it makes drafts and sends nothing, whatever the mode."""

INTACT = """
There is nothing to recover: the store is as far as its generation file says. Nothing was changed.
Only if an old copy was put back together with that file, or on a machine that had none, nothing shows it: then run
`reminder recover --force`."""

Force = Annotated[
    bool,
    typer.Option(
        "--force", help="Also when nothing seems lost: a copy was put back with its generation file, or without any."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("recover")(recover)


def recover(context: typer.Context, force: Force = False) -> None:
    """Go on after the store was restored or lost.

    Whatever is open is left to a person, and nothing is sent.
    """
    from reminder.cli.loading import settings_of
    from reminder.wiring.recovery import recover_all

    recovered = recover_all(settings_of(context), force=force)
    if recovered is None:
        print_line(INTACT.strip("\n"))
        return
    for each in recovered:
        _tell(each)
    print_line(ADVICE.strip("\n"))


def _tell(recovered: Recovered) -> None:
    last = f"its last recorded run was as of {recovered.last_run}" if recovered.last_run else "no run of it is recorded"
    mails = f"{len(recovered.open)} mails wait for you" if recovered.open else "no mail is open"
    print_line(f"{recovered.name}: {last}; {mails}")
    for mail in recovered.open:
        print_line(f"  {mail.reference}  {mail.as_of}  debtor {mail.debtor_code}  {mail.tier}  review")
