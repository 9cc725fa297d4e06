"""For any books: what a mail asks for, attaches and shows as a code is what the ledger says, to the cent."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.app.plan import make_plan
from reminder.model.books import Receivable
from reminder.model.reminder import Attachment
from reminder.words import formats
from tests.builders import a_credit, a_debtor, a_policy, a_receivable
from tests.fakes import FakeLedger
from tests.offices import World
from tests.scanning import scanned

DEBTORS = {each.id: each for each in (a_debtor(code="1001"), a_debtor(code="1002"), a_debtor(code="1003"))}
owners = st.sampled_from(sorted(DEBTORS))
cents = st.integers(min_value=200, max_value=400_000).map(lambda number: Decimal(number) / 100)
owed = st.lists(st.tuples(owners, cents, st.integers(min_value=1, max_value=60), st.booleans()), min_size=1, max_size=8)
credited = st.lists(st.tuples(owners, cents), max_size=2)


Owed = Sequence[tuple[str, Decimal, int, bool]]


def rows_of(owed: Owed, credited: Sequence[tuple[str, Decimal]]) -> list[Receivable]:
    """Give invoices, some in two instalments, and credits, each of a debtor."""
    invoices = [
        a_receivable(invoice=str(26000001 + place // 2), invoice_key=f"{debtor}-{place // 2}", debtor_id=debtor,
                     amount=amount, days_overdue=late + place)
        for place, (debtor, amount, late, _) in enumerate(owed)
    ]  # fmt: skip
    credits_ = [
        a_credit(-amount, invoice=str(26000101 + place), debtor_id=debtor)
        for place, (debtor, amount) in enumerate(credited)
    ]
    return [*invoices, *credits_]


@settings(max_examples=40, deadline=None)
@given(owed=owed, credited=credited)
def test_amounts_files_and_code_of_every_mail_are_those_of_the_ledger(
    owed: list[tuple[str, Decimal, int, bool]], credited: list[tuple[str, Decimal]]
):
    rows = {each.key: each for each in rows_of(owed, credited)}
    there = {each.invoice_key for each, (*_, pdf) in zip(rows.values(), owed, strict=False) if pdf}
    pdfs = {
        key: (Attachment(filename=f"{row.invoice}.pdf", content=f"%PDF {row.invoice_key}".encode()),)
        for key, row in rows.items()
        if row.invoice_key in there
    }
    ledger = FakeLedger(receivables=tuple(rows.values()), debtors=DEBTORS, pdfs=pdfs)
    office = World(ledger=ledger, policy=a_policy()).office(epc_qr=True)

    plan = make_plan(office, World(ledger=ledger).order())

    for mail in plan.reminders:
        listed = [rows[item.receivable] for item in mail.items]
        invoices = {each.invoice_key for each in listed if not each.credit}
        assert {each.debtor_id for each in listed} == {mail.debtor_id}
        assert {each.content for each in mail.attachments} == {f"%PDF {key}".encode() for key in invoices & there}
        assert len(mail.attachments) == len(invoices & there)
        assert mail.total == sum(each.amount for each in listed)
        assert scanned(mail.images[0].content).decode().split("\n")[7] == f"EUR{mail.total:.2f}"
        for amount in (*(each.amount for each in listed), mail.total):
            assert formats.money(amount, currency="EUR", language="nl") in mail.text
