"""Sending of drafts through Gmail; made in send mode alone."""

from reminder.errors import Half, about
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.outcome import Write
from reminder.ports.mailbox import Written

_UNITS = 100


class GmailSender:
    """Sends drafts by their id, which success uses up."""

    def __init__(self, client: GmailClient) -> None:
        self._client = client

    def wait_for_turn(self) -> None:
        """Wait until Gmail has room for a mail, so that what is looked at next is still fresh when it leaves."""
        self._client.make_room(units=_UNITS)

    @about(Half.MAILBOX)
    def send(self, draft_id: str) -> Written:
        """Send a draft with one request that is never repeated; one that is gone is REJECTED with detail `gone`."""
        request = self._client.drafts.send(userId="me", body={"id": draft_id})
        return self._client.write(Write.SEND, request, units=_UNITS)
