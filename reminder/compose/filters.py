"""What a text may do with its facts: write amounts, dates and lists as its reader does, and nothing else."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from jinja2 import Undefined, pass_context
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import BlockReference, Context

from reminder.words import formats

STEPS, COUNTED = "_steps", "_counted"
"""Names that no text can use: what counts the steps of a rendering, and the filter that counts a loop's rounds."""

MOST_STEPS = 20_000
"""Rounds of loops and calls of blocks that one rendering may take."""


@pass_context
def money(context: Context, amount: Decimal) -> str:
    """Write an amount in the mail's currency, ``€ 1.250,00``."""
    _need(amount)
    return formats.money(amount, currency=context["currency"], language=context["language"])


@pass_context
def long_date(context: Context, day: date) -> str:
    """Write a day with its month in words, ``2 november 2026``."""
    _need(day)
    return formats.long_date(day, language=context["language"])


@pass_context
def days(context: Context, count: int) -> str:
    """Write a number of days, ``21 dagen``."""
    _need(count)
    return formats.days(count, language=context["language"])


@pass_context
def listing(context: Context, parts: Iterable[str | date]) -> str:
    """Write texts or days in a row, ``a, b en c``."""
    language = context["language"]
    written = [formats.long_date(part, language=language) if isinstance(part, date) else part for part in parts]
    return formats.listing(written, language=language)


@pass_context
def counted(context: Context, rows: Iterable[object]) -> Iterator[object]:
    """Give the rows of a loop, each as one step of the rendering."""
    for row in rows:
        take_step(context)
        yield row


def take_step(context: Context) -> None:
    """Count one step of a rendering; TemplateRuntimeError when that is more than any mail needs."""
    if next(context[STEPS]) > MOST_STEPS:
        raise TemplateRuntimeError("its loops do not end")


def printable(value: object) -> object:
    """Let texts and whole numbers through; an absent or unformatted value is a fault of the template."""
    if isinstance(value, str | Undefined) or type(value) is int:
        return value
    _need(value)
    if isinstance(value, BlockReference):
        raise TemplateRuntimeError("a block needs brackets, as in `{{ self.account() }}`")
    raise TemplateRuntimeError(f"prints an unformatted {type(value).__name__}; use `| money`, `| date` or `| listing`")


def _need(value: object) -> None:
    """Refuse a value that is not there; Babel would write today's date for it."""
    if value is None:
        raise TemplateRuntimeError("prints a value that is not there; ask `{% if … %}` first")


FILTERS = {"money": money, "date": long_date, "days": days, "listing": listing}
"""The filters of the program, by the name that a text uses."""
