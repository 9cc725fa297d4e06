"""What every mailbox promises, asked of the fake and of Gmail's adapter over a real socket."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Protocol

import pytest

from reminder import mime
from reminder.ports.mailbox import Drafts, Effect, Inbox, Sender, Threads, ThreadView
from tests.fakes_mailbox import ADDRESS, FakeMailbox
from tests.gmail_stage import START, GmailStage, gmail_stage
from tests.unit.test_mime import a_reminder

TODAY = START.date()
DEBTOR = "crediteuren@bakkerij.example"


class Stage(Protocol):
    """A mailbox, and the people around it."""

    @property
    def drafts(self) -> Drafts: ...
    @property
    def sender(self) -> Sender: ...
    @property
    def threads(self) -> Threads: ...
    @property
    def inbox(self) -> Inbox: ...

    def edit(self, draft_id: str) -> None: ...
    def discard(self, draft_id: str) -> None: ...
    def send_by_hand(self, draft_id: str) -> None: ...
    def write_by_hand(self, to: str, subject: str) -> None: ...
    def reply(self, thread_id: str, *, automatic: bool = False) -> None: ...
    def bounce(self, thread_id: str) -> None: ...
    def in_inbox(self) -> list[bytes]: ...
    def sent(self) -> list[str]: ...
    def pass_days(self, days: int) -> None: ...


class FakeStage:
    def __init__(self, mailbox: FakeMailbox) -> None:
        self.mailbox = mailbox
        self.drafts: Drafts = mailbox
        self.sender: Sender = mailbox
        self.threads: Threads = mailbox
        self.inbox: Inbox = mailbox
        self.edit, self.discard, self.send_by_hand = mailbox.edit, mailbox.discard, mailbox.send_by_hand
        self.write_by_hand, self.reply, self.bounce = mailbox.write_by_hand, mailbox.reply, mailbox.bounce

    def in_inbox(self) -> list[bytes]:
        return [kept.mail for kept in self.mailbox.inbox]

    def sent(self) -> list[str]:
        return [kept.message_id for kept in self.mailbox.sent]

    def pass_days(self, days: int) -> None:
        self.mailbox.clock.advance(days=days)


class RealStage:
    def __init__(self, gmail: GmailStage) -> None:
        self.gmail = gmail
        self.drafts, self.sender, self.threads, self.inbox = gmail.drafts, gmail.sender, gmail.threads, gmail.inbox

    def edit(self, draft_id: str) -> None:
        self.gmail.world.edit_draft(draft_id, append_text="PS")

    def discard(self, draft_id: str) -> None:
        self.gmail.world.delete_draft_by_hand(draft_id)

    def send_by_hand(self, draft_id: str) -> None:
        self.gmail.world.send_draft_by_hand(draft_id)

    def write_by_hand(self, to: str, subject: str) -> None:
        self.gmail.world.send_by_hand(to, subject, "Beste")

    def reply(self, thread_id: str, *, automatic: bool = False) -> None:
        self.gmail.world.reply(thread_id, "Wij betalen vrijdag.", automatic=automatic)

    def bounce(self, thread_id: str) -> None:
        self.gmail.world.bounce(thread_id)

    def in_inbox(self) -> list[bytes]:
        return [message.raw for message in self.gmail.world.inbox()]

    def sent(self) -> list[str]:
        return [message.id for message in self.gmail.world.sent()]

    def pass_days(self, days: int) -> None:
        self.gmail.sandbox_clock.advance(days=days)
        self.gmail.clock.advance(days=days)


@pytest.fixture(params=["fake", "gmail"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        yield FakeStage(FakeMailbox())
    else:
        with gmail_stage() as gmail:
            yield RealStage(gmail)


def a_mail(**changes: object) -> bytes:
    return mime.build(a_reminder(**changes), date=START)


def drafted(stage: Stage) -> str:
    return stage.drafts.create(a_mail()).draft_id


def sent_thread(stage: Stage) -> str:
    return stage.sender.send(drafted(stage)).thread_id


def test_a_mailbox_says_whose_it_is_and_what_time(stage: Stage):
    identity = stage.drafts.identity()

    assert identity.address == ADDRESS
    assert identity.skew is not None
    assert abs(identity.skew) < timedelta(seconds=30)


def test_an_empty_mailbox_lists_nothing(stage: Stage):
    assert stage.drafts.listing() == ()


def test_a_draft_is_listed_and_read_back_as_it_was_made(stage: Stage):
    written = stage.drafts.create(a_mail())

    view = stage.drafts.read(written.draft_id)

    assert written.effect is Effect.DONE
    assert view is not None
    assert mime.same_mail(view.mail, a_reminder()) == ()
    assert (view.message_id, view.thread_id) == (written.message_id, written.thread_id)
    assert [(each.draft_id, each.message_id, each.thread_id) for each in stage.drafts.listing()] == [
        (written.draft_id, written.message_id, written.thread_id)
    ]


def test_two_equal_mails_are_two_drafts(stage: Stage):
    assert drafted(stage) != drafted(stage)
    assert len(stage.drafts.listing()) == 2


def test_a_draft_that_never_was_is_none(stage: Stage):
    assert stage.drafts.read("r1") is None


def test_an_edited_draft_keeps_its_id_and_gets_another_message(stage: Stage):
    written = stage.drafts.create(a_mail())

    stage.edit(written.draft_id)

    view = stage.drafts.read(written.draft_id)
    assert view is not None
    assert view.message_id != written.message_id


def test_a_deleted_draft_is_gone(stage: Stage):
    draft_id = drafted(stage)

    deleted = stage.drafts.delete(draft_id)

    assert deleted.effect is Effect.DONE
    assert stage.drafts.read(draft_id) is None
    assert stage.sent() == []


def test_deleting_a_draft_that_is_gone_is_refused_as_gone(stage: Stage):
    draft_id = drafted(stage)
    stage.discard(draft_id)

    deleted = stage.drafts.delete(draft_id)

    assert (deleted.effect, deleted.detail, deleted.stop) == (Effect.REJECTED, "gone", False)


def test_sending_uses_the_draft_up(stage: Stage):
    draft_id = drafted(stage)

    sent = stage.sender.send(draft_id)

    assert sent.effect is Effect.DONE
    assert stage.sent() == [sent.message_id]
    assert stage.drafts.read(draft_id) is None


def test_a_second_send_of_a_draft_is_refused_as_gone(stage: Stage):
    draft_id = drafted(stage)
    stage.sender.send(draft_id)

    again = stage.sender.send(draft_id)

    assert (again.effect, again.detail, again.stop) == (Effect.REJECTED, "gone", False)
    assert len(stage.sent()) == 1


def test_a_draft_that_a_person_discarded_or_sent_cannot_be_sent(stage: Stage):
    discarded, sent = drafted(stage), drafted(stage)
    stage.discard(discarded)
    stage.send_by_hand(sent)

    outcomes = [stage.sender.send(draft_id).detail for draft_id in (discarded, sent)]

    assert outcomes == ["gone", "gone"]
    assert len(stage.sent()) == 1


def test_a_sent_mail_is_seen_in_its_thread(stage: Stage):
    sent = stage.sender.send(drafted(stage))

    view = stage.threads.follow(sent.thread_id)

    assert (view.sent_on, view.message_id) == (TODAY, sent.message_id)
    assert view.header_id.startswith("<")
    assert (view.replied_on, view.bounced_on) == (None, None)


def test_a_draft_sent_by_a_person_is_seen_in_its_thread(stage: Stage):
    written = stage.drafts.create(a_mail())
    stage.pass_days(2)
    stage.send_by_hand(written.draft_id)

    view = stage.threads.follow(written.thread_id)

    assert view.sent_on == TODAY + timedelta(days=2)


def test_the_thread_of_a_discarded_draft_tells_nothing(stage: Stage):
    written = stage.drafts.create(a_mail())
    stage.discard(written.draft_id)

    assert stage.threads.follow(written.thread_id) == ThreadView()


def test_the_thread_of_a_waiting_draft_tells_nothing(stage: Stage):
    written = stage.drafts.create(a_mail())

    assert stage.threads.follow(written.thread_id) == ThreadView()


def test_a_persons_answer_is_seen(stage: Stage):
    thread_id = sent_thread(stage)
    stage.pass_days(1)
    stage.reply(thread_id)

    view = stage.threads.follow(thread_id)

    assert (view.replied_on, view.bounced_on) == (TODAY + timedelta(days=1), None)


def test_an_automatic_answer_is_none(stage: Stage):
    thread_id = sent_thread(stage)
    stage.reply(thread_id, automatic=True)

    assert stage.threads.follow(thread_id).replied_on is None


def test_a_bounce_is_seen_and_is_no_answer(stage: Stage):
    thread_id = sent_thread(stage)
    stage.bounce(thread_id)

    view = stage.threads.follow(thread_id)

    assert (view.replied_on, view.bounced_on) == (None, TODAY)


def test_a_second_mail_joins_the_thread_of_the_first(stage: Stage):
    first = stage.sender.send(drafted(stage))
    parent = stage.threads.follow(first.thread_id).header_id

    second = stage.drafts.create(a_mail(reference="ACME-2", in_reply_to=parent), thread_id=first.thread_id)

    assert second.thread_id == first.thread_id


def test_a_mail_written_by_hand_about_an_invoice_is_found(stage: Stage):
    stage.write_by_hand(DEBTOR, "Over factuur 26000042")

    day = stage.threads.written_by_hand(DEBTOR, "26000042", TODAY)

    assert day == TODAY


def test_whom_somebody_mailed_by_hand_is_told_for_many_at_once(stage: Stage):
    stage.write_by_hand(DEBTOR, "Iets anders")

    found = stage.threads.written_to({DEBTOR, "iemand@elders.example"}, TODAY)

    assert found == {DEBTOR}


def test_nobody_was_mailed_by_hand_when_the_program_alone_sent_or_it_is_long_ago(stage: Stage):
    sent_thread(stage)
    before = stage.threads.written_to({DEBTOR}, TODAY)
    stage.write_by_hand(DEBTOR, "Iets anders")
    stage.pass_days(3)

    later = stage.threads.written_to({DEBTOR}, TODAY + timedelta(days=3))

    assert (before, later) == (frozenset(), frozenset())


def test_only_what_was_written_by_hand_to_that_address_about_that_invoice_since_then_is_found(stage: Stage):
    stage.write_by_hand(DEBTOR, "Over factuur 26000042")
    sent_thread(stage)
    stage.pass_days(3)
    later = TODAY + timedelta(days=3)

    found = [
        stage.threads.written_by_hand(DEBTOR, "26000042", later),
        stage.threads.written_by_hand(DEBTOR, "26000043", TODAY),
        stage.threads.written_by_hand("iemand@elders.example", "26000042", TODAY),
    ]

    assert found == [None, None, None]


def test_the_programs_own_mails_are_not_by_hand(stage: Stage):
    sent_thread(stage)

    assert stage.threads.written_by_hand(DEBTOR, "26000042", TODAY) is None


def test_a_mail_is_put_in_the_inbox_and_nothing_is_sent(stage: Stage):
    written = stage.inbox.insert(a_mail(to=(ADDRESS,)))

    assert written.effect is Effect.DONE
    assert [mime.reference_of(mail) for mail in stage.in_inbox()] == ["ACME-7F3K"]
    assert stage.sent() == []
