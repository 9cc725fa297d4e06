"""One account's mail: drafts, messages, labels, and the changes that Gmail allows on them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.errors import invalid_argument, label_conflict, not_found
from reminder.sandbox.gmail.identifiers import Identifiers
from reminder.sandbox.gmail.outgoing import outgoing
from reminder.sandbox.gmail.quota import SendingLimit
from reminder.sandbox.gmail.records import By, Clock, Draft, Event, Kind, Knobs, Label, Message, SendAs
from reminder.sandbox.gmail.threads import joined

SYSTEM_LABELS = (
    "CHAT", "SENT", "INBOX", "IMPORTANT", "TRASH", "DRAFT", "SPAM", "STARRED", "UNREAD", "CATEGORY_PERSONAL",
    "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_FORUMS",
)  # fmt: skip
FIXED_LABELS = frozenset({"SENT", "DRAFT"})


class Mailbox:
    """The mail of one address; refuses with a GoogleError, records every accepted change."""

    def __init__(
        self, address: str, *, clock: Clock, knobs: Knobs, ids: Identifiers, record: Callable[[Event], None]
    ) -> None:
        self.address = address
        self.send_as: tuple[SendAs, ...] = (SendAs(address=address, primary=True),)
        self.messages: dict[str, Message] = {}
        self.drafts: dict[str, Draft] = {}
        self.labels = {name: Label(id=name, name=name, system=True) for name in SYSTEM_LABELS}
        self._clock, self._knobs, self._ids, self._record = clock, knobs, ids, record
        self._sending = SendingLimit(knobs)

    def draft(self, draft_id: str) -> Draft:
        """Give a draft, or a 404."""
        if draft_id not in self.drafts:
            raise not_found()
        return self.drafts[draft_id]

    def message(self, message_id: str) -> Message:
        """Give a message, that of a draft included, or a 404."""
        if message_id not in self.messages:
            raise not_found()
        return self.messages[message_id]

    def thread(self, thread_id: str) -> tuple[Message, ...]:
        """Give the messages of a thread, oldest first, or a 404."""
        members = sorted((m for m in self.messages.values() if m.thread_id == thread_id), key=lambda m: m.position)
        if not members:
            raise not_found()
        return tuple(members)

    def create_draft(self, raw: bytes, *, thread_id: str | None = None, by: By = By.API) -> Draft:
        """Store a new draft."""
        written = self._outgoing(raw)
        message = self._store(written, thread_id=joined(self.messages.values(), written, thread_id), labels=("DRAFT",))
        draft = Draft(id=self._ids.draft(), message=message, created=message.at)
        self.drafts[draft.id] = draft
        self._happened(Kind.DRAFT_CREATED, message, by=by, method="drafts.create", draft_id=draft.id)
        return draft

    def update_draft(self, draft_id: str, raw: bytes, *, thread_id: str | None = None, by: By = By.API) -> Draft:
        """Replace a draft's message by a new one with a new id."""
        old = self.draft(draft_id)
        written = self._outgoing(raw)
        thread = self._thread_after_edit(old.message, written, thread_id)
        del self.messages[old.message.id]
        message = self._store(written, thread_id=thread, labels=("DRAFT",))
        self.drafts[draft_id] = replace(old, message=message)
        self._happened(Kind.DRAFT_UPDATED, message, by=by, method="drafts.update", draft_id=draft_id)
        return self.drafts[draft_id]

    def delete_draft(self, draft_id: str, *, by: By = By.API) -> None:
        """Delete a draft for good."""
        message = self.draft(draft_id).message
        self._forget(draft_id)
        self._happened(Kind.DRAFT_DELETED, message, by=by, method="drafts.delete", draft_id=draft_id)

    def send_draft(self, draft_id: str, *, by: By = By.API) -> Message:
        """Send a draft and consume it."""
        draft = self.draft(draft_id)
        written = self._ready_to_go(draft.message.raw)
        if not self._knobs.sent_drafts_stay:
            self._forget(draft_id)
        message = self._store(written, thread_id=draft.message.thread_id, labels=("SENT",))
        self._happened(Kind.SENT, message, by=by, method="drafts.send", draft_id=draft_id)
        return message

    def send(self, raw: bytes, *, thread_id: str | None = None, by: By = By.API) -> Message:
        """Send a mail that was no draft."""
        written = self._outgoing(raw)
        thread = joined(self.messages.values(), written, thread_id)
        message = self._store(self._ready_to_go(written), thread_id=thread, labels=("SENT",))
        self._happened(Kind.SENT, message, by=by, method="messages.send")
        return message

    def put(
        self, raw: bytes, *, kind: Kind, thread_id: str | None, labels: Sequence[str] = (), at: datetime | None = None
    ) -> Message:
        """Store a mail as it is, sending nothing: ``messages.insert`` and ``messages.import``."""
        self._check_labels(labels)
        written = mail.normalised(raw)
        mail.check(written)
        if not mail.value(written, "Message-ID"):
            written = mail.with_field(written, "Message-ID", self._ids.message_id())
        thread = joined(self.messages.values(), written, thread_id)
        message = self._store(written, thread_id=thread, labels=tuple(dict.fromkeys(labels)), at=at)
        method = "messages.insert" if kind is Kind.INSERTED else "messages.import"
        self._happened(kind, message, by=By.API, method=method)
        return message

    def receive(self, raw: bytes, *, thread_id: str | None = None) -> Message:
        """Take in a mail from outside, unread."""
        written = mail.with_field(mail.normalised(raw), "Message-ID", self._ids.message_id())
        message = self._store(written, thread_id=thread_id, labels=("INBOX", "UNREAD"))
        self._happened(Kind.RECEIVED, message, by=By.OUTSIDE, method="")
        return message

    def relabel(self, message_id: str, *, add: Sequence[str], remove: Sequence[str]) -> Message:
        """Change a message's labels; a draft's are fixed."""
        if not add and not remove:
            raise invalid_argument("No label add or removes specified")
        old = self.message(message_id)
        self._check_labels([*add, *remove])
        if "DRAFT" in old.labels:
            raise invalid_argument(f"Invalid label: {[*add, *remove][0]}")
        labels = tuple(dict.fromkeys(label for label in (*old.labels, *add) if label not in remove))
        self.messages[message_id] = replace(old, labels=labels)
        self._happened(Kind.LABELLED, self.messages[message_id], by=By.API, method="messages.modify")
        return self.messages[message_id]

    def create_label(self, name: str) -> Label:
        """Make a label of the user's own; a 409 for a name that is taken."""
        if name.casefold() in {label.name.casefold() for label in self.labels.values()}:
            raise label_conflict()
        label = Label(id=self._ids.label(), name=name)
        self.labels[label.id] = label
        return label

    def _outgoing(self, raw: bytes) -> bytes:
        message_id = self._ids.message_id()
        return outgoing(raw, send_as=self.send_as, at=self._clock.now(), message_id=message_id, knobs=self._knobs)

    def _ready_to_go(self, raw: bytes) -> bytes:
        if not mail.recipients(raw):
            raise invalid_argument("Recipient address required")
        self._sending.count(self._clock.now())
        return self._outgoing(mail.without_field(raw, "Date"))

    def _thread_after_edit(self, old: Message, raw: bytes, wanted: str | None) -> str | None:
        others = [message for message in self.messages.values() if message.id != old.id]
        alone = all(message.thread_id != old.thread_id for message in others)
        if not alone or wanted not in (None, old.thread_id):
            return joined(others, raw, wanted or old.thread_id)
        return old.thread_id if mail.plain_subject(raw) == mail.plain_subject(old.raw) else None

    def _check_labels(self, labels: Sequence[str]) -> None:
        for label in labels:
            if label in FIXED_LABELS or label not in self.labels:
                raise invalid_argument(f"Invalid label: {label}")

    def _store(
        self, raw: bytes, *, thread_id: str | None, labels: tuple[str, ...], at: datetime | None = None
    ) -> Message:
        now = self._clock.now()
        message_id = self._ids.message(now)
        message = Message(
            id=message_id,
            thread_id=thread_id or message_id,
            labels=labels,
            raw=raw,
            at=at or now,
            position=self._ids.position(),
        )
        self.messages[message_id] = message
        return message

    def _forget(self, draft_id: str) -> None:
        del self.messages[self.drafts.pop(draft_id).message.id]

    def _happened(self, kind: Kind, message: Message, *, by: By, method: str, draft_id: str | None = None) -> None:
        self._record(
            Event(
                at=self._clock.now(),
                kind=kind,
                by=by,
                method=method,
                mailbox=self.address,
                message=message,
                draft_id=draft_id,
            )
        )
