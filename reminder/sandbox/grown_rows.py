"""Odd rows: each function adds one to the books and gives the ref (or the account code) to find it by."""

from datetime import date
from decimal import Decimal

from reminder.sandbox.codes import EntryType, Method, TermStatus
from reminder.sandbox.grown_maker import Maker


def partly_paid(make: Maker) -> str:
    """2,000.00, of which 1,200.00 is paid: a matched row and an open one."""
    ref = make.invoice(make.debtor("Deelbetaler B.V."), "2000.00", 25)
    make.keeper.part_pay(ref, "1200.00")
    return ref


def instalments(make: Maker) -> str:
    """One invoice of 3,000.00 in three terms: 40 and 20 days late, and one still to come."""
    code = make.debtor("Termijnen & Co.")
    first = make.term(code, "1000.00", 40)
    for late in (20, -10):
        make.term(
            code,
            "1000.00",
            late,
            ref=first.your_ref,
            number=first.entry_number,
            entry_id=first.entry_id,
            entry_date=first.entry_date,
            invoice_date=first.invoice_date,
        )
    for term in make.keeper.book.terms_of(str(first.your_ref)):
        term.invoice_total = Decimal("3000.00")
    return str(first.your_ref)


def credit_beside_due(make: Maker) -> str:
    """900.00 late, and a credit note of 100.00 that nobody has set off."""
    code = make.debtor("Tegoed Handelsonderneming")
    ref = make.invoice(code, "900.00", 20)
    make.keeper.credit(code, "100.00")
    return ref


def credit_exceeds_due(make: Maker) -> str:
    """300.00 late beside a credit of 350.00: nothing is owed on balance."""
    code = make.debtor("Saldo Nihil B.V.")
    ref = make.invoice(code, "300.00", 20)
    make.keeper.credit(code, "350.00")
    return ref


def unallocated_receipt(make: Maker) -> str:
    """750.00 late, and as much on the bank without an invoice."""
    code = make.debtor("Vooruitbetaler V.O.F.")
    ref = make.invoice(code, "750.00", 22)
    make.keeper.receipt(code, "750.00")
    return ref


def opening_balance(make: Maker) -> str:
    """The account code of a debtor with an opening-balance row: no invoice number, no reference."""
    code = make.debtor("Beginbalans B.V.")
    make.term(code, "450.00", 60, ref=None, invoice_number=None, type=EntryType.OPENING, journal="90")
    return code


def opening_balance_zero(make: Maker) -> str:
    """The account code of a debtor whose opening-balance row has invoice number 0."""
    code = make.debtor("Overgenomen Boekhouding")
    make.term(code, "455.00", 60, ref="", invoice_number=0, type=EntryType.OPENING, journal="90")
    return code


def dollars(make: Maker) -> str:
    """USD 2,500.00 at 0.92."""
    return make.invoice(make.debtor("Pacific Parts Inc.", language="EN"), "2500.00", 21, currency="USD", rate=RATE)


def euros_and_dollars(make: Maker) -> str:
    """The account code of a debtor with a late invoice in each currency."""
    code = make.debtor("Twee Valuta B.V.")
    make.invoice(code, "610.00", 21)
    make.invoice(code, "620.00", 21, currency="USD", rate=RATE)
    return code


def currency_mismatch(make: Maker) -> str:
    """USD 1,000.00 at 0.92 that stands in the books for 900.00."""
    ref = make.invoice(make.debtor("Koersverschil B.V."), "1000.00", 21, currency="USD", rate=RATE)
    make.keeper.book.terms_of(ref)[0].amount_division = Decimal("900.00")
    return ref


def direct_debit_selected(make: Maker) -> str:
    """Selected for collection: status 30."""
    ref = make.invoice(make.debtor("Incasso Een"), "130.00", 16, method=Method.DIRECT_DEBIT)
    make.keeper.direct_debit(ref)
    return ref


def direct_debit_processed(make: Maker) -> str:
    """Collection processed: status 40."""
    ref = make.invoice(make.debtor("Incasso Twee"), "140.00", 16, method=Method.DIRECT_DEBIT)
    make.keeper.direct_debit(ref, TermStatus.COLLECTED)
    return ref


def direct_debit_expected(make: Maker) -> str:
    """To be collected, 15 days late, not selected yet."""
    return make.invoice(make.debtor("Incasso Drie"), "150.00", 15, method=Method.DIRECT_DEBIT)


def direct_debit_failed(make: Maker) -> str:
    """To be collected, and still open 30 days past due."""
    return make.invoice(make.debtor("Incasso Mislukt"), "160.00", 30, method=Method.DIRECT_DEBIT)


def no_due_date(make: Maker) -> str:
    """An invoice without a due date."""
    return make.invoice(make.debtor("Zonder Vervaldag"), "275.00", None)


def due_today(make: Maker) -> str:
    """Due exactly today."""
    return make.invoice(make.debtor("Vandaag B.V."), "280.00", 0)


def below_minimum(make: Maker) -> str:
    """A rounding difference of 0.50."""
    return make.invoice(make.debtor("Afronding & Zn."), "0.50", 30)


def very_old(make: Maker) -> str:
    """More than a year late."""
    return make.invoice(make.debtor("Oud Zeer B.V."), "825.00", 400)


def very_large(make: Maker) -> str:
    """1,234,567.89."""
    return make.invoice(make.debtor("Groot Project N.V."), "1234567.89", 21)


def large_together(make: Maker) -> str:
    """The account code of a debtor who owes 3 × 2,000.00, none of it above 5,000.00 alone."""
    code = make.debtor("Veel Kleintjes B.V.")
    for late in (20, 21, 22):
        make.invoice(code, "2000.00", late)
    return code


def entered_late(make: Maker) -> str:
    """30 days past due, but booked only 5 days ago."""
    ref = make.invoice(make.debtor("Nagekomen Post"), "330.00", 30)
    make.keeper.book.terms_of(ref)[0].entry_date = date.fromordinal(make.today.toordinal() - 5)
    return ref


def same_number_elsewhere(make: Maker) -> str:
    """A number that another debtor's invoice in another journal has as well."""
    ref = make.term(make.debtor("Dubbelnummer Noord"), "410.00", 20)
    make.term(make.debtor("Dubbelnummer Zuid"), "420.00", 20, ref=ref.your_ref, number=ref.entry_number, journal="71")
    return str(ref.your_ref)


def reopened(make: Maker) -> str:
    """Paid, matched, and open again since the match was undone."""
    ref = make.invoice(make.debtor("Storno B.V."), "515.00", 24)
    make.keeper.pay(ref)
    make.keeper.reverse_payment(ref)
    return ref


def no_pdf(make: Maker) -> str:
    """Booked by hand: there is no document."""
    return str(make.term(make.debtor("Handboeking"), "205.00", 19).your_ref)


def several_attachments(make: Maker) -> str:
    """A document with the invoice and two more files."""
    term = make.term(make.debtor("Bijlagen & Co."), "215.00", 19)
    make.keeper.add_pdf(str(term.your_ref), files=3)
    return str(term.your_ref)


RATE = Decimal("0.92")
ODD_ROWS = (
    partly_paid, instalments, credit_beside_due, credit_exceeds_due, unallocated_receipt, opening_balance,
    opening_balance_zero, dollars, euros_and_dollars, currency_mismatch, direct_debit_selected,
    direct_debit_processed, direct_debit_expected, direct_debit_failed, no_due_date, due_today, below_minimum,
    very_old, very_large, large_together, entered_late, same_number_elsewhere, reopened, no_pdf, several_attachments,
)  # fmt: skip
