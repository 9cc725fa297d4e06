"""The large books: repeatable, big enough for second pages, and odd in every way they name."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from reminder.sandbox.book import Account, Book, Term
from reminder.sandbox.codes import TermStatus
from reminder.sandbox.grown_book import grown_book
from tests.sandbox.exact_calls import BULK, LIST, TODAY, exact_on_a_socket

BOOK = grown_book(1, TODAY)


def rows(name: str) -> list[Term]:
    return BOOK.terms_of(BOOK.oddities[name])


def account(name: str) -> Account:
    return BOOK.account(BOOK.oddities[name])


def open_of(book: Book, code: str) -> list[Term]:
    return [term for term in book.open_rows() if book.accounts[term.account].code == code]


def test_the_same_seed_and_day_give_the_same_books():
    assert grown_book(1, TODAY) == BOOK
    assert grown_book(2, TODAY) != BOOK


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1)])
@pytest.mark.parametrize("seed", [0, 7])
def test_the_size_is_the_same_for_every_seed_and_day(seed: int, today: date):
    book = grown_book(seed, today)

    assert (len(book.accounts), book.open_count(), len(book.oddities)) == (150, 320, 53)
    assert len(book.terms) > 1000


def test_every_oddity_is_open_under_its_name():
    codes = {found.code for found in BOOK.accounts.values()}

    for name, key in BOOK.oddities.items():
        terms = open_of(BOOK, key) if key in codes else [term for term in BOOK.terms_of(key) if term.is_open]
        assert terms, name


def test_references_and_hids_tell_rows_apart():
    assert max(Counter(term.hid for term in BOOK.terms).values()) == 1
    assert max(Counter(term.id for term in BOOK.terms).values()) == 1
    assert max(Counter(term.your_ref for term in BOOK.open_rows() if term.your_ref).values()) == 3


def test_the_service_tells_the_truth_over_all_its_pages():
    with exact_on_a_socket(grown_book(1, TODAY)) as exact:
        bulk = exact.rows(BULK, {"$select": "ID"})
        listed = exact.rows(LIST)

    assert len(bulk) == len(BOOK.terms)
    assert sum(Decimal(str(row["Amount"])) for row in listed) == sum(term.amount_division for term in BOOK.open_rows())


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("partly-paid", [(50, "1200.00"), (20, "800.00")]),
        ("instalments", [(20, "1000.00")] * 3),
        ("direct-debit-selected", [(30, "130.00")]),
        ("direct-debit-processed", [(40, "140.00")]),
        ("reopened", [(20, "515.00")]),
        ("same-number-elsewhere", [(20, "410.00"), (20, "420.00")]),
    ],
)
def test_rows_of_an_oddity(name: str, amounts: list[tuple[int, str]]):
    assert [(int(term.status), str(term.amount)) for term in rows(name)] == amounts


def test_oddities_of_dates_and_currencies():
    assert rows("no-due-date")[0].due_date is None
    assert rows("due-today")[0].due_date == TODAY
    assert len({term.due_date for term in rows("instalments")}) == 3
    assert len({term.entry_id for term in rows("instalments")}) == 1
    (mismatch,) = rows("currency-mismatch")
    assert mismatch.amount * mismatch.rate != mismatch.amount_division
    (dollars,) = rows("dollars")
    assert (dollars.amount * dollars.rate, dollars.currency) == (dollars.amount_division, "USD")


def test_oddities_of_credits():
    for name, balance in (("credit-beside-due", 800), ("credit-exceeds-due", -50), ("unallocated-receipt", 0)):
        code = BOOK.accounts[rows(name)[0].account].code
        assert sum(term.amount for term in open_of(BOOK, code)) == balance


def test_oddities_without_a_number():
    for name, number in (("opening-balance", None), ("opening-balance-zero", 0)):
        (term,) = open_of(BOOK, BOOK.oddities[name])
        assert (term.invoice_number, term.your_ref or None) == (number, None)


def test_oddities_of_documents():
    assert not [d for d in BOOK.documents if d.sales_invoice_number == rows("no-pdf")[0].invoice_number]
    (many,) = [d for d in BOOK.documents if d.sales_invoice_number == rows("several-attachments")[0].invoice_number]
    assert len([file for file in BOOK.attachments if file.document == many.id]) == 3


def test_oddities_of_customers():
    assert account("blocked").blocked
    assert account("anonymised").is_anonymised
    assert (account("ended").end_date or TODAY) < TODAY
    assert "#geen-herinnering" in (account("held-by-marker").remarks or "")
    assert account("own-division").type == "D"
    assert {account(name).language for name in ("french", "german", "english")} == {"FR", "DE", "EN"}
    payer = account("invoiced-elsewhere")
    assert [found.name for found in BOOK.accounts.values() if found.invoice_account == payer.id]


def test_oddities_of_addresses():
    contacts = {contact.account: contact for contact in BOOK.contacts.values()}
    assert account("without-address").email is None
    assert contacts[account("without-address").id].business_email is None
    assert account("address-of-contact").email is None
    assert contacts[account("address-of-contact").id].business_email
    assert account("address-of-account").main_contact is None
    assert (contacts[account("ended-contact").id].end_date or TODAY) < TODAY
    assert contacts[account("anonymised-contact").id].is_anonymised


def test_nothing_in_the_crowd_is_in_transit():
    odd = {BOOK.oddities[name] for name in ("direct-debit-selected", "direct-debit-processed")}

    moving = [term.your_ref for term in BOOK.open_rows() if term.status is not TermStatus.OPEN]

    assert set(moving) == odd
