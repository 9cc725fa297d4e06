"""Drafts in Gmail; nothing here can send."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from reminder.errors import Half, UnavailableError, about
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.outcome import Write
from reminder.ports.mailbox import DraftRef, DraftView, MailboxIdentity, Written

_PAGE = 500
_ODD_LISTING = "Gmail lists drafts in a form that cannot be read"


class GmailDrafts:
    """The drafts of one mailbox."""

    def __init__(self, client: GmailClient) -> None:
        self._client = client

    @about(Half.MAILBOX)
    def identity(self) -> MailboxIdentity:
        """Renew access and say whose mailbox it is."""
        return self._client.identity()

    @about(Half.MAILBOX)
    def listing(self) -> tuple[DraftRef, ...]:
        """List every draft in the mailbox; a fresh one may still be missing."""
        found: list[DraftRef] = []
        seen = {""}
        page = self._page("")
        while (token := _token(page)) not in seen:
            seen.add(token)
            found += _references(page)
            page = self._page(token)
        if token:
            raise UnavailableError("Gmail gives the same page of drafts again")
        return (*found, *_references(page))

    @about(Half.MAILBOX)
    def read(self, draft_id: str) -> DraftView | None:
        """Read a draft; None when Gmail says that there is none of that id."""
        request = self._client.drafts.get(userId="me", id=draft_id, format="raw")
        answer = self._client.read(request, units=5)
        if answer is None:
            return None
        message = answer.get("message", {})
        try:
            mail = base64.b64decode(_padded(message["raw"]), altchars=b"-_", validate=True)
            return DraftView(draft_id=draft_id, message_id=message["id"], thread_id=message["threadId"], mail=mail)
        except (KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise UnavailableError("Gmail shows a draft in a form that cannot be read") from error

    @about(Half.MAILBOX)
    def create(self, mail: bytes, *, thread_id: str = "") -> Written:
        """Make one draft with one request that is never repeated."""
        message = {"raw": base64.urlsafe_b64encode(mail).decode(), **({"threadId": thread_id} if thread_id else {})}
        request = self._client.drafts.create(userId="me", body={"message": message})
        return self._client.write(Write.CREATE, request, units=10)

    @about(Half.MAILBOX)
    def delete(self, draft_id: str) -> Written:
        """Delete a draft for good; one that is gone already is REJECTED with detail `gone`."""
        request = self._client.drafts.delete(userId="me", id=draft_id)
        return self._client.write(Write.DELETE, request, units=10)

    def _page(self, token: str) -> Mapping[str, Any]:
        more = {"pageToken": token} if token else {}
        request = self._client.drafts.list(userId="me", maxResults=_PAGE, **more)
        answer = self._client.read(request, units=5)
        if answer is None:
            raise UnavailableError("Gmail does not list the drafts")
        return answer


def _references(page: Mapping[str, Any]) -> list[DraftRef]:
    try:
        return [
            DraftRef(draft_id=each["id"], message_id=each["message"]["id"], thread_id=each["message"]["threadId"])
            for each in page.get("drafts") or []
        ]
    except (KeyError, TypeError) as error:
        raise UnavailableError(_ODD_LISTING) from error


def _token(page: Mapping[str, Any]) -> str:
    token = page.get("nextPageToken") or ""
    if not isinstance(token, str):
        raise UnavailableError(_ODD_LISTING)
    return token


def _padded(raw: str) -> str:
    return raw + "=" * (-len(raw) % 4)
