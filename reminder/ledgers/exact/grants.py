"""What the token endpoint answers: a pair of tokens, or one of the known refusals; pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

from reminder.ledgers.exact.answers import Garbled, parse_json
from reminder.ports.store import Token

LONGEST_LIFE = 86_400


class Denial(StrEnum):
    """Why there is no new pair."""

    TOO_EARLY = "too early"
    USED = "the refresh token was used before"
    EXPIRED = "the refresh token was not used for 30 days"
    BROKEN = "the connection was broken off"
    CLIENT = "Exact does not accept the client or the request"
    BUSY = "Exact does not answer the request for a token"


KNOWN = (
    (r"not expired|TooEarlyToRefreshTokens", Denial.TOO_EARLY),
    (r"old refresh token used", Denial.USED),
    (r"refresh token expired", Denial.EXPIRED),
    (r"chainid|invalid_grant", Denial.BROKEN),
)
"""Texts to decide on: reports of the status differ over time. Source: Exact Online, errors of the token endpoint."""


class Denied(Exception):  # noqa: N818 - a fact about one answer
    """The endpoint gave no pair; BUSY alone leaves open whether the stored one is still good."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(denial.value)
        self.denial = denial


class BadField(Exception):  # noqa: N818 - a fact about one answer
    """A pair came, but a field of it is missing or makes no sense; holds the field's name alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A new pair; `life` is how long the access token lives from its making."""

    access: str
    refresh: str
    life: timedelta

    def token(self, *, asked: datetime, answered: datetime) -> Token:
        """Give the pair as it is stored: its life counted from before the request, its age from the answer."""
        return Token(access=self.access, refresh=self.refresh, expires_at=asked + self.life, issued_at=answered)


def parse_grant(status: int, body: bytes, *, reason: str = "") -> Grant:
    """Read an answer of the token endpoint; raises Denied, BadField, or Garbled when a 200 holds no JSON object."""
    if status != HTTPStatus.OK:
        raise Denied(_denial(status, body, reason))
    document = parse_json(body)
    if not isinstance(document, dict):
        raise Garbled("no object")
    return Grant(
        access=_filled(document, "access_token"),
        refresh=_filled(document, "refresh_token"),
        life=timedelta(seconds=_seconds(document.get("expires_in"))),
    )


def _denial(status: int, body: bytes, reason: str) -> Denial:
    said = f"{_said(body)} {reason}"
    known = next((denial for pattern, denial in KNOWN if re.search(pattern, said, re.IGNORECASE)), None)
    return known or (Denial.CLIENT if status in (400, 401, 403) else Denial.BUSY)


def _said(body: bytes) -> str:
    try:
        document = parse_json(body)
    except Garbled:
        return ""
    return f"{document.get('error')} {document.get('error_description')}" if isinstance(document, dict) else ""


def _filled(document: dict[str, object], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not re.fullmatch(r"[\x21-\x7e]+", value):
        raise BadField(name)
    return value


def _seconds(value: object) -> int:
    match = re.fullmatch(r"(\d{1,6})(\.0*)?", str(value))
    if isinstance(value, bool) or not match or not 0 < int(match[1]) <= LONGEST_LIFE:
        raise BadField("expires_in")
    return int(match[1])
