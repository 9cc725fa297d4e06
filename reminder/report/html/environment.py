"""The templates of the page, and how they write names, amounts and words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from reminder.mime import clean_text
from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.policy import Mode
from reminder.model.reminder import State
from reminder.words import formats, labels
from reminder.words.page import known, pattern
from reminder.words.sentences import sentence

FOLDER = Path(__file__).parent
LONGEST = 1000
SHORT = 20
"""Signs of a number that fit on a line of any column."""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Give the templates; everything that they print is escaped, and what is not there is a fault."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= FILTERS
    made.globals = {"say": say}
    return made


@pass_context
def say(context: Context, key: str, **facts: object) -> Markup:
    """Say a phrase of the page in its language, with facts that are escaped."""
    return filled(key, context["language"], **facts)


def filled(key: str, language: str, /, **facts: object) -> Markup:
    """Give a phrase as html, with facts that are escaped unless they are html already."""
    return escape(pattern(key, language)).format(**facts)


def name(text: str) -> Markup:
    """Write what comes from outside on one line, and apart from its surroundings whichever way it runs."""
    return Markup("<bdi>{}</bdi>").format(plain(text))


def plain(text: str) -> str:
    """Write what comes from outside as text on one line, without marks that turn text around."""
    return clean_text(text, limit=LONGEST)


@pass_context
def numbers(context: Context, invoices: Iterable[str | None]) -> Markup:
    """Write the numbers of invoices in a row, each once."""
    none = escape(pattern("no_number", context["language"]))
    return Markup(", ").join(dict.fromkeys(_number(each) if each else none for each in invoices))


def _number(invoice: str) -> Markup:
    """Write a number; a short one is never parted over two lines."""
    return Markup('<bdi class="{}">{}</bdi>').format("short" if len(invoice) <= SHORT else "long", plain(invoice))


def dial(number: str) -> str:
    """Give the digits of a telephone number, for a link."""
    return "".join(each for each in number if each in "+0123456789")


@pass_context
def money(context: Context, amount: Decimal, currency: str) -> str:
    """Write an amount."""
    return formats.money(amount, currency=currency, language=context["language"])


@pass_context
def change(context: Context, amount: Decimal, currency: str) -> str:
    """Write a difference with its sign, a plus where a minus would stand."""
    return money(context, -amount, currency).replace("-", "+") if amount > 0 else money(context, amount, currency)


@pass_context
def sums(context: Context, amounts: Mapping[str, Decimal]) -> str:
    """Write amounts in several currencies in a row."""
    return money_of(amounts, context["language"])


@pass_context
def stacked(context: Context, amounts: Mapping[str, Decimal]) -> Markup:
    """Write amounts in several currencies, one below the other."""
    return Markup("<br>").join(_each_money(amounts, context["language"])) or Markup("–")


def money_of(amounts: Mapping[str, Decimal], language: str) -> str:
    """Write amounts in several currencies, ``€ 1.250,00 + US$ 300,00``; a dash for none."""
    return " + ".join(_each_money(amounts, language)) or "–"


def _each_money(amounts: Mapping[str, Decimal], language: str) -> list[str]:
    ordered = sorted(amounts.items())
    return [formats.money(amount, currency=currency, language=language) for currency, amount in ordered]


@pass_context
def day(context: Context, value: date) -> str:
    """Write a day with its month in words."""
    return formats.long_date(value, language=context["language"])


@pass_context
def tier(context: Context, value: str) -> str:
    """Name a tier."""
    return labels.tier_label(value, context["language"])


@pass_context
def state(context: Context, value: str) -> str:
    """Name how far a mail has come."""
    return labels.state_label(State(value), context["language"])


@pass_context
def reason(context: Context, value: str) -> str:
    """Name a reason of a decision."""
    return labels.reason_label(Reason(value), context["language"])


@pass_context
def settled_why(context: Context, value: str) -> str:
    """Say why an earlier mail changed its state: a reason of a decision, or one of settling."""
    if value in list(Reason):
        return labels.reason_label(Reason(value), context["language"])
    key = f"settled.{value}"
    return pattern(key, context["language"]) if known(key, context["language"]) else plain(value)


@pass_context
def outcome(context: Context, value: Outcome) -> str:
    """Name an outcome."""
    return labels.outcome_label(value, context["language"])


@pass_context
def mode(context: Context, value: str) -> str:
    """Name what a run does with its mails."""
    return labels.mode_label(Mode(value), context["language"])


@pass_context
def said(context: Context, decision: Decision) -> str:
    """Say a decision with its facts."""
    return plain(sentence(decision, context["language"]))


FILTERS = {
    "name": name,
    "plain": plain,
    "numbers": numbers,
    "dial": dial,
    "money": money,
    "change": change,
    "sums": sums,
    "stacked": stacked,
    "day": day,
    "tier": tier,
    "state": state,
    "reason": reason,
    "settled_why": settled_why,
    "outcome": outcome,
    "mode": mode,
    "said": said,
}
"""The filters of the page, by name."""
