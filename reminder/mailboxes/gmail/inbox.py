"""The owner's own inbox in Gmail."""

import base64

from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.outcome import Write
from reminder.ports.mailbox import Written


class GmailInbox:
    """Puts mails into the inbox, unread, without sending anything."""

    def __init__(self, client: GmailClient) -> None:
        self._client = client

    def insert(self, mail: bytes) -> Written:
        """Put a mail in the inbox without sending anything."""
        message = {"raw": base64.urlsafe_b64encode(mail).decode(), "labelIds": ["INBOX", "UNREAD"]}
        request = self._client.users.messages().insert(userId="me", body=message)
        return self._client.write(Write.INSERT, request, units=25)
