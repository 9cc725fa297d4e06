"""What comes back on mails that left: replies, bounces and mails written by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reminder.app.run import run
from reminder.model.history import HoldReason
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun
from reminder.ports.mailbox import ThreadView
from tests.builders import TODAY, a_receivable
from tests.offices import World
from tests.unit.test_deliver import LATER, WEEK, a_world, past_first_run, states

ADDRESS = "administratie@bakkerij.example"


def a_sent_mail() -> tuple[World, str]:
    """Send a mail to a debtor that owes something else as well, due a week later."""
    world = past_first_run(a_world())
    world.run_on(TODAY)
    other = a_receivable(invoice="26000099", debtor_id="debtor-1", days_overdue=8)
    world.ledger.receivables = (*world.ledger.receivables, other)
    (mail,) = world.mailbox.sent
    return world, mail.thread_id


def reasons(result: AdministrationRun) -> dict[str | None, str]:
    return {each.receivable.invoice: each.reason.value for each in result.decisions}


def test_a_reply_of_a_person_holds_the_debtor_for_a_fortnight_and_is_told():
    world, thread = a_sent_mail()
    world.clock.advance(days=2)
    world.mailbox.reply(thread)

    results = [world.run_on(TODAY + WEEK * number) for number in (1, 2, 3)]

    assert [reasons(each)["26000099"] for each in results] == ["on-hold", "on-hold", "first-contact"]
    (hold,) = world.store.memory("acme").holds()
    assert (hold.reason, hold.source, hold.debtor_code) == (HoldReason.REPLY, "mailbox", "1")
    assert hold.until == LATER + timedelta(days=13)
    assert [("reply" in {note.code for note in each.warnings}) for each in results] == [True, False, False]
    assert results[0].exit_code == 0


def test_an_automatic_answer_holds_nobody():
    world, thread = a_sent_mail()
    world.mailbox.reply(thread, automatic=True)

    result = world.run_on(LATER)

    assert world.store.memory("acme").holds() == ()
    assert reasons(result)["26000099"] == "first-contact"


def test_a_reply_is_one_event_however_often_it_is_seen_and_released_for_good():
    world, thread = a_sent_mail()
    world.mailbox.reply(thread)
    world.run_on(LATER)
    (hold,) = world.store.memory("acme").holds()
    world.store.memory("acme").release_hold(hold.id)

    result = world.run_on(LATER + timedelta(days=1))

    assert world.store.memory("acme").holds() == ()
    assert reasons(result)["26000099"] == "first-contact"


@pytest.mark.fault(115)
def test_a_bounce_holds_the_debtor_and_its_address_is_not_used_again():
    world, thread = a_sent_mail()
    world.mailbox.bounce(thread)

    first, later = world.run_on(LATER), world.run_on(LATER + WEEK * 3)

    assert reasons(first)["26000099"] == "on-hold"
    assert "bounce" in {each.code for each in first.warnings}
    assert reasons(later)["26000099"] == "no-address"


def test_another_address_works_again_after_a_bounce():
    world, thread = a_sent_mail()
    world.mailbox.bounce(thread)
    world.run_on(LATER)
    world.ledger.debtors = {
        key: replace(each, emails=("nieuw@bakkerij.example",)) for key, each in world.ledger.debtors.items()
    }

    later = world.run_on(LATER + WEEK * 3)

    assert reasons(later)["26000099"] == "first-contact"


def test_the_real_message_id_of_a_mail_is_kept():
    world, _ = a_sent_mail()

    world.run_on(LATER)

    (attempt,) = [each for each in world.store.attempts("acme").every() if each.as_of == TODAY]
    assert attempt.header_id == f"<{attempt.message_id}@mail.gmail.com>"


def test_a_mail_written_by_hand_about_the_invoice_counts_for_the_interval():
    world = past_first_run(a_world())
    world.clock.advance(days=4)
    world.mailbox.write_by_hand(ADDRESS, "Uw factuur 26000040")

    first, later = world.run_on(TODAY), world.run_on(LATER)

    assert reasons(first) == {"26000040": "interval"}
    assert (states(first), len(world.mailbox.sent)) == ([], 2)
    assert reasons(later) == {"26000040": "first-contact"}


def test_a_mail_written_by_hand_withdraws_a_draft_that_waits():
    world = past_first_run(a_world(mode=Mode.DRAFT))
    world.run_on(TODAY)
    world.clock.advance(days=4)
    world.mailbox.write_by_hand(ADDRESS, "Uw factuur 26000040")

    result = world.run_on(LATER)

    assert [(each.after, each.reason) for each in result.settled] == [("withdrawn", "interval")]
    assert world.mailbox.drafts == {}


def test_mails_of_long_ago_and_to_debtors_without_debts_are_not_followed():
    world, thread = a_sent_mail()
    world.ledger.receivables = ()
    world.mailbox.threads[thread] = ThreadView(replied_on=TODAY)

    paid = world.run_on(LATER)
    old = world.run_on(TODAY + timedelta(days=61))

    assert world.store.memory("acme").holds() == ()
    assert [note.code for each in (paid, old) for note in each.warnings if note.code == "reply"] == []


def test_without_read_access_nothing_is_followed():
    world, thread = a_sent_mail()
    world.mailbox.reply(thread)
    world.clock.advance(days=7)

    result = run(world.office(threads=None), world.order(LATER))

    assert reasons(result)["26000099"] == "first-contact"


def test_a_dry_run_sees_a_reply_and_records_nothing():
    world, thread = a_sent_mail()
    world.mailbox.reply(thread)

    dry = world.run_on(LATER, dry_run=True)

    assert reasons(dry)["26000099"] == "on-hold"
    assert world.store.memory("acme").holds() == ()
