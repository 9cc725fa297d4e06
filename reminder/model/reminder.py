"""A written mail, and how far an attempt to deliver one has come."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """How far a mail has come; the names are part of the public contract."""

    PLANNED = "planned"
    CREATING = "creating"
    DRAFTED = "drafted"
    SENDING = "sending"
    SENT = "sent"
    SENT_PRESUMED = "sent-presumed"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    USER_OWNED = "user-owned"
    REVIEW = "review"
    FAILED = "failed"


OPEN_STATES = (State.PLANNED, State.CREATING, State.DRAFTED, State.SENDING, State.USER_OWNED, State.REVIEW)
"""States in which something may still happen to a mail."""


RECOVERED = "recovered"
"""The detail of a mail that was open in a store which was lost or put back: only a person knows what became of it."""

NOT_DELETED = "not-deleted"
"""The detail of a mail whose draft we tried to delete without hearing that it worked."""

UNSURE = frozenset({RECOVERED, NOT_DELETED})
"""Details of mails whose draft, when it is gone, may have been deleted by the program itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in a mail; `receivable` is the key of the one whose invoice it is."""

    filename: str
    content: bytes
    media_type: str = "application/pdf"
    receivable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineImage:
    """A PNG picture that the html part shows by its content id."""

    content_id: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a mail: a listed receivable, and the tier if the step is its own."""

    receivable: str
    invoice: str | None
    amount: Decimal
    tier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One mail about one statement, written and ready: nothing of it changes any more.

    `reference` is its visible Kenmerk. `sender` and addresses are bare. `send` says that it was made to be sent.
    `fingerprint` digests what it says but for its attachments (see `fingerprint_of`), so that it can be compared with
    today's text before any file is fetched. `fault` says why it could not be written: such a one never leaves, and a
    person sees it.
    """

    reference: str
    administration: str
    debtor_id: str
    debtor_code: str
    debtor_name: str
    currency: str
    tier: str
    language: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    items: tuple[Item, ...]
    total: Decimal
    reply_to: str = ""
    bcc: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    images: tuple[InlineImage, ...] = ()
    thread_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    send: bool = False
    fingerprint: str = ""
    fault: str = ""


def fingerprint_of(reminder: Reminder) -> str:
    """Digest all that the debtor would read; equal digests mean that a waiting draft is still right."""
    facts = [reminder.to, reminder.bcc, reminder.reply_to, reminder.sender, reminder.sender_name]
    texts = [reminder.subject, reminder.text, reminder.html]
    images = [hashlib.sha256(each.content).hexdigest() for each in reminder.images]
    return hashlib.sha256(json.dumps([facts, texts, images], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What the store knows of one mail; `version` guards each change, instants are aware and UTC.

    `message_id` is the id inside the draft when we made it: another one means that a person edited it. `header_id` is
    the Message-ID that the mail really left with, `replied_on` and `bounced_on` the last day that something came back;
    all three only with read access.
    """

    reference: str
    administration: str
    run: str
    as_of: date
    state: State
    version: int
    debtor_id: str
    debtor_code: str
    debtor_name: str
    currency: str
    tier: str
    language: str
    to: tuple[str, ...]
    subject: str
    total: Decimal
    items: tuple[Item, ...]
    fingerprint: str
    send: bool
    draft_id: str = ""
    message_id: str = ""
    thread_id: str = ""
    tried_at: datetime | None = None
    done_on: date | None = None
    known_sent: bool = False
    detail: str = ""
    mailbox: str = ""
    header_id: str = ""
    replied_on: date | None = None
    bounced_on: date | None = None


def planned(reminder: Reminder, *, run: str, as_of: date, version: int = 1) -> Attempt:
    """Give the attempt that a written mail begins with; version 0 is one that the store does not know."""
    return Attempt(
        reference=reminder.reference,
        administration=reminder.administration,
        run=run,
        as_of=as_of,
        state=State.PLANNED,
        version=version,
        debtor_id=reminder.debtor_id,
        debtor_code=reminder.debtor_code,
        debtor_name=reminder.debtor_name,
        currency=reminder.currency,
        tier=reminder.tier,
        language=reminder.language,
        to=reminder.to,
        subject=reminder.subject,
        total=reminder.total,
        items=reminder.items,
        fingerprint=reminder.fingerprint,
        send=reminder.send,
        thread_id=reminder.thread_id,
        mailbox=reminder.sender,
    )
