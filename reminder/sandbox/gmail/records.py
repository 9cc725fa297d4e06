"""What a mailbox holds and what happened to it, as frozen values; and the behaviour a test can choose."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol


class Clock(Protocol):
    """Tells the sandbox's time."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        ...


class By(StrEnum):
    """Who did it: the program through the API, a person in Gmail, or somebody outside."""

    API = "api"
    PERSON = "person"
    OUTSIDE = "outside"


class Kind(StrEnum):
    """What happened to a mail."""

    DRAFT_CREATED = "draft-created"
    DRAFT_UPDATED = "draft-updated"
    DRAFT_DELETED = "draft-deleted"
    SENT = "sent"
    INSERTED = "inserted"
    IMPORTED = "imported"
    RECEIVED = "received"
    LABELLED = "labelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail in a mailbox; an edit makes a new one with a new id."""

    id: str
    thread_id: str
    labels: tuple[str, ...]
    raw: bytes
    at: datetime
    position: int

    @property
    def email(self) -> EmailMessage:
        """The mail, parsed anew at each call."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def text(self) -> str:
        """The text/plain part, or nothing."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The text/html part, or nothing."""
        return self._part("html")

    def header(self, name: str) -> str:
        """Give a header's decoded value, or nothing."""
        return str(self.email.get(name, ""))

    def _part(self, subtype: str) -> str:
        part = self.email.get_body((subtype,))
        return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft: its id lasts, its message is replaced at each change."""

    id: str
    message: Message
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label of a mailbox, one of Gmail's own or the user's."""

    id: str
    name: str
    system: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAs:
    """An address the account may send from."""

    address: str
    display_name: str = ""
    verified: bool = True
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One accepted change, with the bytes as stored; for a deletion, the bytes that were deleted."""

    at: datetime
    kind: Kind
    by: By
    method: str
    mailbox: str
    message: Message
    draft_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Knobs:
    """Behaviour that a test changes while the sandbox runs; the defaults are the strictest known.

    ``quota_status`` is 429 or 403. ``consenting`` is the address that consents, by default the hinted or the first one.
    ``headers_survive_edits`` says whether headers of our own outlive an edit in the composer.
    ``sent_drafts_stay`` leaves a draft behind after it was sent.
    """

    rewrites_message_id: bool = True
    headers_survive_edits: bool = True
    sent_drafts_stay: bool = False
    list_lag: timedelta = timedelta(0)
    search_lag: timedelta = timedelta(0)
    units_per_minute: int = 6000
    quota_status: int = 429
    sends_per_day: int = 2000
    testing_app: bool = False
    denies_consent: bool = False
    unticked_scopes: frozenset[str] = field(default_factory=frozenset)
    consenting: str | None = None
