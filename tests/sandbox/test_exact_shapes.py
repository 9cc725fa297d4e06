"""How Exact writes values, rows and signs."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from reminder.sandbox.codes import TermStatus
from reminder.sandbox.exact.edm import date_text
from reminder.sandbox.exact.knobs import Knobs
from tests.sandbox.exact_calls import BULK, LIST, Exact, exact_on_a_socket, good

AMOUNTS = "ID,YourRef,AmountDC,AmountFC,Currency,RateFC,Status,IsFullyPaid,TransactionAmountDC,TransactionEntryID"


@pytest.fixture
def exact() -> Iterator[Exact]:
    with exact_on_a_socket() as served:
        yield served


def receivables(exact: Exact, ref: str) -> list[dict[str, object]]:
    return [row for row in exact.rows(BULK, {"$select": AMOUNTS}) if row["YourRef"] == ref]


def test_dates_are_dutch_wall_clock_written_as_utc(exact: Exact):
    exact.world.book.account("1").modified = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    rows = exact.rows("crm/Accounts", {"$filter": "trim(Code) eq '1'", "$select": "Modified,EndDate"})
    due = exact.rows(LIST, {"$filter": "YourRef eq 'F2026-0042'", "$select": "DueDate"})

    assert rows[0]["Modified"] == date_text(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "/Date(1782952200000)/"
    assert rows[0]["EndDate"] is None
    assert due[0]["DueDate"] == "/Date(1793577600000)/"


def test_fixed_width_texts_are_padded(exact: Exact):
    (account,) = exact.rows("crm/Accounts", {"$filter": "Name eq 'Hotel Amstel'", "$select": "Code,Country"})
    contacts = exact.rows("crm/Contacts", {"$select": "Language"})
    (item,) = exact.rows(LIST, {"$filter": "YourRef eq 'F2026-0038'", "$select": "AccountCode"})

    assert (account["Code"], account["Country"]) == (" " * 17 + "2", "NL ")
    assert {contact["Language"] for contact in contacts} == {"NL" + " " * 8, "EN" + " " * 8}
    assert item["AccountCode"] == account["Code"]


def test_long_integers_are_quoted_and_money_is_a_float(exact: Exact):
    answer = exact.call(LIST, {"$filter": "YourRef eq 'F2026-0040'", "$select": "HID,Amount,EntryNumber"})

    (row,) = json.loads(answer.text, parse_float=Decimal)["d"]["results"]
    assert isinstance(row["HID"], str)
    assert isinstance(row["EntryNumber"], int)
    assert row["Amount"] == Decimal("999.99")


def test_an_open_invoice_is_negative_as_receivable_and_positive_on_the_list(exact: Exact):
    (receivable,) = receivables(exact, "F2026-0042")
    (listed,) = exact.rows(LIST, {"$filter": "YourRef eq 'F2026-0042'"})

    assert (receivable["AmountDC"], receivable["TransactionAmountDC"]) == (-1250.0, 1250.0)
    assert listed["Amount"] == 1250.0


def test_the_lists_sign_can_be_turned():
    with exact_on_a_socket(knobs=Knobs(list_is_negative=True)) as exact:
        (listed,) = exact.rows(LIST, {"$filter": "YourRef eq 'F2026-0042'"})

    assert listed["Amount"] == -1250.0


def test_a_credit_has_the_opposite_sign_and_no_reference(exact: Exact):
    exact.world.credit("1", "50.00")

    listed = [row for row in exact.rows(LIST) if row["Amount"] < 0]
    unmatched = [row for row in exact.rows(BULK, {"$select": AMOUNTS}) if row["YourRef"] is None]

    assert [(row["Amount"], row["YourRef"]) for row in listed] == [(-150.0, None), (-50.0, None)]
    assert sorted(row["AmountDC"] for row in unmatched) == [50.0, 150.0]


def test_a_part_payment_leaves_a_matched_row_and_an_open_one(exact: Exact):
    rows = {row["Status"]: row for row in receivables(exact, "F2026-0033")}

    assert (rows[50]["AmountDC"], rows[50]["IsFullyPaid"]) == (-1000.0, True)
    assert (rows[20]["AmountDC"], rows[20]["IsFullyPaid"]) == (-1400.0, False)
    assert rows[20]["TransactionAmountDC"] == rows[50]["TransactionAmountDC"] == 2400.0
    assert rows[20]["TransactionEntryID"] == rows[50]["TransactionEntryID"]


def test_a_dollar_invoice_is_in_both_currencies_but_listed_in_the_divisions(exact: Exact):
    (receivable,) = receivables(exact, "F2026-0045")
    (listed,) = exact.rows(LIST, {"$filter": "YourRef eq 'F2026-0045'"})

    assert (receivable["AmountFC"], receivable["Currency"], receivable["RateFC"]) == (-1800.0, "USD", 0.92)
    assert receivable["AmountDC"] == -1656.0
    assert (listed["Amount"], listed["CurrencyCode"]) == (1656.0, "EUR")


def test_a_direct_debit_is_in_transit(exact: Exact):
    (listed,) = exact.rows(LIST, {"$filter": "YourRef eq 'F2026-0044'"})
    (receivable,) = receivables(exact, "F2026-0044")

    assert listed["AmountInTransit"] == 89.5
    assert receivable["Status"] == 30


def test_collected_items_can_be_left_out_of_the_list():
    with exact_on_a_socket(knobs=Knobs(list_holds_collected=False)) as exact:
        exact.world.direct_debit("F2026-0042", TermStatus.COLLECTED)

        assert exact.rows(LIST, {"$filter": "YourRef eq 'F2026-0042'"}) == []


def test_select_is_honoured_and_metadata_always_there(exact: Exact):
    (row,) = exact.rows("crm/Accounts", {"$filter": "trim(Code) eq '1'", "$select": "Name, Email"})

    assert set(row) == {"__metadata", "Name", "Email"}
    assert row["__metadata"]["uri"].endswith(f"/crm/Accounts(guid'{exact.world.book.account('1').id}')")


def test_sub_collections_are_deferred(exact: Exact):
    (row,) = exact.rows("crm/Accounts", {"$filter": "trim(Code) eq '1'"})

    assert row["BankAccounts"]["__deferred"]["uri"].endswith("/BankAccounts")


def test_one_row_by_its_key_is_an_object(exact: Exact):
    account = exact.world.book.account("1")

    row = good(exact.call(f"crm/Accounts(guid'{account.id}')", {"$select": "Name"}))["d"]

    assert row["Name"] == "Bakkerij De Gouden Croissant"
    assert exact.call(f"crm/Accounts(guid'{exact.world.book.new_id()}')").status_code == 404
    assert exact.call(f"crm/Accounts(guid'{account.id}')", {"$filter": "Name eq 'x'"}).status_code == 400


@pytest.mark.parametrize("accept", ["", "*/*", "application/xml", "text/html, application/jsonp"])
def test_without_asking_for_json_the_answer_is_atom(exact: Exact, accept: str):
    answer = exact.http.get("/api/v1/current/Me", headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text.startswith("<?xml")


def test_me_is_a_row_in_results_with_the_division_last_opened(exact: Exact):
    exact.world.current_division = 654321

    (me,) = good(exact.http.get("/api/v1/current/Me"))["d"]["results"]

    assert me["CurrentDivision"] == 654321
    assert me["ServerTime"].startswith("2026-11-23T08:00:0")
    assert me["ServerUtcOffset"] == 3600


def test_the_date_header_follows_the_sandbox_clock(exact: Exact):
    exact.clock.advance(minutes=7)

    answer = exact.http.get("/api/v1/current/Me")

    assert answer.headers["date"].startswith("Mon, 23 Nov 2026 07:07:0")


def test_the_overview_agrees_with_the_list_and_the_truth(exact: Exact):
    (overview,) = exact.rows("read/financial/OutstandingInvoicesOverview")
    listed = exact.rows(LIST)

    assert overview["OutstandingReceivableInvoiceAmount"] == pytest.approx(sum(row["Amount"] for row in listed))
    assert overview["OutstandingReceivableInvoiceCount"] == len(listed) == exact.world.open_count()
    assert overview["OverdueReceivableInvoiceCount"] < len(listed)


def test_aging_sums_a_customers_items_by_age(exact: Exact):
    rows = exact.rows("read/financial/AgingReceivablesList")

    (row,) = [row for row in rows if row["AccountCode"].strip() == "13"]
    assert (row["AgeGroup1Amount"], row["AgeGroup2Amount"], row["TotalAmount"]) == (560.75, 325.0, 885.75)
