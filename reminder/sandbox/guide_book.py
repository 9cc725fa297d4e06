"""A small set of books for the guides and the demo: every tier, every boundary, all dates relative to today."""

from datetime import date, timedelta
from decimal import Decimal

from reminder.sandbox.book import Account, Book
from reminder.sandbox.bookkeeper import Bookkeeper
from reminder.sandbox.empty_book import empty_books, last_working_day_before
from reminder.sandbox.guide_debtors import DEBTORS, Debtor

DIVISION = 123456
NUMBERS_FROM = 26_000_000

PARTLY_PAID, WITH_CREDIT, PAID, DIRECT_DEBIT, DOLLARS = "F2026-0033", "12", "F2026-0036", "F2026-0044", "F2026-0045"


def guide_book(today: date) -> Book:
    """The books of Acme B.V. (division 123456): 18 open terms, the debtors know their invoices by YourRef."""
    books_until = last_working_day_before(today)
    keeper = empty_books(books_until, code=DIVISION, name="Acme B.V.")
    for debtor in DEBTORS:
        _add(keeper, debtor, today)
    keeper.part_pay(PARTLY_PAID, "1000.00")
    keeper.credit(WITH_CREDIT, "150.00")
    keeper.pay(PAID)
    _collect(keeper)
    keeper.bank_line(books_until)
    return keeper.book


def _add(keeper: Bookkeeper, debtor: Debtor, today: date) -> None:
    account = keeper.add_account(
        debtor.code,
        debtor.name,
        language=debtor.language,
        phone=debtor.phone,
        country="US" if debtor.language == "EN" else "NL",
        email=f"info@{debtor.domain}" if debtor.domain else None,
        chamber_of_commerce=debtor.registered,
    )
    _add_contact(keeper, debtor, account)
    for invoice in debtor.invoices:
        due = today - timedelta(days=invoice.late)
        ref = f"F2026-{invoice.ref:04}"
        keeper.add_invoice(debtor.code, invoice.amount, due=due, ref=ref, number=NUMBERS_FROM + invoice.ref)
        if invoice.pdf:
            keeper.add_pdf(ref)


def _add_contact(keeper: Bookkeeper, debtor: Debtor, account: Account) -> None:
    if debtor.contact is None:
        return
    keeper.add_contact(
        account.code,
        debtor.contact,
        gender=debtor.gender,
        language=debtor.language,
        business_email=f"administratie@{debtor.domain}",
        business_phone=debtor.phone,
    )


def _collect(keeper: Bookkeeper) -> None:
    keeper.direct_debit(DIRECT_DEBIT)
    (dollars,) = keeper.book.terms_of(DOLLARS)
    dollars.currency, dollars.rate = "USD", Decimal("0.92")
    dollars.amount_division = dollars.amount * dollars.rate
