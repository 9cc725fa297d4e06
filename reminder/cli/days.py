"""Days as a person types them: like 2026-11-23 and in no other way."""

import re
from datetime import date

import typer

STRICT = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def strict_day(text: str | date) -> date:
    """Read a day; BadParameter when it is not exactly like 2026-11-23, or does not exist."""
    if isinstance(text, date):
        return text
    if STRICT.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise typer.BadParameter(f"{text} does not exist") from error
    raise typer.BadParameter(f"{text} is not like 2026-11-23")
