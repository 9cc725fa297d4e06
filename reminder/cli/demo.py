"""`demo`: a whole run against the sandbox, without any account, configuration or network."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from reminder.cli.options import AsJson
from reminder.errors import UsageError

TEXTS = "templates"
"""The folder of own texts within that of a demonstration, which they show themselves in."""

Keep = Annotated[
    Path | None, typer.Option("--keep", metavar="DIR", help="Where to put everything; a new temporary folder without.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("demo")(demo)


def demo(keep: Keep = None, as_json: AsJson = False) -> None:
    """Run once on sample books, with a local Exact and a local Gmail.

    Nothing leaves this machine. Ends with what was done and where to look at the mails.
    """
    from reminder.cli.journal import tell_report
    from reminder.cli.output import print_json, print_line, print_note, progress
    from reminder.cli.summary import print_run
    from reminder.report.document import run_document
    from reminder.wiring.orders import Wish
    from reminder.wiring.records import report_path
    from reminder.wiring.runs import run_once

    _need_sandbox()
    from reminder import log
    from reminder.cli.stage import connect, export, set_stage
    from reminder.sandbox.serve import Sandbox

    folder = _folder(keep)
    with Sandbox() as sandbox:
        settings = set_stage(folder, sandbox)
        log.set_up(log_file=settings.log_file)
        connect(settings, sandbox)
        with progress() as shown:
            run = run_once(settings, (), Wish(), shown)
        mails = export(sandbox, folder / "mails")
    if as_json:
        print_json(run_document(run))
    else:
        print_run(run)
    say = print_note if as_json else print_line
    tell_report(report_path(settings, run), run, say=say)
    say(f"{len(mails)} mails, as they stand in the mailbox, are in {folder / 'mails'} (.eml and .html)")
    say(f"The configuration, the store and the log are in {folder}")
    raise typer.Exit(run.exit_code)


def _need_sandbox() -> None:
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "the sandbox is not installed", hint="run `pip install '.[sandbox]'` where the source is"
        ) from error


def _folder(keep: Path | None) -> Path:
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="reminder-demo-"))
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{keep} cannot be used: {error.strerror}", hint="name another folder") from error
    if any(each.name != TEXTS for each in keep.iterdir()):
        raise UsageError(f"{keep} is not empty", hint=f"name a new folder; own texts may stand in its {TEXTS}")
    return keep.resolve()
