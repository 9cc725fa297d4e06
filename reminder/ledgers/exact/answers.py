"""What an answer of Exact says: its rows, its next page, or why it refuses; pure, and wary of anything unexpected."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import urlsplit

from reminder.errors import AuthorisationError, ReminderError, UnavailableError
from reminder.ledgers.exact.edm import Row, clean

NOT_EXACT = "The answer is not from Exact"
REDIRECTS = range(300, 400)
LONGEST_TEXT, SHOWN_TEXT = 10_000, 300
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_PRIVATE = re.compile(r"\S*[@=]\S*|(?<=Bearer )\S+|\S{32,}")
"""Addresses, values with their names, and words too long to be words, as tokens are."""


class Garbled(Exception):  # noqa: N818 - a fact about one answer, tried again before it becomes an error
    """An answer that broke off or is no JSON."""


class NotThere(UnavailableError):  # noqa: N818 - a fact about one answer
    """Exact does not know, or not any more, what was asked for."""


class Unfit(UnavailableError):  # noqa: N818 - a fact about one answer
    """Something that must not be fetched, or is too large to be."""


class Spared(Unfit):
    """Something that Exact refused so often that asking again would do harm."""


class Refused(UnavailableError):  # noqa: N818 - a fact about one answer
    """Exact does not accept the question as it was put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole answer; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The rows of one page, and the address of the next as Exact wrote it."""

    rows: tuple[Row, ...]
    next: str = ""


def parse_page(reply: Reply) -> Page:
    """Read `{"d": {"results": […], "__next": …}}`, `{"d": […]}` or one entity.

    Raises Garbled for broken JSON, UnavailableError for anything else than an answer of Exact.
    """
    if "json" not in reply.headers.get("content-type", "").lower():
        raise UnavailableError(NOT_EXACT, hint="something between here and Exact answers instead, such as a proxy")
    document = parse_json(reply.body)
    content = document.get("d") if isinstance(document, dict) else None
    if isinstance(content, list):
        return Page(rows=_rows(content))
    if not isinstance(content, dict):
        raise UnavailableError(NOT_EXACT)
    if "results" not in content:
        return Page(rows=(content,))
    following = content.get("__next") or ""
    if not isinstance(following, str):
        raise UnavailableError(NOT_EXACT)
    return Page(rows=_rows(content["results"]), next=following)


def parse_json(body: bytes) -> object:
    """Read JSON with decimal numbers; Garbled for NaN, infinities, doubled keys and anything malformed."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_distinct)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise Garbled("no JSON") from error


def refusal(reply: Reply, *, service: str, division: int, administration: str) -> ReminderError:
    """Turn an answer that is no data into the error that says what to do."""
    if reply.status in REDIRECTS:
        host = _host(reply.headers.get("location", ""))
        return UnavailableError(f"Exact sends {service} on to another place ({host})")
    if reply.status == HTTPStatus.FORBIDDEN:
        return _forbidden(reply, service=service, division=division, administration=administration)
    if reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return NotThere(f"Exact does not know {service} of division {division}")
    return Refused(f"Exact refuses the question to {service} ({reply.status}): {error_text(reply.body)}")


def error_text(body: bytes) -> str:
    """Give Exact's own message, without what it quotes and what may be a secret; a placeholder when there is none."""
    try:
        document = parse_json(body)
    except Garbled:
        return "no reason given"
    found = document
    for name in ("error", "message", "value"):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found.strip():
        return "no reason given"
    return _PRIVATE.sub("…", _QUOTED.sub("'…'", clean(found, LONGEST_TEXT)))[:SHOWN_TEXT]


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """Read the Date header, aware and UTC unless it says otherwise; None when there is none."""
    try:
        told = parsedate_to_datetime(headers["date"]) if "date" in headers else None
    except ValueError:
        return None
    return told.replace(tzinfo=UTC) if told and told.tzinfo is None else told


def _forbidden(reply: Reply, *, service: str, division: int, administration: str) -> AuthorisationError:
    reason = re.sub(r"[^A-Za-z ]", "", reply.headers.get("reason", ""))[:60] or error_text(reply.body)
    return AuthorisationError(
        f"Exact gives no access to {service} in division {division}: {reason}",
        hint=(
            "check the rights of the Exact user, the scopes of the app and the division, "
            f"then run `reminder auth exact -a {administration}`"
        ),
    )


def _host(location: str) -> str:
    try:
        return clean(urlsplit(location).hostname or "", 80) or "unknown"
    except ValueError:
        return "unknown"


def _rows(content: object) -> tuple[Row, ...]:
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise UnavailableError(NOT_EXACT)
    return tuple(content)


def _no_number(_: str) -> NoReturn:
    raise ValueError("not a number")


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found
