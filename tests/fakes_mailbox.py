"""A mailbox in memory that keeps the ports' promises, with a person who works in it and outcomes to choose."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from reminder.errors import ReminderError
from reminder.ports.mailbox import (
    DraftRef,
    DraftView,
    Effect,
    MailboxIdentity,
    ThreadView,
    Written,
)
from tests.fakes import FakeClock

ADDRESS = "administratie@acme.example"
UNKNOWN = Written(effect=Effect.UNKNOWN, detail="noAnswer")
GONE = Written(effect=Effect.REJECTED, detail="gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One mail in the mailbox; `day` is the day it came there or left."""

    message_id: str
    thread_id: str
    mail: bytes
    day: date
    by_hand: bool = False

    @property
    def email(self) -> EmailMessage:
        return message_from_bytes(self.mail, policy=policy.default)


@dataclass(slots=True)
class Outcome:
    """What the next write of a kind says; `happens`: it is carried out all the same."""

    write: str
    written: Written
    happens: bool


@dataclass(slots=True)
class FakeMailbox:
    """Drafts, Sender, Threads and Inbox in one.

    `writes` lists every write asked for as (kind, draft id or empty). `failing` is raised by every read. `unlisted` are
    draft ids that the listing does not show yet. `keeps` changes the bytes of a draft as the mailbox stores it. `turn`
    is how many seconds each mail waits for its turn.
    """

    address: str = ADDRESS
    clock: FakeClock = field(default_factory=FakeClock)
    skew: timedelta | None = timedelta(0)
    drafts: dict[str, Kept] = field(default_factory=dict)
    sent: list[Kept] = field(default_factory=list)
    inbox: list[Kept] = field(default_factory=list)
    threads: dict[str, ThreadView] = field(default_factory=dict)
    writes: list[tuple[str, str]] = field(default_factory=list)
    unlisted: set[str] = field(default_factory=set)
    failing: ReminderError | None = None
    keeps: Callable[[bytes], bytes] = bytes
    outcomes: list[Outcome] = field(default_factory=list)
    given: int = 0
    turn: float = 0

    def identity(self) -> MailboxIdentity:
        self._check()
        return MailboxIdentity(address=self.address, skew=self.skew)

    def listing(self) -> tuple[DraftRef, ...]:
        self._check()
        shown = ((draft_id, kept) for draft_id, kept in self.drafts.items() if draft_id not in self.unlisted)
        return tuple(
            DraftRef(draft_id=draft_id, message_id=kept.message_id, thread_id=kept.thread_id)
            for draft_id, kept in shown
        )

    def read(self, draft_id: str) -> DraftView | None:
        self._check()
        kept = self.drafts.get(draft_id)
        if kept is None:
            return None
        return DraftView(draft_id=draft_id, message_id=kept.message_id, thread_id=kept.thread_id, mail=kept.mail)

    def create(self, mail: bytes, *, thread_id: str = "") -> Written:
        return self._write("create", "", lambda: self._created(mail, thread_id))

    def delete(self, draft_id: str) -> Written:
        return self._write("delete", draft_id, lambda: self._deleted(draft_id))

    def wait_for_turn(self) -> None:
        self.clock.advance(seconds=self.turn)

    def send(self, draft_id: str) -> Written:
        return self._write("send", draft_id, lambda: self._sent(draft_id))

    def insert(self, mail: bytes) -> Written:
        return self._write("insert", "", lambda: self._inserted(mail))

    def follow(self, thread_id: str) -> ThreadView:
        self._check()
        return self.threads.get(thread_id, ThreadView())

    def written_to(self, addresses: Collection[str], since: date) -> frozenset[str]:
        self._check()
        found = " ".join(str(kept.email["To"]) for kept in self.sent if kept.by_hand and kept.day >= since)
        return frozenset(each for each in addresses if each in found)

    def written_by_hand(self, to: str, number: str, since: date) -> date | None:
        self._check()
        found = (kept for kept in self.sent if kept.by_hand and kept.day >= since)
        days = (kept.day for kept in found if to in kept.email["To"] and number in str(kept.email["Subject"]))
        return max(days, default=None)

    def will_say(self, write: str, written: Written = UNKNOWN, *, happens: bool = False) -> None:
        """Let the next write of this kind (create, delete, send, insert) end like this."""
        self.outcomes.append(Outcome(write, written, happens))

    def edit(self, draft_id: str, text: str = "PS") -> None:
        """Let a person change a draft."""
        mail = self.drafts[draft_id].email
        part = mail.get_body(("plain",))
        assert isinstance(part, EmailMessage)
        part.set_content(f"{part.get_content()}\n{text}\n")
        self.drafts[draft_id] = replace(self.drafts[draft_id], mail=mail.as_bytes(), message_id=self._new("message"))

    def discard(self, draft_id: str) -> None:
        """Let a person throw a draft away."""
        self._deleted(draft_id)

    def send_by_hand(self, draft_id: str) -> None:
        """Let a person press Send on a draft."""
        self._sent(draft_id)

    def write_by_hand(self, to: str, subject: str) -> None:
        """Let a person write and send a mail."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = self.address, to, subject
        self.sent.append(replace(self._kept(mail.as_bytes(), ""), by_hand=True))

    def reply(self, thread_id: str, *, automatic: bool = False) -> None:
        """Let the debtor, or its machine, answer."""
        if not automatic:
            self.threads[thread_id] = replace(self.threads[thread_id], replied_on=self._today())

    def bounce(self, thread_id: str) -> None:
        """Let a mail come back."""
        self.threads[thread_id] = replace(self.threads[thread_id], bounced_on=self._today())

    def _write(self, write: str, draft_id: str, work: Callable[[], Written]) -> Written:
        self.writes.append((write, draft_id))
        chosen = next((each for each in self.outcomes if each.write == write), None)
        if chosen is None:
            return work()
        self.outcomes.remove(chosen)
        if chosen.happens:
            work()
        return chosen.written

    def _created(self, mail: bytes, thread_id: str) -> Written:
        draft_id = self._new("draft")
        kept = self._kept(self.keeps(mail), thread_id)
        self.drafts[draft_id] = kept
        return _done(kept, draft_id)

    def _deleted(self, draft_id: str) -> Written:
        return Written(effect=Effect.DONE) if self.drafts.pop(draft_id, None) else GONE

    def _sent(self, draft_id: str) -> Written:
        kept = self.drafts.pop(draft_id, None)
        if kept is None:
            return GONE
        left = replace(kept, message_id=self._new("message"), day=self._today())
        self.sent.append(left)
        header_id = f"<{left.message_id}@mail.gmail.com>"
        self.threads[kept.thread_id] = ThreadView(sent_on=left.day, message_id=left.message_id, header_id=header_id)
        return _done(left, "")

    def _inserted(self, mail: bytes) -> Written:
        kept = self._kept(mail, "")
        self.inbox.append(kept)
        return _done(kept, "")

    def _kept(self, mail: bytes, thread_id: str) -> Kept:
        message_id = self._new("message")
        return Kept(message_id=message_id, thread_id=thread_id or message_id, mail=mail, day=self._today())

    def _new(self, kind: str) -> str:
        self.given += 1
        return f"{kind}-{self.given}"

    def _today(self) -> date:
        return self.clock.now().date()

    def _check(self) -> None:
        if self.failing is not None:
            raise self.failing


def _done(kept: Kept, draft_id: str) -> Written:
    return Written(effect=Effect.DONE, draft_id=draft_id, message_id=kept.message_id, thread_id=kept.thread_id)
