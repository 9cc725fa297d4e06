"""What became of mails that left the mailbox: ids and days alone, never a word of a text."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from reminder.errors import Half, UnavailableError, about
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mime import REFERENCE_HEADER
from reminder.ports.mailbox import ThreadView

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_HEADERS = (
    "Message-ID", "From", "To", "Cc", "Bcc", "Subject", "Auto-Submitted", "Precedence", "X-Autoreply", "X-Autorespond",
    "X-Auto-Response-Suppress", "X-Failed-Recipients", "Content-Type", REFERENCE_HEADER,
)  # fmt: skip
_PLAIN = re.compile(r"[^\s{}()\"]+")
_FEW = 20
"""Mails that are looked at for several addresses; when more are found, each address is asked for by itself."""

_LONGEST, _AROUND = 1600, 8
"""Characters of one search as it stands in an address, and those around each mail address in it."""

_BOUNCER = re.compile(r"\b(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_DELIVERY_REPORT = re.compile(r"multipart/report\b.*delivery-status", re.IGNORECASE | re.DOTALL)
_DELAY = re.compile(r"\bdelay", re.IGNORECASE)
_NOT_ANSWERS = frozenset({"SENT", "DRAFT", "SPAM", "TRASH"})


class GmailThreads:
    """Reading of sent mail and of answers to it."""

    def __init__(self, client: GmailClient) -> None:
        self._client = client

    @about(Half.MAILBOX)
    def follow(self, thread_id: str) -> ThreadView:
        """Tell what became of a thread; an empty view when it is gone. Each day is the last one of its kind."""
        request = self._client.users.threads().get(
            userId="me", id=thread_id, format="metadata", metadataHeaders=list(_HEADERS)
        )
        answer = self._client.read(request, units=40)
        if answer is None:
            return ThreadView()
        return _view([_letter(each) for each in _listed(answer)])

    @about(Half.MAILBOX)
    def written_to(self, addresses: Collection[str], since: date) -> frozenset[str]:
        """Give those of these addresses that somebody may have mailed by hand on or after that day.

        One call in all while little was sent, else one for some thirty addresses.
        """
        odd = {each for each in addresses if not _PLAIN.fullmatch(each)}
        batches = list(_batches(set(addresses) - odd))
        found = self._mailed("", sorted(addresses), since) if len(batches) > 1 else None
        if found is None:
            each = ((some, self._mailed(_any_of(some), some, since)) for some in batches)
            found = set[str]().union(*(some if mailed is None else mailed for some, mailed in each))
        return frozenset(odd | found)

    def _mailed(self, recipients: str, addresses: list[str], since: date) -> set[str] | None:
        """Look through what a search finds for mails by hand; None when that is much."""
        query = f"in:sent after:{_start(since)} {recipients}".strip()
        request = self._client.users.messages().list(userId="me", q=query, maxResults=_FEW)
        answer = self._client.read(request, units=5) or {}
        if answer.get("nextPageToken"):
            return None
        letters = [self._letter(each["id"]) for each in _listed(answer)]
        return {each for each in addresses for letter in letters if letter and _by_hand(letter, each)}

    @about(Half.MAILBOX)
    def written_by_hand(self, to: str, number: str, since: date) -> date | None:
        """Give the last day on which somebody mailed that address about that invoice by hand, or None.

        Gmail's search index may lag; the program's own mails are told by their reference header.
        """
        words = " ".join(re.findall(r"[\w./-]+", number))
        query = f'in:sent to:{to} "{words}" after:{_start(since)}'
        request = self._client.users.messages().list(userId="me", q=query, maxResults=100)
        answer = self._client.read(request, units=5) if words else None
        letters = (self._letter(each["id"]) for each in _listed(answer or {}))
        return max((letter.day for letter in letters if letter and _by_hand(letter, to)), default=None)

    def _letter(self, message_id: str) -> "_Letter | None":
        request = self._client.users.messages().get(
            userId="me", id=message_id, format="metadata", metadataHeaders=list(_HEADERS)
        )
        answer = self._client.read(request, units=20)
        return None if answer is None else _letter(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """One message of a thread; header names in small letters."""

    id: str
    at: datetime
    labels: frozenset[str]
    headers: Mapping[str, str]

    @property
    def day(self) -> date:
        return self.at.astimezone(AMSTERDAM).date()

    @property
    def ours(self) -> bool:
        return "SENT" in self.labels

    @property
    def bounce(self) -> bool:
        reported = _DELIVERY_REPORT.search(self.headers.get("content-type", "")) is not None
        failed = "x-failed-recipients" in self.headers or reported or _BOUNCER.search(self.headers.get("from", ""))
        return self._incoming and bool(failed) and not _DELAY.search(self.headers.get("subject", ""))

    @property
    def answer(self) -> bool:
        machine = _BOUNCER.search(self.headers.get("from", "")) or self._automatic
        return self._incoming and not self.bounce and not machine

    @property
    def _incoming(self) -> bool:
        return not _NOT_ANSWERS & self.labels

    @property
    def _automatic(self) -> bool:
        said = self.headers.get("auto-submitted", "no").strip().lower() != "no"
        marked = not self.headers.keys().isdisjoint({"x-autoreply", "x-autorespond"})
        precedence = self.headers.get("precedence", "").strip().lower() in ("auto_reply", "bulk", "junk", "list")
        report = self.headers.get("content-type", "").strip().lower().startswith("multipart/report")
        return said or marked or precedence or report


def _listed(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the messages in an answer, each with its id; a list that is left out or null is empty."""
    found = answer.get("messages") or []
    if not isinstance(found, list) or not all(isinstance(each, dict) and each.get("id") for each in found):
        raise UnavailableError("Gmail lists messages in a form that cannot be read")
    return found


def _letter(message: Mapping[str, Any]) -> _Letter:
    try:
        listed = message.get("payload", {}).get("headers", [])
        return _Letter(
            id=message["id"],
            at=datetime.fromtimestamp(int(message["internalDate"]) / 1000, UTC),
            labels=frozenset(message.get("labelIds") or []),
            headers={each["name"].lower(): _text(each["value"]) for each in listed},
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise UnavailableError("Gmail shows a message in a form that cannot be read") from error


def _text(value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError("not a text")
    return value or ""


def _view(letters: list[_Letter]) -> ThreadView:
    sent = _last(letter for letter in letters if letter.ours and REFERENCE_HEADER.lower() in letter.headers)
    sent = sent or _last(letter for letter in letters if letter.ours)
    answer = _last(letter for letter in letters if letter.answer)
    bounce = _last(letter for letter in letters if letter.bounce)
    return ThreadView(
        sent_on=sent.day if sent else None,
        message_id=sent.id if sent else "",
        header_id=sent.headers.get("message-id", "") if sent else "",
        replied_on=answer.day if answer else None,
        bounced_on=bounce.day if bounce else None,
    )


def _start(day: date) -> int:
    return int(datetime.combine(day, time.min, AMSTERDAM).timestamp())


def _batches(addresses: Collection[str]) -> Iterator[list[str]]:
    """Part addresses into searches short enough for the address of a GET."""
    batch: list[str] = []
    for each in sorted(addresses):
        if sum(len(one) + _AROUND for one in (*batch, each)) > _LONGEST:
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _any_of(addresses: Iterable[str]) -> str:
    return f"{{{' '.join(f'to:{each}' for each in addresses)}}}"


def _last(letters: Iterable[_Letter]) -> _Letter | None:
    return max(letters, key=lambda letter: letter.at, default=None)


def _by_hand(letter: _Letter, to: str) -> bool:
    recipients = " ".join(letter.headers.get(name, "") for name in ("to", "cc", "bcc")).lower()
    return letter.ours and REFERENCE_HEADER.lower() not in letter.headers and to.lower() in recipients
