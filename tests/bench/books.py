"""Books of any size for the sandbox, the same each time: plain euro invoices, five to a debtor."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from reminder.sandbox.book import Account, Book, Contact, Term
from reminder.sandbox.bookkeeper import Bookkeeper
from reminder.sandbox.empty_book import empty_books

DIVISION = 123456
ROWS_A_DEBTOR = 5
NUMBERS_FROM = 26_000_000
USUAL_TERM = timedelta(days=30)
LATEST = 21
"""Days past due of what is to be reminded."""


def large_book(today: date, *, rows: int, due: int = 0) -> Book:
    """Give books with so many open invoices; the first of each of `due` debtors is to be reminded, no other is due."""
    keeper = empty_books(today, code=DIVISION, name="Acme B.V.")
    for place in range(-(-rows // ROWS_A_DEBTOR)):
        account = _account(keeper, place)
        for row in range(place * ROWS_A_DEBTOR, min(rows, (place + 1) * ROWS_A_DEBTOR)):
            late = place < due and row % ROWS_A_DEBTOR == 0
            keeper.book.terms.append(_term(keeper.book, account, row, today, late=late))
    keeper.bank_line(today)
    return keeper.book


def add_due(keeper: Bookkeeper, today: date, *, debtors: int, pdf: bool = False) -> None:
    """Add debtors with one invoice each that is to be reminded, with its PDF if asked for."""
    for _ in range(debtors):
        account = _account(keeper, len(keeper.book.accounts))
        term = _term(keeper.book, account, len(keeper.book.terms), today, late=True)
        keeper.book.terms.append(term)
        if pdf:
            keeper.add_pdf(str(term.your_ref))


def _account(keeper: Bookkeeper, place: int) -> Account:
    book, code, domain = keeper.book, str(10_000 + place), f"debiteur{place}.example"
    account = Account(
        id=book.new_id(),
        code=code,
        name=f"Voorbeeldbedrijf nummer {place} B.V.",
        email=f"info@{domain}",
        phone="020 123 45 67",
    )
    contact = Contact(
        id=book.new_id(),
        account=account.id,
        number=place,
        first_name="Jan",
        last_name=f"Voorbeeld{place}",
        gender="M",
        business_email=f"administratie@{domain}",
    )
    account.main_contact = contact.id
    book.accounts[account.id], book.contacts[contact.id] = account, contact
    return account


def _term(book: Book, account: Account, row: int, today: date, *, late: bool) -> Term:
    due = today - timedelta(days=LATEST) if late else today + timedelta(days=1 + row % 29)
    amount = Decimal(100 + row % 800) + Decimal(row % 100) / 100
    number, contact = NUMBERS_FROM + row, account.main_contact
    return Term(
        id=book.new_id(),
        hid=book.number(),
        account=account.id,
        contact=contact,
        amount=amount,
        amount_division=amount,
        entry_id=_entry(book),
        entry_number=number,
        entry_date=due - USUAL_TERM,
        invoice_date=due - USUAL_TERM,
        due_date=due,
        invoice_total=amount,
        invoice_number=number,
        your_ref=f"F{number}",
        description=f"Factuur {number}",
    )


def _entry(book: Book) -> UUID:
    return book.new_id()
