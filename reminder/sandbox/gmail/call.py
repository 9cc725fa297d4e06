"""One call of an API method: what it may do, what it asks, and what it brings."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.datastructures import QueryParams

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.accounts import Access
from reminder.sandbox.gmail.errors import GoogleError, forbidden, invalid_argument, too_large
from reminder.sandbox.gmail.mailbox import Mailbox
from reminder.sandbox.gmail.payload import Format
from reminder.sandbox.gmail.scopes import METADATA
from reminder.sandbox.gmail.world import GmailWorld

_NO_RAW = "'raw' RFC822 payload message string or uploading message via /upload/* URL required"
_BOOLEANS = {"true": True, "false": False}


class Body(StrEnum):
    """The kind of JSON that a method takes."""

    NONE = ""
    DRAFT = "Draft"
    MESSAGE = "Message"
    MODIFY = "ModifyMessageRequest"
    LABEL = "Label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of the API: where it is, who may call it, what it costs, and what does it.

    Source: Gmail's discovery document, revision 20261005. ``max_bytes`` is set where mails may be uploaded.
    """

    id: str
    verb: str
    path: str
    scopes: tuple[str, ...]
    units: int
    handle: "Handler"
    query: frozenset[str] = frozenset()
    body: Body = Body.NONE
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that a call brings, and where it asks to put it."""

    raw: bytes
    thread_id: str | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An accepted call, on its way to the method's work."""

    world: GmailWorld
    mailbox: Mailbox
    access: Access
    method: Method
    path: dict[str, str]
    query: QueryParams
    body: dict[str, Any]
    upload: bytes | None

    def mail(self, message: dict[str, Any]) -> Mail:
        """Read the mail from a Message or from the upload; a 400 without one, a 413 when it is too large."""
        if self.upload is None and not message.get("raw"):
            raise invalid_argument(_NO_RAW)
        raw = mail.decode_raw(message["raw"]) if self.upload is None else self.upload
        limit = self.method.max_bytes
        if limit is not None and len(raw) > limit:
            raise too_large(limit)
        return Mail(raw=raw, thread_id=message.get("threadId"), labels=tuple(message.get("labelIds", ())))

    def format(self, *, allowed: frozenset[Format] = frozenset(Format)) -> Format:
        """Read the wanted format; a 400 for an unknown one, a 403 for one that gmail.metadata rules out."""
        wanted = self.query.get("format", "full").lower()
        if wanted not in allowed:
            raise bad_parameter("format", wanted)
        if METADATA in self.access.scopes and wanted in (Format.FULL, Format.RAW):
            raise forbidden(f"Metadata scope doesn't allow format {wanted.upper()}")
        return Format(wanted)

    def flag(self, name: str) -> bool:
        """Read a parameter that is true or false, by default false."""
        value = self.query.get(name, "false").lower()
        if value not in _BOOLEANS:
            raise bad_parameter(name, value)
        return _BOOLEANS[value]


Handler = Callable[[Call], dict[str, Any] | None]
"""What does a method's work; None is an answer without content."""


def bad_parameter(name: str, value: str) -> GoogleError:
    """Give the 400 for a parameter's value that cannot be read."""
    return invalid_argument(f"Invalid value at '{name}', \"{value}\"")
