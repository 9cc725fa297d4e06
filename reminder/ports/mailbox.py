"""A mailbox that reminders are put in: drafting, sending and reading are separate, so that one can be had alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol


class Effect(StrEnum):
    """What is known of a write after it ended."""

    DONE = "done"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


PASSING = frozenset({"unreachable", "rateLimitExceeded", "dailyLimitExceeded"})
"""Details of a stop that passes by itself; after any other a person has to give access again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How one write ended: carried out, certainly not carried out, or not known.

    `detail` is the server's reason without personal data; `stop` asks to write nothing more in this run.
    """

    effect: Effect
    draft_id: str = ""
    message_id: str = ""
    thread_id: str = ""
    detail: str = ""
    stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRef:
    """A draft as a listing shows it; the message id changes with every edit."""

    draft_id: str
    message_id: str
    thread_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A draft with the whole mail in it, as the mailbox keeps it."""

    draft_id: str
    message_id: str
    thread_id: str
    mail: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxIdentity:
    """Whose mailbox it is; `skew` is the server's clock minus ours, None when the server told no time."""

    address: str
    skew: timedelta | None = None


class Aliases(Protocol):
    """Whose name an account may write in; it takes read access."""

    def addresses(self) -> tuple[str, ...]:
        """Give the account's own address and every other that it has verified; errors as in `Drafts`."""
        ...


class Drafts(Protocol):
    """Drafts of one mailbox; it has no way to send.

    Reads raise AuthorisationError or UnavailableError; writes never raise for what the server does, they say how they
    ended.
    """

    def identity(self) -> MailboxIdentity:
        """Renew access and say whose mailbox it is."""
        ...

    def listing(self) -> tuple[DraftRef, ...]:
        """List every draft in the mailbox; a fresh one may still be missing."""
        ...

    def read(self, draft_id: str) -> DraftView | None:
        """Read a draft; None when the mailbox says that there is none of that id."""
        ...

    def create(self, mail: bytes, *, thread_id: str = "") -> Written:
        """Make one draft with one request that is never repeated."""
        ...

    def delete(self, draft_id: str) -> Written:
        """Delete a draft for good; one that is gone already is REJECTED with detail `gone`."""
        ...


class Sender(Protocol):
    """Sends drafts; built in send mode only."""

    def wait_for_turn(self) -> None:
        """Wait until a mail may go at once."""
        ...

    def send(self, draft_id: str) -> Written:
        """Send a draft with one request that is never repeated; one that is gone is REJECTED with detail `gone`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """What became of a mail in its thread; ids and days only, no text.

    `sent_on` is the day (Europe/Amsterdam) a mail of ours left, `header_id` its real Message-ID; `replied_on` the day
    a person answered, `bounced_on` the day a delivery failure came back.
    """

    sent_on: date | None = None
    message_id: str = ""
    header_id: str = ""
    replied_on: date | None = None
    bounced_on: date | None = None


class Threads(Protocol):
    """Reading of sent mail and answers; only with read access."""

    def follow(self, thread_id: str) -> ThreadView:
        """Tell what became of a thread; an empty view when it is gone."""
        ...

    def written_to(self, addresses: Collection[str], since: date) -> frozenset[str]:
        """Give those of these addresses that somebody may have mailed by hand on or after that day."""
        ...

    def written_by_hand(self, to: str, number: str, since: date) -> date | None:
        """Give the last day on which somebody mailed that address about that invoice by hand, or None."""
        ...


class Inbox(Protocol):
    """The owner's own inbox."""

    def insert(self, mail: bytes) -> Written:
        """Put a mail in the inbox without sending anything."""
        ...
