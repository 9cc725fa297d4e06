"""Settling a mail whose outcome only a person can know."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from reminder import mime
from reminder.app.resolve import Answer, Resolved, find_mail, resolve
from reminder.errors import UsageError
from reminder.model.reminder import Attempt, State
from reminder.ports.store import Change
from tests.builders import TODAY
from tests.desks import People
from tests.fakes import START, FakeClock
from tests.fakes_mailbox import FakeMailbox
from tests.store_samples import a_mail

PATHS: dict[State, tuple[State, ...]] = {
    State.PLANNED: (),
    State.CREATING: (State.CREATING,),
    State.DRAFTED: (State.CREATING, State.DRAFTED),
    State.SENDING: (State.CREATING, State.DRAFTED, State.SENDING),
    State.SENT: (State.CREATING, State.DRAFTED, State.SENDING, State.SENT),
    State.SENT_PRESUMED: (State.CREATING, State.DRAFTED, State.SENDING, State.SENT_PRESUMED),
    State.WITHDRAWN: (State.WITHDRAWN,),
    State.GONE: (State.CREATING, State.DRAFTED, State.GONE),
    State.USER_OWNED: (State.CREATING, State.DRAFTED, State.USER_OWNED),
    State.REVIEW: (State.REVIEW,),
    State.FAILED: (State.FAILED,),
}
OPEN = (State.CREATING, State.SENDING, State.REVIEW, State.USER_OWNED)
STEP = ("key-1@2026-11-02", "friendly")


@dataclass(slots=True)
class Scene:
    """One mail in a state, its mailbox, and a clock that is well past its last attempt."""

    people: People = field(default_factory=People)
    mailbox: FakeMailbox = field(default_factory=lambda: FakeMailbox(clock=FakeClock()))

    def mail(self, state: State, reference: str = "ACME-1", **facts: str) -> Attempt:
        attempts = self.people.store.attempts("acme")
        attempt = attempts.claim(a_mail(reference, STEP), b"", run="RUN1", as_of=TODAY)
        assert attempt is not None
        for each in PATHS[state]:
            change = Change(tried_at=START, free_claims=each in {State.FAILED, State.WITHDRAWN}, **facts)  # type: ignore[arg-type]
            attempt = attempts.move(attempt, each, change)
        return attempt

    def resolve(self, attempt: Attempt, answer: Answer, *, after: timedelta = timedelta(hours=1)) -> Resolved:
        return resolve(self.people.desk, attempt, answer, mailbox=lambda: self.mailbox, now=START + after)

    @property
    def claimed(self) -> bool:
        return STEP in self.people.store.attempts("acme").claims


@pytest.mark.parametrize("state", [*OPEN, State.FAILED])
@pytest.mark.parametrize(("answer", "becomes"), [(Answer.SENT, State.SENT), (Answer.DISCARDED, State.GONE)])
def test_what_a_person_knows_makes_the_step_done_today(state: State, answer: Answer, becomes: State):
    scene = Scene()

    resolved = scene.resolve(scene.mail(state), answer)

    (step,) = scene.people.desk.mails.steps()
    assert (resolved.before, resolved.attempt.state) == (state, becomes)
    assert (step.day, step.sent) == (TODAY, answer is Answer.SENT)


@pytest.mark.parametrize("state", [State.CREATING, State.REVIEW, State.USER_OWNED])
def test_a_mail_without_a_draft_is_freed_to_be_written_anew(state: State):
    scene = Scene()

    resolved = scene.resolve(scene.mail(state), Answer.RETRY)

    assert resolved.attempt.state is State.WITHDRAWN
    assert not scene.claimed
    assert scene.people.desk.mails.steps() == ()


def test_a_failed_mail_is_free_already():
    scene = Scene()
    failed = scene.mail(State.FAILED)

    resolved = scene.resolve(failed, Answer.RETRY)

    assert resolved.attempt == failed
    assert not scene.claimed


@pytest.mark.parametrize("known", [True, False])
def test_a_mail_whose_draft_is_still_there_is_not_written_anew(known: bool):  # noqa: FBT001
    scene = Scene()
    draft = scene.mailbox.create(mime.build(a_mail("ACME-1", STEP), date=START))
    attempt = scene.mail(State.REVIEW, draft_id=draft.draft_id if known else "")

    with pytest.raises(UsageError, match="still in the mailbox"):
        scene.resolve(attempt, Answer.RETRY)

    assert scene.claimed


def test_a_draft_of_another_mail_keeps_nothing_back():
    scene = Scene()
    scene.mailbox.create(mime.build(a_mail("OTHER-1", STEP), date=START))

    resolved = scene.resolve(scene.mail(State.REVIEW), Answer.RETRY)

    assert resolved.attempt.state is State.WITHDRAWN


def test_a_mail_in_another_mailbox_is_not_written_anew():
    scene = Scene()
    scene.mailbox.address = "new@acme.example"

    with pytest.raises(UsageError, match="another mailbox"):
        scene.resolve(scene.mail(State.REVIEW), Answer.RETRY)

    assert scene.claimed


@pytest.mark.parametrize(("minutes", "refused"), [(14, True), (15, False)])
def test_a_mail_that_may_still_arrive_is_not_written_anew(minutes: int, refused: bool):  # noqa: FBT001
    scene = Scene()
    attempt = scene.mail(State.CREATING)

    if refused:
        with pytest.raises(UsageError, match="may still arrive"):
            scene.resolve(attempt, Answer.RETRY, after=timedelta(minutes=minutes))
    else:
        scene.resolve(attempt, Answer.RETRY, after=timedelta(minutes=minutes))

    assert scene.claimed is refused


def test_a_mail_that_was_being_sent_is_not_written_anew():
    scene = Scene()

    with pytest.raises(UsageError, match="may have gone"):
        scene.resolve(scene.mail(State.SENDING), Answer.RETRY)

    assert scene.claimed


@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize(
    "state", [State.PLANNED, State.DRAFTED, State.SENT, State.SENT_PRESUMED, State.GONE, State.WITHDRAWN]
)
def test_what_is_settled_or_settles_itself_is_left_as_it_is(state: State, answer: Answer):
    scene = Scene()
    attempt = scene.mail(state)

    with pytest.raises(UsageError, match="nothing to settle"):
        scene.resolve(attempt, answer)

    assert scene.people.desk.mails.find("ACME-1") == attempt


def test_a_failed_mail_whose_place_was_taken_is_not_counted_as_well():
    scene = Scene()
    failed = scene.mail(State.FAILED)
    scene.mail(State.DRAFTED, "ACME-2")

    with pytest.raises(UsageError, match="ACME-2 has taken the place"):
        scene.resolve(failed, Answer.SENT)


def test_a_mail_is_found_in_its_own_administration_in_whatever_case():
    scene = Scene()
    attempt = scene.mail(State.REVIEW)
    empty = People(name="beta")

    desk, found = find_mail((empty.desk, scene.people.desk), " acme-1")

    assert (desk.name, found) == ("acme", attempt)


def test_an_unknown_mail_is_refused_with_any_other_when_none_waits_for_a_person():
    scene = Scene()
    scene.mail(State.DRAFTED)

    with pytest.raises(UsageError) as refused:
        find_mail((scene.people.desk,), "ACME-2")

    assert refused.value.hint == "the nearest are ACME-1 (drafted)"


def test_an_unknown_mail_is_refused_with_those_that_wait_for_a_person():
    scene = Scene()
    scene.mail(State.REVIEW)

    with pytest.raises(UsageError) as refused:
        find_mail((scene.people.desk,), "ACME-2")

    assert refused.value.hint == "the nearest are ACME-1 (review)"
