"""Options that several commands share; light, so that help answers at once."""

from pathlib import Path
from typing import Annotated

import typer

One = Annotated[
    str | None,
    typer.Option("--administration", "-a", metavar="NAME", help="The administration; needed when there are several."),
]
"""One administration, by name."""

Several = Annotated[
    list[str] | None,
    typer.Option("--administration", "-a", metavar="NAME", help="Only this administration; may be repeated."),
]
"""Any number of administrations, by name; none means all."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")]

ConfigFile = Annotated[
    Path,
    typer.Option("--config", envvar="REMINDER_CONFIG", metavar="FILE", help="The configuration file."),
]
"""The configuration; a command finds it as the object of its context."""
