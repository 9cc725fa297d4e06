"""A whole run through the command line, judged by the sandbox's own books and mailbox."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from reminder.sandbox.gmail.records import Event, Kind
from tests.e2e.conftest import Stage


def by_invoice(run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["invoice"]: each for each in run["decisions"] if each["invoice"]}


def about_drafts(stage: Stage) -> list[Event]:
    """Everything that happened in the mailbox but the digests."""
    return [event for event in stage.sandbox.gmail.history if event.kind is not Kind.INSERTED]


def drafts_by_subject(stage: Stage) -> set[str]:
    return {str(draft.message.email["Subject"]) for draft in stage.sandbox.gmail.drafts()}


def test_the_totals_of_a_run_are_those_of_the_books(stage: Stage):
    run = stage.run_now()

    totals = {currency: Decimal(amount) for currency, amount in run["open"]["totals"].items()}
    assert totals == stage.sandbox.exact.open_totals()
    assert run["exit_code"] == 0


def test_every_receivable_has_exactly_one_decision(stage: Stage):
    run = stage.run_now()

    refs = Counter(term.your_ref for term in stage.sandbox.exact.open_rows())
    assert Counter(each["invoice"] for each in run["decisions"]) == refs
    assert run["open"]["count"] == len(run["decisions"])


def test_the_guides_two_invoices_are_reminded_formally(stage: Stage):
    decisions = by_invoice(stage.run_now())

    bakery, hotel = decisions["F2026-0042"], decisions["F2026-0038"]
    assert (bakery["amount"], bakery["days_overdue"], bakery["tier"]) == ("1250.00", 21, "formal")
    assert (hotel["amount"], hotel["days_overdue"], hotel["tier"]) == ("3400.00", 18, "formal")
    assert (bakery["outcome"], bakery["reason"]) == ("remind", "first-contact")


def test_boundaries_of_amount_and_days_fall_on_the_right_side(stage: Stage):
    decisions = by_invoice(stage.run_now())

    found = {
        (each["amount"], each["tier"])
        for each in decisions.values()
        if each["amount"] in {"999.99", "1000.00", "5000.00"}
    }
    assert found == {("999.99", "friendly"), ("1000.00", "formal"), ("5000.00", "formal")}
    call = next(each for each in decisions.values() if each["amount"] == "5000.01")
    assert (call["outcome"], call["reason"], call["tier"]) == ("call", "call-by-amount", "call-me")
    assert {each["reason"] for each in decisions.values() if each["days_overdue"] == 13} == {"grace"}
    assert {each["outcome"] for each in decisions.values() if each["days_overdue"] == 14} == {"remind"}


def test_every_reminder_of_the_run_is_a_draft_that_says_so(stage: Stage):
    run = stage.run_now()

    drafts = {draft.id: draft.message for draft in stage.sandbox.gmail.drafts()}
    assert {each["draft_id"] for each in run["reminders"]} == drafts.keys()
    for each in run["reminders"]:
        mail = drafts[each["draft_id"]]
        assert each["state"] == "drafted"
        assert str(mail.email["To"]) == ", ".join(each["to"])
        assert all(number in mail.text and number in mail.html for number in each["invoices"])
        assert each["reference"] in mail.text
        assert each["reference"] in mail.html


def test_a_reader_is_addressed_by_title_prefix_and_surname_where_the_ledger_knows_them(stage: Stage):
    stage.run_now()

    openings = {
        str(each.message.email["To"]): each.message.text.partition("\n")[0] for each in stage.sandbox.gmail.drafts()
    }
    assert openings["administratie@hotelamstel.example"] == "Geachte heer De Vries,"
    assert openings["administratie@hetwiel.example"] == "Geachte heer of mevrouw Bakker,"
    assert openings["administratie@harbourtrading.example"] == "Dear Sir or Madam,"


def test_answers_and_blind_copies_go_where_the_configuration_says(stage: Stage):
    config = stage.folder / "config.toml"
    company = '[administrations.acme.company]\nreply_to = "post@acme.example"\nbcc = ["boek@houder.example"]\n'
    text = config.read_text(encoding="utf-8").replace("[administrations.acme.company]\n", company)
    config.write_text(text, encoding="utf-8")

    run = stage.run_now()

    heads = [each.message.email for each in stage.sandbox.gmail.drafts()]
    assert len(heads) == len(run["reminders"]) > 0
    assert {(str(each["Reply-To"]), str(each["Bcc"])) for each in heads} == {
        ("post@acme.example", "boek@houder.example")
    }
    assert not any("houder.example" in each.message.text for each in stage.sandbox.gmail.drafts())


def test_in_draft_mode_nothing_is_ever_sent(stage: Stage):
    stage.run_now()

    assert stage.sandbox.gmail.sent() == ()
    assert {event.kind for event in stage.sandbox.gmail.history} <= {Kind.DRAFT_CREATED, Kind.INSERTED}


@pytest.mark.fault(35)
def test_a_second_run_creates_nothing(stage: Stage):
    first = stage.run_now()
    events = about_drafts(stage)

    second = stage.run_now()

    assert second["reminders"] == []
    assert about_drafts(stage) == events
    waiting = {each["invoice"] for each in second["decisions"] if each["reason"] == "draft-waiting"}
    assert waiting == {number for each in first["reminders"] for number in each["invoices"]}


def test_an_invoice_that_falls_due_between_two_runs_is_the_one_that_is_added(stage: Stage):
    stage.run_now()
    before = drafts_by_subject(stage)
    world, today = stage.sandbox.exact, stage.sandbox.clock.today()
    world.add_account("9001", "Nieuwkomer B.V.", email="info@nieuwkomer.example")
    world.add_invoice("9001", "321.00", due=today - timedelta(days=14), ref="F2026-0999")

    second = stage.run_now()

    assert [each["invoices"] for each in second["reminders"]] == [["F2026-0999"]]
    assert len(drafts_by_subject(stage) - before) == 1


def test_the_guides_book_takes_at_most_ten_calls_of_exact_without_attachments(stage: Stage):
    config = stage.folder / "config.toml"
    config.write_text(config.read_text() + "\n[administrations.acme.policy]\nattach_invoices = false\n")
    before = len(stage.sandbox.exact_faults.history)

    stage.run_now()

    calls = stage.sandbox.exact_faults.history[before:]
    assert 0 < len(calls) <= 10


def test_at_most_three_calls_of_gmail_are_made_for_a_draft(stage: Stage):
    before = len(stage.sandbox.gmail_faults.history)

    run = stage.run_now()

    calls = stage.sandbox.gmail_faults.history[before:]
    about_drafts = [call for call in calls if "/drafts" in call.path]
    assert len(about_drafts) <= 3 * len(run["reminders"])


def test_a_dry_run_says_the_same_and_changes_nothing(stage: Stage):
    dry = stage.run_now("--dry-run")
    assert stage.sandbox.gmail.history == ()

    real = stage.run_now()

    assert dry["dry_run"] is True
    assert dry["decisions"] == real["decisions"]
    assert {each["state"] for each in dry["reminders"]} == {"planned"}
    assert [each["reference"] for each in dry["reminders"]] == [each["reference"] for each in real["reminders"]]


def test_a_paid_invoice_takes_its_untouched_draft_with_it(stage: Stage):
    stage.sandbox.exact.bank_line(stage.sandbox.clock.today())
    stage.run_now()
    stage.sandbox.exact.pay("F2026-0042")

    second = stage.run_now()

    assert [(each["from"], each["to"], each["reason"]) for each in second["settled"]] == [
        ("drafted", "withdrawn", "paid")
    ]
    assert not any("F2026-0042" in subject for subject in drafts_by_subject(stage))


def test_a_part_payment_rewrites_the_draft_with_what_is_open_now(stage: Stage):
    stage.sandbox.exact.bank_line(stage.sandbox.clock.today())
    stage.run_now()
    stage.sandbox.exact.part_pay("F2026-0042", "250.00")

    second = stage.run_now()

    assert [each["total"] for each in second["reminders"]] == ["1000.00"]
    assert [(each["to"], each["reason"]) for each in second["settled"]] == [("withdrawn", "changed")]


def test_newer_books_rewrite_every_waiting_draft(stage: Stage):
    first = stage.run_now()
    stage.sandbox.exact.bank_line(stage.sandbox.clock.today())

    second = stage.run_now()

    assert len(second["reminders"]) == len(first["reminders"])
    assert len(stage.sandbox.gmail.drafts()) == len(first["reminders"])


def test_an_edited_draft_is_left_to_its_owner(stage: Stage):
    first = stage.run_now()
    mine = next(each for each in first["reminders"] if each["invoices"] == ["F2026-0042"])
    stage.sandbox.gmail.edit_draft(mine["draft_id"], append_text="Groet, Piet")

    second = stage.run_now()

    assert second["reminders"] == []
    assert [(each["reference"], each["to"]) for each in second["settled"]] == [(mine["reference"], "user-owned")]
    assert by_invoice(second)["F2026-0042"]["reason"] == "draft-waiting"


def test_an_edited_draft_about_a_paid_invoice_needs_a_person(stage: Stage):
    first = stage.run_now()
    mine = next(each for each in first["reminders"] if each["invoices"] == ["F2026-0042"])
    stage.sandbox.gmail.edit_draft(mine["draft_id"], append_text="Groet, Piet")
    stage.sandbox.exact.pay("F2026-0042")

    second = stage.run_now()

    assert second["exit_code"] == 3
    assert [each["code"] for each in second["warnings"]] == ["do-not-send"]
    assert mine["reference"] in second["warnings"][0]["text"]
    assert any(draft.id == mine["draft_id"] for draft in stage.sandbox.gmail.drafts())


def test_a_draft_that_a_person_sent_is_a_step_done(stage: Stage):
    first = stage.run_now()
    mine = next(each for each in first["reminders"] if each["invoices"] == ["F2026-0042"])
    stage.sandbox.gmail.send_draft_by_hand(mine["draft_id"])

    second = stage.run_now()

    assert [(each["to"], each["reason"]) for each in second["settled"]] == [("gone", "sent")]
    assert by_invoice(second)["F2026-0042"]["reason"] in {"step-not-due", "term-running"}
