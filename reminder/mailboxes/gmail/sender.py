"""Sending of drafts through Gmail; made in send mode alone."""

from reminder.errors import Half, about
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.outcome import Write
from reminder.ports.mailbox import Written


class GmailSender:
    """Sends drafts by their id, which success uses up."""

    def __init__(self, client: GmailClient) -> None:
        self._client = client

    @about(Half.MAILBOX)
    def send(self, draft_id: str) -> Written:
        """Send a draft with one request that is never repeated; one that is gone is REJECTED with detail `gone`."""
        request = self._client.drafts.send(userId="me", body={"id": draft_id})
        return self._client.write(Write.SEND, request, units=100)
