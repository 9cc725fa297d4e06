"""Settling: what became of the mails of earlier runs, and what that means."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

from dataclasses import replace
from typing import Any

import pytest

from reminder.app.run import run
from reminder.model.policy import Mode
from reminder.model.reminder import RECOVERED, State
from reminder.model.run import AdministrationRun
from reminder.ports.mailbox import Effect, ThreadView, Written
from tests.builders import TODAY, a_debtor, a_receivable
from tests.fakes import FakeLedger
from tests.fakes_mailbox import UNKNOWN
from tests.offices import World
from tests.unit.test_deliver import LATER, WEEK, a_world, past_first_run, states


def settled(result: AdministrationRun) -> list[tuple[str, str, str]]:
    return [(each.before, each.after, each.reason) for each in result.settled]


def the_draft(world: World) -> str:
    (draft_id,) = world.mailbox.drafts
    return draft_id


def a_waiting_draft(*, mode: Mode = Mode.DRAFT) -> World:
    world = past_first_run(a_world(mode=mode))
    world.run_on(TODAY)
    return world


def remembered(world: World, **changes: Any) -> None:
    """Let the store remember its one open mail otherwise."""
    (attempt,) = world.store.attempts("acme").open()
    world.store.attempts("acme").attempts[attempt.reference] = replace(attempt, **changes)


def run_soon(world: World, minutes: int) -> AdministrationRun:
    """Run again on the same day, so many minutes on."""
    world.clock.advance(minutes=minutes)
    return run(world.office(), replace(world.order(), run=f"SOON{minutes}"))


@pytest.mark.fault(4)
@pytest.mark.parametrize("mode", Mode)
def test_a_draft_that_was_made_unheard_is_found_and_goes_on_as_if_nothing_happened(mode: Mode):
    world = past_first_run(a_world(mode=mode))
    world.mailbox.will_say("create", UNKNOWN, happens=True)
    world.run_on(TODAY)

    result = run_soon(world, 20)

    assert settled(result)[0] == (State.CREATING, State.DRAFTED, "found")
    assert len(world.mailbox.sent) == (mode is Mode.SEND)
    assert len(world.mailbox.drafts) == (mode is Mode.DRAFT)
    assert [write for write, _ in world.mailbox.writes].count("create") == 1
    assert result.exit_code == 0


def test_a_draft_that_was_made_unheard_and_says_something_else_now_is_its_owners():
    world = past_first_run(a_world())
    world.mailbox.will_say("create", UNKNOWN, happens=True)
    world.run_on(TODAY)
    world.mailbox.edit(the_draft(world))

    result = run_soon(world, 20)

    assert settled(result) == [(State.CREATING, State.USER_OWNED, "edited")]
    assert world.mailbox.sent == []


def test_a_draft_that_was_made_unheard_and_is_not_right_any_more_is_withdrawn():
    world = past_first_run(a_world())
    world.mailbox.will_say("create", UNKNOWN, happens=True)
    world.run_on(TODAY)
    world.ledger.pay("26000040")

    result = run_soon(world, 20)

    assert [after for _, after, _ in settled(result)] == [State.DRAFTED, State.WITHDRAWN]
    assert world.mailbox.drafts == {}


@pytest.mark.fault(3)
def test_a_draft_that_cannot_be_found_is_looked_for_again_and_never_made_again():
    world = past_first_run(a_world())
    world.mailbox.will_say("create")
    world.run_on(TODAY)

    results = [world.run_on(TODAY + WEEK * number) for number in (1, 2)]

    assert [each.exit_code for each in results] == [3, 3]
    assert [write for write, _ in world.mailbox.writes] == ["create"]
    assert {each.reason.value for each in results[-1].decisions} == {"unsettled"}


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_mail_whose_outcome_is_open_is_named_by_every_run_though_it_is_paid(dry_run: bool):  # noqa: FBT001
    world = past_first_run(a_world())
    world.mailbox.will_say("create")
    (mail,) = world.run_on(TODAY).reminders
    world.ledger.receivables = ()

    results = [world.run_on(TODAY + WEEK * number, dry_run=dry_run) for number in (1, 2)]

    for result in results:
        (text,) = [each.text for each in result.warnings if each.code == "unsettled"]
        assert mail.reference in text
        assert result.exit_code == 3


@pytest.mark.fault(110)
def test_a_draft_that_the_listing_does_not_show_yet_is_asked_for_by_its_id():
    world = a_waiting_draft()
    world.mailbox.unlisted = {the_draft(world)}

    result = run_soon(world, 20)

    assert settled(result) == []
    assert [write for write, _ in world.mailbox.writes] == ["create"]


def test_before_a_quarter_of_an_hour_nothing_is_said_of_a_send_without_an_answer():
    world = past_first_run(a_world())
    world.mailbox.will_say("send", UNKNOWN, happens=True)
    world.run_on(TODAY)

    early, late = run_soon(world, 14), run_soon(world, 2)

    assert (settled(early), early.exit_code) == ([], 3)
    assert settled(late) == [(State.SENDING, State.SENT_PRESUMED, "sent")]


@pytest.mark.fault(7)
def test_without_access_to_the_thread_a_send_without_an_answer_is_presumed():
    world = past_first_run(a_world())
    world.mailbox.will_say("send", UNKNOWN, happens=True)
    world.run_on(TODAY)
    world.clock.advance(minutes=20)

    result = run(world.office(threads=None), replace(world.order(), run="LATER"))

    assert settled(result) == [(State.SENDING, State.SENT_PRESUMED, "presumed-sent")]
    assert result.exit_code == 3
    assert len(world.mailbox.sent) == 1


@pytest.mark.fault(6)
def test_a_draft_that_is_still_there_after_its_sending_waits_for_a_person():
    world = past_first_run(a_world())
    world.mailbox.will_say("send")
    world.run_on(TODAY)

    results = [run_soon(world, 20), world.run_on(LATER), world.run_on(LATER + WEEK)]

    assert settled(results[0]) == [(State.SENDING, State.REVIEW, "not-sent")]
    assert [each.exit_code for each in results] == [3, 3, 3]
    assert len(world.mailbox.drafts) == 1
    assert world.mailbox.sent == []


@pytest.mark.parametrize(
    ("act", "read", "tone"),
    [("discard", True, "friendly"), ("discard", False, "formal"), ("send_by_hand", True, "formal")],
)
def test_a_draft_that_was_thrown_away_sets_no_tone_where_the_mailbox_tells(act: str, tone: str, *, read: bool):
    large, small = a_receivable(amount="1500.00"), a_receivable(invoice="26000099", amount="80.00", days_overdue=0)
    world = World(ledger=FakeLedger(receivables=(large, small), debtors={"debtor-1001": a_debtor()}))
    world.run_on(TODAY)
    getattr(world.mailbox, act)(the_draft(world))

    without = {} if read else {"threads": None}
    results = [world.run_on(TODAY + weeks * WEEK, office=world.office(**without)) for weeks in (1, 2)]

    assert [[each.tier for each in result.reminders] for result in results] == [[], [tone]]


@pytest.mark.fault(106, 108)
@pytest.mark.parametrize(("act", "reason"), [("discard", "vanished"), ("send_by_hand", "sent")])
def test_a_draft_that_is_gone_is_a_step_done_and_its_thread_says_whether_it_was_sent(act: str, reason: str):
    world = a_waiting_draft()
    getattr(world.mailbox, act)(the_draft(world))

    result = world.run_on(LATER)

    assert settled(result) == [(State.DRAFTED, State.GONE, reason)]
    (step,) = world.store.attempts("acme").steps()
    assert (step.sent, step.day) == ((True, TODAY) if reason == "sent" else (False, LATER))
    assert states(result) == []


def test_a_mail_that_left_before_the_draft_was_made_says_nothing_about_it():
    world = a_waiting_draft()
    mail = next(iter(world.mailbox.drafts.values()))
    world.mailbox.threads[mail.thread_id] = _sent_on(TODAY - WEEK)
    world.mailbox.discard(the_draft(world))

    result = world.run_on(LATER)

    assert settled(result) == [(State.DRAFTED, State.GONE, "vanished")]


@pytest.mark.fault(107)
def test_an_edited_draft_is_never_sent_or_deleted_even_when_it_is_paid():
    world = a_waiting_draft(mode=Mode.DRAFT)
    world.mailbox.edit(the_draft(world))
    world.ledger.pay("26000040")

    result = world.run_on(LATER)

    assert settled(result) == [(State.DRAFTED, State.USER_OWNED, "edited")]
    assert len(world.mailbox.drafts) == 1
    assert result.exit_code == 3


@pytest.mark.fault(109)
def test_a_draft_about_what_is_paid_is_withdrawn():
    world = a_waiting_draft()
    world.ledger.pay("26000040")

    result = world.run_on(LATER)

    assert settled(result) == [(State.DRAFTED, State.WITHDRAWN, "paid")]
    assert world.mailbox.drafts == {}
    assert result.exit_code == 0


def test_a_draft_that_is_edited_while_the_run_looks_at_the_books_is_kept():
    world = a_waiting_draft()
    draft_id = the_draft(world)
    ledger = replace(world.ledger, receivables=())
    office = world.office(ledger=_Meanwhile(ledger, lambda: world.mailbox.edit(draft_id)))

    result = run(office, world.order(LATER))

    assert settled(result) == [(State.DRAFTED, State.USER_OWNED, "edited")]
    assert list(world.mailbox.drafts) == [draft_id]


def test_claims_are_freed_only_when_the_mailbox_says_that_it_deleted_the_draft():
    world = a_waiting_draft()
    world.mailbox.will_say("delete", UNKNOWN)

    first, second = world.run_on(LATER), world.run_on(LATER + WEEK)

    assert settled(first) == [(State.DRAFTED, State.DRAFTED, "not-deleted")]
    assert (states(first), first.exit_code) == ([State.PLANNED], 3)
    assert settled(second) == [(State.DRAFTED, State.WITHDRAWN, "changed")]
    assert states(second) == [State.DRAFTED]
    assert len(world.mailbox.drafts) == 1


def test_a_draft_whose_deletion_was_not_heard_of_is_left_to_a_person_when_it_is_gone():
    world = a_waiting_draft()
    world.mailbox.will_say("delete", UNKNOWN, happens=True)
    world.run_on(LATER)

    result = world.run_on(LATER + WEEK)

    assert settled(result) == [(State.DRAFTED, State.REVIEW, "unsure")]
    assert [result.exit_code, world.run_on(LATER + 2 * WEEK).exit_code] == [3, 3]


def test_a_draft_taken_back_unheard_before_it_was_sent_stays_with_a_person():
    world = past_first_run(a_world(mode=Mode.SEND))
    world.mailbox.will_say("send", Written(effect=Effect.REJECTED, detail="refused"))
    world.mailbox.will_say("delete", UNKNOWN, happens=True)
    world.run_on(TODAY)

    result = world.run_on(LATER)

    assert settled(result) == []
    assert result.exit_code == 3


def test_a_draft_that_vanished_while_it_was_withdrawn_is_a_step_done():
    world = a_waiting_draft()
    draft_id = the_draft(world)
    ledger = replace(world.ledger, receivables=())
    office = world.office(ledger=_Meanwhile(ledger, lambda: world.mailbox.discard(draft_id)))

    result = run(office, world.order(LATER))

    assert settled(result) == [(State.DRAFTED, State.GONE, "vanished")]


def test_a_draft_made_to_stay_is_replaced_in_send_mode_and_never_sent_itself():
    world = a_waiting_draft(mode=Mode.DRAFT)
    draft_id = the_draft(world)
    world.mode = Mode.SEND

    result = world.run_on(LATER)

    assert settled(result) == [(State.DRAFTED, State.WITHDRAWN, "changed")]
    assert ("send", draft_id) not in world.mailbox.writes
    assert states(result) == [State.SENT]


@pytest.mark.fault(112)
def test_a_mail_in_another_mailbox_is_left_to_a_person_and_keeps_its_statement_back():
    world = a_waiting_draft()
    remembered(world, mailbox="old@acme.example")
    world.mailbox.drafts.clear()

    result = world.run_on(LATER)

    assert settled(result) == [(State.DRAFTED, State.REVIEW, "other-mailbox")]
    assert [result.exit_code, world.run_on(LATER + WEEK).exit_code] == [3, 3]
    assert {each.reason.value for each in result.decisions} == {"unsettled"}
    assert "other-mailbox" in {each.code for each in result.warnings}


def test_a_draft_missing_after_recovery_stays_with_a_person_for_the_program_may_have_deleted_it():
    world = a_waiting_draft()
    remembered(world, state=State.REVIEW, detail=RECOVERED)
    world.mailbox.drafts.clear()

    result = world.run_on(LATER)

    assert settled(result) == []
    assert result.exit_code == 3
    assert "unsettled" in {each.code for each in result.warnings}


def test_a_draft_missing_after_recovery_is_done_when_its_thread_shows_that_it_left():
    world = a_waiting_draft()
    remembered(world, state=State.REVIEW, detail=RECOVERED)
    world.send_all_drafts()

    result = world.run_on(LATER)

    assert settled(result) == [(State.REVIEW, State.GONE, "sent")]


@pytest.mark.fault(112)
def test_another_mailbox_than_the_configured_one_stops_the_run_before_anything():
    world = a_waiting_draft()
    world.mailbox.address = "someone@else.example"

    result = world.run_on(LATER)

    assert (result.exit_code, result.state.value) == (8, "stopped")
    assert len(world.mailbox.writes) == 1


def test_a_mail_that_was_claimed_and_not_begun_is_written_anew():
    world = past_first_run(a_world())
    world.mailbox.will_say("create", Written(effect=Effect.REJECTED, detail="unreachable", stop=True))
    world.run_on(TODAY)

    result = world.run_on(LATER)

    assert settled(result) == [(State.PLANNED, State.WITHDRAWN, "not-begun")]
    assert states(result) == [State.SENT]


def test_two_drafts_of_one_mail_are_for_a_person():
    world = past_first_run(a_world())
    world.mailbox.will_say("create", UNKNOWN, happens=True)
    world.run_on(TODAY)
    (kept,) = world.mailbox.drafts.values()
    world.mailbox.drafts["copy"] = replace(kept, message_id="copy")

    result = run_soon(world, 20)

    assert settled(result) == [(State.CREATING, State.REVIEW, "found-twice")]
    assert len(world.mailbox.drafts) == 2
    assert result.exit_code == 3


def test_a_dry_run_tells_what_settling_would_do_and_does_nothing():
    world = a_waiting_draft()
    world.ledger.pay("26000040")
    before = world.store.attempts("acme").events.copy()

    result = world.run_on(LATER, dry_run=True)

    assert settled(result) == [(State.DRAFTED, State.WITHDRAWN, "paid")]
    assert world.store.attempts("acme").events == before
    assert len(world.mailbox.drafts) == 1


class _Meanwhile:
    """Books during whose reading something happens elsewhere."""

    def __init__(self, ledger: Any, event: Any) -> None:
        self._ledger, self._event = ledger, event

    def open_items(self, today: Any) -> Any:
        self._event()
        return self._ledger.open_items(today)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)


def _sent_on(day: Any) -> Any:
    return ThreadView(sent_on=day)
