"""What goes with the mails of a run: threads, files, ways to pay, and what the run says of what is missing."""
# ruff: noqa: ANN401 - a world takes any field of what it is made of

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from reminder.app.enclosures import LARGEST_MAIL
from reminder.app.plan import make_plan
from reminder.app.run import run
from reminder.compose.codes import payload
from reminder.errors import AuthorisationError, UnavailableError
from reminder.model.books import Debtor, Receivable
from reminder.model.charges import Charges
from reminder.model.policy import Mode
from reminder.model.reminder import Attachment, Reminder
from reminder.model.run import AdministrationRun
from tests.builders import TODAY, a_company, a_debtor, a_notice, a_policy, a_receivable
from tests.composing import a_composer
from tests.fakes import FakeLedger
from tests.offices import World

LATER = TODAY + timedelta(days=14)
LAST = LATER + timedelta(days=21)
PDF = Attachment(filename="26000042.pdf", content=b"%PDF-1.4")


def a_world(*rows: Receivable, debtor: Debtor | None = None, **changes: Any) -> World:
    owner = debtor or a_debtor()
    ledger = FakeLedger(receivables=rows or (a_receivable(),), debtors={owner.id: owner})
    return World(ledger=ledger, policy=a_policy(final_demand=True), **changes)


def draft(world: World) -> EmailMessage:
    (kept,) = world.mailbox.drafts.values()
    return kept.email


def planned(world: World, **changes: Any) -> tuple[Reminder, dict[str, str]]:
    """Give the only mail of a plan, and its warnings by code."""
    plan = make_plan(world.office(**changes), world.order())
    (reminder,) = plan.reminders
    return reminder, {each.code: each.text for each in plan.remarks}


def warnings(run: AdministrationRun) -> dict[str, str]:
    return {each.code: each.text for each in run.warnings}


def test_a_later_tier_goes_into_the_thread_of_the_mail_that_was_sent():
    world = a_world()
    world.run_on(TODAY)
    world.send_all_drafts()
    first = world.mailbox.sent[0]

    world.run_on(LATER)

    (kept,) = world.mailbox.drafts.values()
    assert kept.thread_id == first.thread_id
    assert draft(world)["Subject"] == f"Re: {first.email['Subject']}"
    assert draft(world)["In-Reply-To"] == draft(world)["References"] == f"<{first.message_id}@mail.gmail.com>"


def test_the_third_mail_refers_to_both_before_it_under_the_same_subject():
    world = a_world(mode=Mode.SEND)
    for day in (TODAY - timedelta(days=7), TODAY, LATER, LAST):
        world.run_on(day)

    *_, first, second, third = world.mailbox.sent

    ids = [f"<{each.message_id}@mail.gmail.com>" for each in (first, second)]
    assert third.email["References"].split() == ids
    assert third.email["In-Reply-To"] == ids[1]
    assert third.email["Subject"] == second.email["Subject"] == f"Re: {first.email['Subject']}"
    assert len({each.thread_id for each in (first, second, third)}) == 1


def test_a_dry_run_shows_the_same_thread_and_the_draft_stays_as_it_is_the_week_after():
    world = a_world()
    world.run_on(TODAY)
    world.send_all_drafts()
    shown = world.run_on(LATER, dry_run=True)

    made = world.run_on(LATER)
    again = world.run_on(LATER)

    assert shown.reminders[0].subject == made.reminders[0].subject == "Re: Herinnering factuur 26000042"
    assert again.reminders == ()


def test_without_read_access_a_later_mail_stands_alone():
    world = a_world()
    run(world.office(threads=None), world.order())
    world.send_all_drafts()
    for day in (LATER, LATER + timedelta(days=14)):
        run(world.office(threads=None), world.order(day))

    assert draft(world)["In-Reply-To"] is None
    assert draft(world)["Subject"] == "Betalingsherinnering factuur 26000042"


def test_a_mail_after_a_discarded_draft_stands_alone():
    world = a_world()
    world.run_on(TODAY)
    world.mailbox.discard(next(iter(world.mailbox.drafts)))
    world.run_on(LATER)

    world.run_on(LATER + timedelta(days=14))

    assert draft(world)["In-Reply-To"] is None
    assert draft(world)["Subject"] == "Betalingsherinnering factuur 26000042"


def test_a_mail_to_another_address_stands_alone():
    world = a_world()
    world.run_on(TODAY)
    world.send_all_drafts()
    moved = a_debtor(emails=("nieuw@bakkerij.example",))
    world.ledger.debtors = {moved.id: moved}

    world.run_on(LATER)

    assert draft(world)["In-Reply-To"] is None


def test_a_mail_that_takes_a_step_the_earlier_one_knew_nothing_of_stands_alone():
    world = a_world()
    world.run_on(TODAY)
    world.send_all_drafts()
    world.ledger.receivables = (*world.ledger.receivables, a_receivable(invoice="26000099", days_overdue=10))

    world.run_on(LATER)

    assert draft(world)["In-Reply-To"] is None


def test_a_file_goes_only_with_the_mail_that_lists_its_invoice_and_once_for_its_instalments():
    parts = (a_receivable(days_overdue=40), a_receivable(days_overdue=20))
    world = a_world(*parts)
    world.ledger.pdfs = {each.key: (PDF,) for each in (*parts, a_receivable(invoice="26000043"))}

    reminder, warned = planned(world)

    assert [(each.filename, each.receivable) for each in reminder.attachments] == [(PDF.filename, parts[0].key)]
    assert warned == {}


def test_a_missing_pdf_stops_no_mail_and_is_said():
    world = a_world(a_receivable(), a_receivable(invoice="26000043"))
    world.ledger.pdfs = {a_receivable().key: (PDF,)}

    done = world.run_on(TODAY)

    assert [each.state for each in done.reminders] == ["drafted"]
    assert "26000043" in warnings(done)["missing-pdf"]
    assert "26000042" not in warnings(done)["missing-pdf"]
    assert "Een deel van de facturen" in str(draft(world).get_body(("plain",)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Van 7 facturen is geen pdf gevonden (1, 2, 3, 4, 5 en nog 2); de e-mails gaan zonder."),
        ("en", "No PDF was found of 7 invoices (1, 2, 3, 4, 5 and 2 more); the mails go without."),
    ],
)
def test_many_missing_pdfs_are_counted_and_a_few_named_in_the_owners_language(language: str, text: str):
    world = a_world(*(a_receivable(invoice=str(number)) for number in range(1, 8)))

    done = run(world.office(language=language), world.order())

    assert warnings(done)["missing-pdf"] == text


def test_a_ledger_that_gives_no_files_at_all_stops_no_mail():
    for error in (UnavailableError("Exact answers too slowly"), AuthorisationError("Exact refuses Documents")):
        world = a_world()
        world.ledger.documents_error = error

        reminder, warned = planned(world)

        assert reminder.attachments == ()
        assert error.message in warned["missing-pdf"]


def test_files_beyond_what_a_mail_holds_are_left_out_and_said():
    rows = (a_receivable(), a_receivable(invoice="26000043"), a_receivable(invoice="26000044"))
    half = b"%PDF" + b"0" * (LARGEST_MAIL // 2)
    world = a_world(*rows)
    world.ledger.pdfs = {each.key: (Attachment(filename=f"{each.invoice}.pdf", content=half),) for each in rows[:2]}
    world.ledger.pdfs = {**world.ledger.pdfs, rows[2].key: (PDF,)}

    reminder, warned = planned(world)

    assert [each.filename for each in reminder.attachments] == ["26000042.pdf", "26000042.pdf"]
    assert [each.receivable for each in reminder.attachments] == [rows[0].key, rows[2].key]
    assert "26000043" in warned["large-pdf"]
    assert "Een deel van de facturen" in reminder.text


def test_without_attach_invoices_no_file_is_asked_for_or_missed():
    world = a_world()

    _, warned = planned(world, attach_invoices=False)

    assert "documents" not in world.ledger.calls
    assert warned == {}


def test_links_and_the_code_go_with_the_mail_and_ask_for_its_total():
    world = a_world(a_receivable(amount="250.10"), a_receivable(invoice="26000043", amount="50.00"))

    reminder, warned = planned(world, payment_link="https://pay.example/{invoice}/{amount}", epc_qr=True)

    assert "https://pay.example/26000042/250.10" in reminder.text
    assert "https://pay.example/26000043/50.00" in reminder.text
    assert f"cid:{reminder.images[0].content_id}" in reminder.html
    notice = a_notice(*world.ledger.receivables)
    assert payload(notice, a_company()).split("\n")[7] == f"EUR{reminder.total}" == "EUR300.10"
    assert warned.keys() == {"missing-pdf"}


def test_a_draft_with_everything_in_it_stays_while_nothing_changes():
    world = a_world()
    world.ledger.pdfs = {a_receivable().key: (PDF,)}
    office = world.office(payment_link="https://pay.example/{invoice}", epc_qr=True)
    first = run(office, world.order())

    second = run(office, replace(world.order(), run="RUN2"))

    assert [each.state for each in first.reminders] == ["drafted"]
    assert (second.reminders, second.settled) == ((), ())


def test_what_cannot_be_offered_or_said_is_said_in_the_run():
    world = a_world(debtor=a_debtor(language="de"))

    reminder, warned = planned(world, epc_qr=True, company=a_company(account_holder="A" * 71))

    assert (reminder.language, reminder.images) == ("nl", ())
    assert "Voor debiteur 1001 is er geen tekst in taal de; de e-mail is in taal nl." in warned["language-fallback"]
    assert "de naam van de rekeninghouder past er niet in" in warned["no-pay-code"]


def test_a_final_demand_names_the_charges_of_the_configuration():
    row = a_receivable(amount="1250.00", days_overdue=30)
    world = a_world(row, debtor=a_debtor(business=True))
    charges = Charges(collection_fee=True, interest=True)
    run(world.office(charges=charges), world.order())
    formal = str(draft(world).get_body(("plain",)))
    world.send_all_drafts()
    world.clock.advance(days=35)

    run(world.office(charges=charges), world.order(LAST))

    final = draft(world).get_body(("plain",))
    assert isinstance(final, EmailMessage)
    assert "incassokosten" not in formal
    assert "incassokosten in rekening. Die bedragen €\u00a0187,50." in final.get_content()
    assert "handelsrente" in final.get_content()


def test_past_the_table_of_rates_the_interest_is_left_out_and_that_is_said():
    day = date(2027, 1, 4)
    row = a_receivable(amount="1250.00", due_date=day - timedelta(days=60))
    world = a_world(row, debtor=a_debtor(business=True))
    office = world.office(charges=Charges(interest=True))
    for earlier in (day - timedelta(days=40), day - timedelta(days=25)):
        world.run_on(earlier)
        world.send_all_drafts()
    world.clock.advance(days=25)

    done = run(office, world.order(day))

    assert [each.tier for each in done.reminders] == ["final-demand"]
    assert "rente" not in str(draft(world).get_body(("plain",)))
    assert "31 december 2026" in warnings(done)["interest-rates"]


def test_what_is_charged_never_reaches_the_total_that_is_recorded():
    row = a_receivable(amount="1250.00", days_overdue=60)
    world = a_world(row)

    done = run(world.office(charges=Charges(collection_fee=True)), world.order())

    assert [each.total for each in done.reminders] == [Decimal("1250.00")]


@pytest.mark.fault(127)
def test_a_text_that_changes_after_its_mail_left_mails_nobody_again(tmp_path: Path):
    world = a_world()
    world.run_on(TODAY)
    world.send_all_drafts()
    (tmp_path / "nl").mkdir()
    shipped = Path("templates/nl/friendly.j2").read_text(encoding="utf-8")
    (tmp_path / "nl" / "friendly.j2").write_text(shipped.replace("<p>", "<p>Nieuw: ", 1), encoding="utf-8")
    office = world.office(composer=a_composer(own_templates=tmp_path))

    later = run(office, world.order(TODAY + timedelta(days=8)))

    assert later.reminders == ()
    assert [each.reason for each in later.decisions] == ["step-not-due"]


def test_a_text_that_changes_while_its_draft_waits_is_written_anew(tmp_path: Path):
    world = a_world()
    first = world.run_on(TODAY)
    (tmp_path / "nl").mkdir()
    shipped = Path("templates/nl/friendly.j2").read_text(encoding="utf-8")
    (tmp_path / "nl" / "friendly.j2").write_text(shipped.replace("<p>", "<p>Nieuw: ", 1), encoding="utf-8")
    office = world.office(composer=a_composer(own_templates=tmp_path))

    second = run(office, replace(world.order(), run="RUN2"))

    assert [each.before for each in second.settled] == [first.reminders[0].state]
    assert "Nieuw: " in str(draft(world).get_body(("plain",)))


@pytest.mark.fault(120)
def test_what_is_put_in_the_mailbox_is_what_was_frozen_to_the_byte():
    world = a_world()

    done = world.run_on(TODAY)

    (kept,) = world.mailbox.drafts.values()
    assert kept.mail == world.store.attempts("acme").mail(done.reminders[0].reference)
