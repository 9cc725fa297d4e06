"""What people do to the sandbox's books, and that the truth and the service agree on it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reminder.sandbox.codes import TermStatus
from reminder.sandbox.empty_book import last_working_day_before
from reminder.sandbox.exact.world import ExactWorld
from reminder.sandbox.guide_book import guide_book
from tests.sandbox.exact_calls import BULK, LIST, TODAY, Exact, exact_on_a_socket

BAKERY = "F2026-0042"
OPEN = "Status eq 20 or Status eq 30 or Status eq 40"


@pytest.fixture
def exact() -> Iterator[Exact]:
    with exact_on_a_socket() as served:
        yield served


def rows_of(exact: Exact, ref: str) -> list[tuple[int, Decimal]]:
    rows = exact.rows(BULK, {"$select": "YourRef,Status,AmountFC"})
    return sorted((row["Status"], Decimal(str(row["AmountFC"]))) for row in rows if row["YourRef"] == ref)


def open_totals(exact: Exact) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for row in exact.rows(BULK, {"$select": "Currency,AmountFC", "$filter": OPEN}):
        totals[row["Currency"]] = totals.get(row["Currency"], Decimal(0)) - Decimal(str(row["AmountFC"]))
    return totals


@pytest.mark.parametrize(
    "action",
    [
        lambda _: None,
        lambda world: world.pay(BAKERY),
        lambda world: world.part_pay(BAKERY, "250.00"),
        lambda world: world.credit("1", "100.00"),
        lambda world: world.receipt("2", "40.00"),
        lambda world: world.direct_debit(BAKERY, TermStatus.COLLECTED),
        lambda world: world.add_invoice("3", "12.34", due=None, ref="F2026-0099"),
        lambda world: world.part_pay("F2026-0045", "800.00"),
    ],
)
def test_the_service_and_the_truth_agree_after_every_action(exact: Exact, action: Callable[[ExactWorld], None]):
    action(exact.world)

    assert open_totals(exact) == exact.world.open_totals()
    assert len(exact.rows(LIST)) == exact.world.open_count() == len(exact.world.open_rows())


def test_a_paid_invoice_leaves_the_list_and_stays_as_a_matched_row(exact: Exact):
    exact.world.pay(BAKERY)

    assert rows_of(exact, BAKERY) == [(50, Decimal("-1250.0"))]
    assert exact.rows(LIST, {"$filter": f"YourRef eq '{BAKERY}'"}) == []


def test_a_part_payment_splits_the_term(exact: Exact):
    exact.world.part_pay(BAKERY, "250.00")

    assert rows_of(exact, BAKERY) == [(20, Decimal("-1000.0")), (50, Decimal("-250.0"))]


def test_a_reversed_payment_opens_the_invoice_again(exact: Exact):
    exact.world.pay(BAKERY)
    exact.world.reverse_payment(BAKERY)

    assert rows_of(exact, BAKERY) == [(20, Decimal("-1250.0"))]


def test_money_without_an_invoice_is_a_credit_from_the_bank(exact: Exact):
    exact.world.receipt("2", "40.00")

    (row,) = [row for row in exact.rows(LIST) if row["Amount"] == -40.0]
    assert (row["JournalCode"], row["YourRef"], row["InvoiceNumber"]) == ("20", None, 0)


def test_an_invoice_goes_by_any_of_its_numbers(exact: Exact):
    exact.world.pay("26000042")

    assert rows_of(exact, BAKERY) == [(50, Decimal("-1250.0"))]
    with pytest.raises(LookupError):
        exact.world.pay(BAKERY)
    with pytest.raises(LookupError):
        exact.world.pay("F1999-0001")


def test_a_due_date_can_move_or_vanish(exact: Exact):
    exact.world.change_due_date(BAKERY, date(2026, 12, 1))
    exact.world.change_due_date("F2026-0038", None)

    rows = {row["YourRef"]: row["DueDate"] for row in exact.rows(LIST)}
    assert (rows[BAKERY], rows["F2026-0038"]) == ("/Date(1796083200000)/", None)


def test_a_customer_can_be_blocked_remarked_on_and_readdressed(exact: Exact):
    exact.world.block("1")
    exact.world.remark("1", "#geen-herinnering")
    exact.world.change_address("1", "nieuw@goudencroissant.example")

    (row,) = exact.rows("crm/Accounts", {"$filter": "trim(Code) eq '1'", "$select": "Blocked,Remarks,Email,ID"})
    (contact,) = exact.rows(
        "bulk/CRM/Contacts", {"$select": "BusinessEmail", "$filter": f"Account eq guid'{row['ID']}'"}
    )
    assert (row["Blocked"], row["Remarks"], row["Email"]) == (
        True,
        "#geen-herinnering",
        "nieuw@goudencroissant.example",
    )
    assert contact["BusinessEmail"] == "nieuw@goudencroissant.example"


def test_a_bank_statement_moves_the_books_on(exact: Exact):
    exact.world.bank_line(TODAY, status=20)
    exact.world.bank_line(TODAY)

    rows = exact.rows("financialtransaction/TransactionLines", {"$filter": "Date ge datetime'2026-11-23'"})
    assert sorted(row["Status"] for row in rows) == [20, 50]


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2028, 2, 29), date(2027, 1, 3)])
def test_the_guide_book_is_dated_relative_to_today(today: date):
    book = guide_book(today)

    (bakery,) = book.terms_of(BAKERY)
    (hotel,) = book.terms_of("F2026-0038")
    assert [(bakery.amount, (today - (bakery.due_date or today)).days)] == [(Decimal("1250.00"), 21)]
    assert [(hotel.amount, (today - (hotel.due_date or today)).days)] == [(Decimal("3400.00"), 18)]
    assert max(line.date for line in book.lines) == last_working_day_before(today)
    assert book.open_count() < 60


@pytest.mark.parametrize(("day", "before"), [(23, 20), (24, 23), (28, 27), (29, 27)])
def test_the_last_working_day_is_no_weekend(day: int, before: int):
    assert last_working_day_before(date(2026, 11, day)) == date(2026, 11, before)


def test_every_address_in_the_guide_book_is_invented():
    book = guide_book(TODAY)

    mails = [account.email for account in book.accounts.values()]
    mails += [contact.business_email or contact.email for contact in book.contacts.values()]
    assert all(mail.endswith(".example") for mail in mails if mail)


def test_two_guide_books_of_one_day_are_equal_and_apart():
    one, other = guide_book(TODAY), guide_book(TODAY)

    assert one == other
    one.terms[0].due_date = TODAY - timedelta(days=1)
    assert one != other
