"""The last look at a written text: it says its facts, all of them, and no amount beside them."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from reminder.compose.context import Facts
from reminder.compose.law import TERMS, law_faults
from reminder.compose.pages import Written, captions
from reminder.words import formats

_AMOUNT = re.compile(
    r"(?<![\w.,])-?\d[\d.,\u00a0\u202f']*[.,]\d{2}(?![\w]|[.,]\d)"
    r"|(?:[€$£]|\beuro|\bEUR)\s?-?\d|\d\s?(?:€|euro\b|EUR\b)"
)
_WORD = re.compile(r"\w")
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|%\}|TODO|XXX|\bNone\b")
_UNWANTED_HTML = re.compile(
    r"<(?:script|iframe|object|embed|form|input|button|select|textarea|link|base|style)\b"
    r"|<[^>]*\s(?:src|srcset|poster|background)=(?![\"']?cid:)"
    r"|<[^>]*(?:\s(?:on\w+|http-equiv)=|url\(|\shref=(?![\"']?(?:https:|mailto:|tel:)))",
    re.IGNORECASE,
)


def faults_of(written: Written, facts: Facts, *, foreign: Collection[str] = ()) -> tuple[str, ...]:
    """Say everything that is wrong with a written text; amounts and numbers are never part of what is said.

    `foreign` holds what belongs to other administrations alone and may not be in it.
    """
    known = [*_amounts(facts), *_days(facts), *_data(facts), *TERMS.values()]
    rest = _without(f"{written.subject}\n{written.text}\n{captions(written.html)}", known)
    law = law_faults(written.text, rest, facts)
    mixed = _mixed(rest + _without(written.html, known), foreign)
    return (*mixed, *_missing(written.text, facts), *_surplus(rest), *law, *_unfit(written))


def _missing(text: str, facts: Facts) -> Iterator[str]:
    lines = facts.invoices
    needed = {
        "an open amount": [_money(line.amount, facts) for line in lines],
        "the total": [_money(facts.total, facts)],
        "an invoice number": [line.number for line in lines if line.number],
        "a due date": [_date(line.due_date, facts) for line in lines if line.due_date and not line.credit],
        "the Kenmerk (`reference`)": [facts.reference],
        "the fee": [_money(facts.fee, facts)] if facts.fee else [],
        "the interest": [_money(facts.interest, facts)] if facts.interest else [],
    }
    yield from (
        f"{what} is missing" for what, values in needed.items() if not all(_says(text, each) for each in values)
    )


def _surplus(rest: str) -> Iterator[str]:
    if _AMOUNT.search(rest):
        yield "an amount stands in it that is not among the facts"
    if _PLACEHOLDER.search(rest):
        yield "a placeholder is left"


def _unfit(written: Written) -> Iterator[str]:
    if not written.subject:
        yield "the subject is empty"
    if _UNWANTED_HTML.search(written.html):
        yield "scripts, forms, remote images and links to anything but https are not allowed"


def _mixed(rest: str, foreign: Collection[str]) -> Iterator[str]:
    bare = _bare(rest)
    if any(_bare(each) in bare for each in foreign):
        yield "the IBAN or an address of another administration stands in it"


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _amounts(facts: Facts) -> list[str]:
    whole = [line.invoice_amount for line in facts.invoices if line.invoice_amount is not None]
    charges = [each for each in (facts.fee, facts.interest) if each is not None]
    open_ = [line.amount for line in facts.invoices]
    return [_money(each, facts) for each in (*open_, *whole, *charges, facts.total)]


def _days(facts: Facts) -> list[str]:
    rows = [day for line in facts.invoices for day in (line.invoice_date, line.due_date)]
    return [_date(day, facts) for day in (*rows, *facts.reminded_on, facts.books_until) if day]


def _data(facts: Facts) -> list[str]:
    lines = facts.invoices
    own = (facts.reference, facts.salutation, facts.debtor_name, facts.company.name, facts.company.account_holder)
    ways = (facts.company.email, facts.company.phone, facts.company.iban)
    given = (text for line in lines for text in (line.number, line.payment_reference, line.pay_link) if text)
    return [each for each in (*own, *ways, *given) if each]


def _without(text: str, known: list[str]) -> str:
    for each in sorted(known, key=len, reverse=True):
        text = text.replace(each, " ")
    return text


def _says(text: str, fact: str) -> bool:
    """Whether a fact stands in a text as whole words; compiling an expression for each took a tenth of a mail."""
    parts = pairwise(text.split(fact))
    return any(not _WORD.fullmatch(before[-1:]) and not _WORD.fullmatch(after[:1]) for before, after in parts)


def _money(amount: Decimal, facts: Facts) -> str:
    return formats.money(amount, currency=facts.currency, language=facts.language)


def _date(day: date, facts: Facts) -> str:
    return formats.long_date(day, language=facts.language)
