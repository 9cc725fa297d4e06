"""What a command begins with: the settings, a log, and the administration that is meant."""

import gc
import os
from pathlib import Path

import typer

from reminder import log
from reminder.config.load import load
from reminder.config.settings import Settings
from reminder.errors import UsageError


def settings_of(context: typer.Context, *, console_level: str = "WARNING") -> Settings:
    """Load the settings of the file that the command line or the environment names, and start the log."""
    _end_of_start_up()
    settings = load(Path(context.obj), os.environ)
    log.set_up(log_file=settings.log_file, console_level=console_level)
    return settings


def _end_of_start_up() -> None:
    """Collect garbage from now on, but never look again at what start-up made: that took a fifth of a small run."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def the_one(settings: Settings, name: str | None) -> str:
    """Give the administration that is meant; UsageError when it is not known, or not named and there are several."""
    known = tuple(settings.administrations)
    listed = f"known are: {', '.join(known)}"
    if name is None and len(known) > 1:
        raise UsageError("which administration?", hint=f"add -a NAME; {listed}")
    if name is not None and name not in known:
        raise UsageError(f"there is no administration {name}", hint=listed)
    return name or known[0]
