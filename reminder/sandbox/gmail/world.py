"""The Gmail world: accounts and mailboxes as they truly are, whatever a program was told."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from reminder.sandbox.gmail import composer, incoming, mail
from reminder.sandbox.gmail.accounts import Accounts
from reminder.sandbox.gmail.client_files import SERVICE_ACCOUNT, desktop_client, service_account_key
from reminder.sandbox.gmail.identifiers import Identifiers
from reminder.sandbox.gmail.mailbox import Mailbox
from reminder.sandbox.gmail.quota import UnitQuota
from reminder.sandbox.gmail.records import By, Clock, Draft, Event, Knobs, Message
from reminder.sandbox.gmail.scopes import full_names

ADDRESS = "administratie@acme.example"


class GmailWorld:
    """Mailboxes, the history of every accepted change, and what a person can do in Gmail.

    ``watchers`` are called with each event before the call that made it is answered. ``lock`` guards everything: the
    server holds it during a call.
    """

    def __init__(self, clock: Clock, addresses: tuple[str, ...] = (ADDRESS,)) -> None:
        self.clock = clock
        self.knobs = Knobs()
        self.lock = threading.RLock()
        self.watchers: list[Callable[[Event], None]] = []
        self._ids = Identifiers()
        self.accounts = Accounts(clock, knobs=self.knobs, ids=self._ids)
        self.mailboxes: dict[str, Mailbox] = {}
        self._units: dict[str, UnitQuota] = {}
        self._history: list[Event] = []
        for address in addresses:
            self.add_mailbox(address)

    def add_mailbox(self, address: str) -> Mailbox:
        """Open a mailbox for another address."""
        mailbox = Mailbox(address, clock=self.clock, knobs=self.knobs, ids=self._ids, record=self._record)
        self.mailboxes[address] = mailbox
        return mailbox

    @property
    def address(self) -> str:
        """The first mailbox's address."""
        return next(iter(self.mailboxes))

    @property
    def mailbox(self) -> Mailbox:
        """The first mailbox."""
        return self.mailboxes[self.address]

    @property
    def history(self) -> tuple[Event, ...]:
        """Every accepted change, in order."""
        return tuple(self._history)

    def grant(self, scopes: Iterable[str], address: str | None = None) -> str:
        """Consent without a browser and give the refresh token; scopes may be short, as in ``gmail.compose``."""
        with self.lock:
            return self.accounts.issue_grant(address or self.address, full_names(scopes)).token

    def access_token(self, scopes: Iterable[str], address: str | None = None) -> str:
        """Give an access token that lives for an hour."""
        with self.lock:
            return self.accounts.issue_access(address or self.address, full_names(scopes))

    def google_client_json(self, base_url: str) -> dict[str, Any]:
        """Give the client secrets file of a desktop app that asks the sandbox at this address."""
        return desktop_client(base_url)

    def service_account_json(self, base_url: str, delegated: Iterable[str] = ()) -> dict[str, Any]:
        """Give the key file of the service account, and let it act for every mailbox with these scopes."""
        self.accounts.delegations[SERVICE_ACCOUNT] = frozenset(full_names(delegated))
        return service_account_key(base_url)

    def spend(self, address: str, units: int) -> None:
        """Charge a call to its user's quota, or refuse it."""
        self._units.setdefault(address, UnitQuota(self.knobs)).spend(units, self.clock.now())

    def edit_draft(self, draft_id: str, append_text: str = "", *, subject: str | None = None) -> Draft:
        """Let a person open a draft, add a paragraph or change the subject, and save it."""
        with self.lock:
            mailbox = self._holding_draft(draft_id)
            keep = self.knobs.headers_survive_edits
            raw = mailbox.draft(draft_id).message.raw
            saved = composer.composed(raw, append_text=append_text, subject=subject, keep_headers=keep)
            return mailbox.update_draft(draft_id, saved, by=By.PERSON)

    def send_draft_by_hand(self, draft_id: str) -> Message:
        """Let a person press Send on a draft."""
        with self.lock:
            return self._holding_draft(draft_id).send_draft(draft_id, by=By.PERSON)

    def delete_draft_by_hand(self, draft_id: str) -> None:
        """Let a person discard a draft."""
        with self.lock:
            self._holding_draft(draft_id).delete_draft(draft_id, by=By.PERSON)

    def send_by_hand(self, to: str, subject: str, text: str) -> Message:
        """Let a person write and send a mail from the first mailbox."""
        with self.lock:
            raw = composer.new_mail(sender=self.address, to=to, subject=subject, text=text)
            return self.mailbox.send(raw, by=By.PERSON)

    def reply(self, thread_id: str, text: str, *, automatic: bool = False) -> Message:
        """Let the recipient of a thread's last sent mail answer it; an automatic answer says that it is one."""
        with self.lock:
            mailbox, sent = self._last_sent(thread_id)
            now = self.clock.now()
            raw = incoming.answer(sent, account=mailbox.address, text=text, automatic=automatic, at=now)
            return mailbox.receive(raw, thread_id=thread_id)

    def bounce(self, thread_id: str) -> Message:
        """Let the last sent mail of a thread come back as undeliverable."""
        with self.lock:
            mailbox, sent = self._last_sent(thread_id)
            raw = incoming.bounce(sent, account=mailbox.address, at=self.clock.now())
            return mailbox.receive(raw, thread_id=thread_id)

    def drafts(self) -> tuple[Draft, ...]:
        """Give every draft there is, oldest first."""
        with self.lock:
            found = [draft for mailbox in self.mailboxes.values() for draft in mailbox.drafts.values()]
            return tuple(sorted(found, key=lambda draft: (draft.created, draft.message.position)))

    def sent(self) -> tuple[Message, ...]:
        """Give every mail that was sent, oldest first."""
        return self._labelled("SENT")

    def inbox(self) -> tuple[Message, ...]:
        """Give every mail in the inboxes, oldest first."""
        return self._labelled("INBOX")

    def _labelled(self, label: str) -> tuple[Message, ...]:
        with self.lock:
            found = [m for mailbox in self.mailboxes.values() for m in mailbox.messages.values() if label in m.labels]
            return tuple(sorted(found, key=lambda message: message.position))

    def _record(self, event: Event) -> None:
        self._history.append(event)
        for watcher in self.watchers:
            watcher(event)

    def _holding_draft(self, draft_id: str) -> Mailbox:
        holding = [mailbox for mailbox in self.mailboxes.values() if draft_id in mailbox.drafts]
        if not holding:
            raise LookupError("there is no such draft")
        return holding[0]

    def _last_sent(self, thread_id: str) -> tuple[Mailbox, Message]:
        sent = [message for message in self.sent() if message.thread_id == thread_id and mail.recipients(message.raw)]
        if not sent:
            raise LookupError("nothing was sent in this thread")
        return next(m for m in self.mailboxes.values() if sent[-1].id in m.messages), sent[-1]
