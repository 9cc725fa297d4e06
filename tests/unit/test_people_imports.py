"""Reminders sent by hand, read in before the first run or after it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reminder.app.import_lines import read_lines
from reminder.app.imports import import_reminders
from reminder.errors import UsageError
from reminder.model.books import Books, Receivable
from tests.builders import TODAY, a_credit, a_debtor, a_decision, a_receivable
from tests.desks import People

OPEN = a_receivable(numbers=("26000042", "F-42"))
SENT = TODAY - timedelta(days=3)


def books(*receivables: Receivable) -> Books:
    return Books(receivables=receivables or (OPEN,), debtors={a_debtor().id: a_debtor()})


def lines(*rows: str, header: str = "invoice;tier;date") -> bytes:
    return "\n".join((header, *rows)).encode()


def test_a_reminder_can_be_imported_before_any_run_by_any_number_of_the_open_invoice():
    people = People()

    imported = import_reminders(people.desk, books(), lines(f"f-42;friendly;{SENT}"))

    (step,) = people.desk.mails.steps()
    assert (imported.new, imported.known) == (1, 0)
    assert (step.receivable, step.tier, step.day, step.sent) == (OPEN.key, "friendly", SENT, True)


def test_what_was_imported_keeps_to_its_invoice_when_the_due_date_is_changed_before_the_first_run():
    people = People()
    import_reminders(people.desk, books(), lines(f"26000042;friendly;{SENT}"))
    moved = replace(OPEN, due_date=TODAY, instalment=TODAY.isoformat())

    imported = import_reminders(people.desk, books(moved), lines(f"26000042;friendly;{SENT}"))

    assert (imported.new, imported.known) == (0, 1)
    assert len(people.desk.mails.steps()) == 1


def test_of_several_instalments_those_that_were_due_were_reminded():
    later = replace(a_receivable(days_overdue=-30), invoice_key=OPEN.invoice_key, numbers=OPEN.numbers)
    people = People()

    import_reminders(people.desk, books(OPEN, later), lines(f"26000042;friendly;{SENT}"))

    assert [step.receivable for step in people.desk.mails.steps()] == [OPEN.key]


def test_a_reminder_sent_before_anything_was_due_counts_for_the_whole_invoice():
    people = People()
    early = TODAY - timedelta(days=60)

    import_reminders(people.desk, books(), lines(f"26000042;friendly;{early}"))

    assert [step.receivable for step in people.desk.mails.steps()] == [OPEN.key]


def test_an_invoice_that_only_runs_have_seen_is_found_as_well():
    people = People()
    people.ran(a_decision(receivable=OPEN))

    import_reminders(people.desk, Books(receivables=(), debtors={}), lines(f"26000042;friendly;{SENT}"))

    assert [step.receivable for step in people.desk.mails.steps()] == [OPEN.key]


def test_every_wrong_line_is_told_at_once_and_nothing_is_imported():
    people = People()
    tomorrow = TODAY + timedelta(days=1)
    content = lines(
        f"26000042,formal,{SENT}",
        f"26000043,friendly,{SENT}",
        f"26000042,call-me,{SENT}",
        "26000042,friendly,23-11-2026",
        f"26000042,final-demand,{tomorrow}",
        f"F-42,formal,{SENT}",
        "26000042,formal",
        header="Invoice,Tier,Date",
    )

    with pytest.raises(UsageError) as refused:
        import_reminders(people.desk, books(), content)

    said = refused.value.message.splitlines()[1:]
    assert [line.split(":")[0].strip() for line in said] == [f"line {number}" for number in range(3, 9)]
    assert "26000042" in said[0]
    assert "friendly, formal, final-demand" in said[1]
    assert "line 2" in said[4]
    assert people.desk.mails.steps() == ()


def test_the_nearest_numbers_are_shown_as_they_are_written():
    with pytest.raises(UsageError, match="the nearest are F-42"):
        import_reminders(People().desk, books(), lines(f"F-421;friendly;{SENT}"))


def test_a_number_of_two_open_invoices_is_told():
    people = People()
    other = a_receivable(invoice="26000043", numbers=("26000043", "F-42"))

    with pytest.raises(UsageError, match="2 invoices"):
        import_reminders(people.desk, books(OPEN, other), lines(f"F-42;friendly;{SENT}"))


def test_a_credit_is_no_invoice_to_be_reminded_of():
    with pytest.raises(UsageError, match="no invoice 26000050"):
        import_reminders(People().desk, books(OPEN, a_credit()), lines(f"26000050;friendly;{SENT}"))


@pytest.mark.parametrize("header", ["invoice;tier;date", "\ufeffDate;Invoice;Tier", "invoice,tier,date"])
def test_separator_order_and_byte_order_mark_of_the_header_do_not_matter(header: str):
    names = header.strip("\ufeff").lower().replace(",", ";").split(";")
    values = {"invoice": "1", "tier": "friendly", "date": "2026-11-20"}
    row = ("," if "," in header else ";").join(values[name] for name in names)

    found, faults = read_lines(f"{header}\r\n{row}\r\n\r\n".encode())

    assert faults == ()
    assert [(each.number, each.invoice, each.tier, each.sent) for each in found] == [(2, "1", "friendly", "2026-11-20")]


@pytest.mark.parametrize("content", [b"", b"26000042;friendly;2026-11-20\n", b"invoice;tier\n"])
def test_a_file_without_the_header_is_refused(content: bytes):
    assert read_lines(content) == ((), ((1, "the header must be invoice, tier, date"),))


@pytest.mark.parametrize("content", [b"\xff\xfe", b'invoice;tier;date\n"26;friendly'])
def test_a_file_that_is_no_csv_text_is_refused(content: bytes):
    with pytest.raises(UsageError):
        read_lines(content)
