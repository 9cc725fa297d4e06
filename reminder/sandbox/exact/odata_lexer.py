"""The words of a `$filter`, with their positions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from reminder.sandbox.exact.edm import Edm
from reminder.sandbox.exact.errors import BAD_LITERAL, bad_request

TOKEN = re.compile(
    r"""\s*(?:
      (?P<guid>guid'[^']*') | (?P<datetime>datetime'[^']*') | (?P<text>'(?:[^']|'')*')
    | (?P<long>-?\d+L) | (?P<double>-?\d+\.\d+) | (?P<int>-?\d+)
    | (?P<name>[A-Za-z_]\w*) | (?P<mark>[(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word: a literal with its type and value, a name, or a mark."""

    kind: str
    text: str
    at: int
    edm: Edm | None = None
    value: object = None


def tokens(text: str) -> Iterator[Token]:
    """Cut a filter into words; refuses what is none."""
    at, end = 0, len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None:
            raise bad_request()
        kind = str(match.lastgroup)
        yield _token(kind, match[kind], at=match.start(kind), whole=text)
        at = match.end()


def _token(kind: str, word: str, *, at: int, whole: str) -> Token:
    if kind in ("name", "mark"):
        return Token(kind=kind, text=word, at=at)
    edm = {
        "guid": Edm.GUID,
        "datetime": Edm.DATETIME,
        "text": Edm.STRING,
        "long": Edm.INT64,
        "double": Edm.DOUBLE,
        "int": Edm.INT32,
    }[kind]
    try:
        value = _value(edm, word)
    except ValueError:
        raise bad_request(BAD_LITERAL.format(edm, word, at, whole)) from None
    return Token(kind="literal", text=word, at=at, edm=edm, value=value)


def _value(edm: Edm, word: str) -> object:
    inner = word[word.find("'") + 1 : -1]
    if edm is Edm.GUID:
        return str(UUID(inner))
    if edm is Edm.DATETIME:
        return _wall_clock(inner)
    if edm is Edm.STRING:
        return inner.replace("''", "'")
    return Decimal(word.removesuffix("L"))


def _wall_clock(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is not None or not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?", text):
        raise ValueError
    return found
