"""What a pull takes of Exact: a page at a time, each once, and nothing when the day's allowance does not cover it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reminder.errors import UnavailableError
from reminder.ledgers.exact.queries import open_receivables
from reminder.sandbox import fault_actions as go
from reminder.sandbox.empty_book import empty_books
from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.guide_book import DIVISION
from tests.bench.books import large_book
from tests.contract.exact_connection import TODAY, Connection, connected

PULL = ["OutstandingInvoicesOverview", "Receivables", "Accounts", "Contacts", "Journals", "TransactionLines"]


def services(exact: Connection) -> list[str]:
    return [call.path.rpartition("/")[2] for call in exact.calls()]


def test_a_small_pull_that_the_day_does_not_cover_is_refused_before_any_row_is_read():
    with connected(knobs=Knobs(calls_per_day=10)) as exact:
        with pytest.raises(UnavailableError, match="allows 8 more calls") as caught:
            exact.ledger.open_items(TODAY)

        assert services(exact) == ["Divisions", "OutstandingInvoicesOverview"]
        assert "reading 18 open items takes about 9" in caught.value.message
        assert "2026-11-24 00:00 UTC" in caught.value.message
        assert caught.value.exit_code == 6


def test_a_small_pull_that_the_day_just_covers_goes_ahead_without_further_calls():
    with connected(knobs=Knobs(calls_per_day=12)) as exact:
        exact.ledger.open_items(TODAY)

        assert services(exact) == ["Divisions", *PULL]


def test_customers_and_contacts_are_counted_when_a_large_pull_may_not_fit():
    book = large_book(TODAY, rows=11_000)
    with connected(book, knobs=Knobs(calls_per_day=24)) as exact:
        with pytest.raises(UnavailableError, match="takes about 25"):
            exact.ledger.open_items(TODAY)

        assert services(exact) == ["Divisions", "OutstandingInvoicesOverview", "$count", "$count"]


def test_a_pull_that_does_not_fit_since_counting_takes_calls_too_is_refused_before_any_row_is_read():
    book = large_book(TODAY, rows=1_001)
    for code in range(21, 25):
        book.journals.append(replace(book.journals[0], id=book.new_id(), code=str(code)))
    with connected(book, knobs=Knobs(calls_per_day=13)) as exact:
        with pytest.raises(UnavailableError, match="reading 1001 open items takes about 12"):
            exact.ledger.open_items(TODAY)

        assert services(exact) == ["Divisions", "OutstandingInvoicesOverview", "$count", "$count"]


def test_a_long_list_of_contacts_that_is_not_read_whole_does_not_make_a_pull_too_large():
    with connected(large_book(TODAY, rows=300), knobs=Knobs(calls_per_day=100)) as exact:
        exact.fault(go.replace_body(lambda _: b"300000"), r"Contacts/\$count")

        assert len(exact.ledger.open_items(TODAY).receivables) == 300


def test_a_count_that_exact_does_not_give_stops_nothing():
    book = large_book(TODAY, rows=201)
    with connected(book, knobs=Knobs(calls_per_day=100)) as exact:
        exact.fault(go.status(404), r"/\$count", every=True)

        assert len(exact.ledger.open_items(TODAY).receivables) == 201


def test_the_next_day_covers_it_again():
    with connected(knobs=Knobs(calls_per_day=10)) as exact:
        with pytest.raises(UnavailableError):
            exact.ledger.open_items(TODAY)
        exact.world.knobs.calls_per_day = 100
        exact.clock.sandbox.advance(seconds=timedelta(days=1).total_seconds())

        assert len(exact.ledger.open_items(TODAY).receivables) == 18


def test_contacts_are_read_anew_by_every_pull_and_new_ones_by_a_last_look():
    keeper = empty_books(TODAY, code=DIVISION, name="Acme B.V.")
    keeper.add_account("1", "Hotel Amstel")
    contact = keeper.add_contact("1", "J. Jansen", business_email="een@hotel.example")
    keeper.add_invoice("1", "1.00", due=TODAY)
    with connected(keeper.book) as exact:
        debtor = next(iter(exact.ledger.open_items(TODAY).debtors))
        contact.business_email = "twee@hotel.example"

        again = exact.ledger.open_items(TODAY)

        assert again.debtors[debtor].emails == ("twee@hotel.example",)


def test_nothing_is_read_twice_in_a_pull():
    with connected(large_book(TODAY, rows=2_500)) as exact:
        exact.ledger.open_items(TODAY)

        asked = [(call.path, call.query) for call in exact.calls()]
        assert len(asked) == len(set(asked)) == 9


def test_pages_stream_one_at_a_time():
    with connected(large_book(TODAY, rows=2_500)) as exact:
        exact.ledger.identity()
        exact.forget()
        rows = exact.client.rows(open_receivables())

        next(rows)
        first = len(exact.calls())
        _ = [next(rows) for _ in range(1_000)]

        assert (first, len(exact.calls())) == (1, 2)


def test_some_hundred_debtors_are_read_from_the_lists_in_a_call_each():
    with connected(large_book(TODAY, rows=1_000)) as exact:
        debtors = exact.ledger.open_items(TODAY).debtors

        assert len(debtors) == 200
        assert services(exact) == ["Divisions", *PULL]


def test_where_exact_refuses_a_list_without_a_filter_it_is_asked_by_key():
    with connected(large_book(TODAY, rows=1_000)) as exact:
        exact.fault(go.status(400), r"/bulk/CRM/Contacts\?(?!.*filter)", every=True)

        debtors = exact.ledger.open_items(TODAY).debtors

        assert all(each.contact for each in debtors.values())
        assert len(debtors) == 200
        assert services(exact).count("Contacts") == 6


def test_a_list_that_brings_little_is_given_up_after_a_page():
    book = large_book(TODAY, rows=12_500)
    few = sorted(book.accounts, key=str)[-50:]
    book.terms = [term for term in book.terms if term.account in few]
    with connected(book) as exact:
        debtors = exact.ledger.open_items(TODAY).debtors

        assert len(debtors) == 50
        assert all(each.emails[0].startswith("administratie@") for each in debtors.values())
        assert services(exact).count("Accounts") == 3
