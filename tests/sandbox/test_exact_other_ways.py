"""Every service through which a client could read the same books, each under its own rules."""

from collections.abc import Iterator

import pytest

from reminder.sandbox.exact.errors import SYNTAX
from tests.sandbox.exact_calls import DIVISION, LIST, Exact, books_with, exact_on_a_socket, good

TERMS = "sync/Cashflow/PaymentTerms"


@pytest.fixture
def exact() -> Iterator[Exact]:
    with exact_on_a_socket() as exact:
        yield exact


@pytest.mark.parametrize(
    "path",
    [
        "read/financial/ReceivablesList",
        "read/financial/AgingReceivablesList",
        "read/financial/AgingOverview",
        "read/financial/OutstandingInvoicesOverview",
        "sync/Cashflow/PaymentTerms",
        "sync/CRM/Accounts",
        "sync/CRM/Contacts",
        "sync/SalesInvoice/SalesInvoices",
        "crm/Contacts",
        "cashflow/PaymentConditions",
        "salesinvoice/SalesInvoices",
        "salesentry/SalesEntries",
        "documents/Documents",
        "documents/DocumentAttachments",
        "financial/Journals",
        "financialtransaction/TransactionLines",
        "system/Divisions",
        "system/AllDivisions",
        "hrm/Divisions",
    ],
)
def test_every_service_of_the_api_that_concerns_debtors_answers(exact: Exact, path: str):
    assert exact.rows(path)


def test_age_groups_part_the_list_and_agree_with_the_totals(exact: Exact):
    groups = [exact.rows(f"{LIST}ByAgeGroup", {"ageGroup": str(group)}) for group in (1, 2, 3, 4)]
    overview = {row["AgeGroup"]: row["AmountReceivable"] for row in exact.rows("read/financial/AgingOverview")}

    assert sorted(row["HID"] for group in groups for row in group) == sorted(row["HID"] for row in exact.rows(LIST))
    for number, group in enumerate(groups, start=1):
        aged = exact.rows("read/financial/AgingReceivablesListByAgeGroup", {"ageGroup": str(number)})
        assert sum(row["Amount"] for row in group) == pytest.approx(overview[number])
        assert sum(row[f"AgeGroup{number}Amount"] for row in aged) == pytest.approx(overview[number])


def test_an_age_group_of_one_customer_is_a_part_of_both(exact: Exact):
    account = exact.world.book.account("13").id
    asked = {"accountId": f"guid'{account}'", "ageGroup": "1"}

    rows = exact.rows(f"{LIST}ByAccountAndAgeGroup", asked)

    whole = exact.rows(f"{LIST}ByAccount", {"accountId": f"guid'{account}'"})
    assert {row["AccountId"] for row in rows} <= {str(account)}
    assert 0 < len(rows) <= len(whole)


@pytest.mark.parametrize(
    "path",
    [f"{LIST}ByAgeGroup", f"{LIST}ByAccountAndAgeGroup", "read/financial/AgingReceivablesListByAgeGroup"],
)
def test_a_function_without_its_age_group_is_refused(exact: Exact, path: str):
    assert exact.text_of(path) == SYNTAX


def test_synchronised_rows_are_read_from_the_highest_stamp_on(exact: Exact):
    before = exact.rows(TERMS, {"$filter": "Timestamp gt 1L"})
    highest = max(int(row["Timestamp"]) for row in before)
    exact.clock.advance(seconds=5)
    exact.world.pay("F2026-0042")

    changed = exact.rows(TERMS, {"$filter": f"Timestamp gt {highest}L"})

    assert [(row["YourRef"], row["Status"], row["LineType"]) for row in changed] == [("F2026-0042", 50, 20)]
    assert len({row["Timestamp"] for row in before}) == len(before) == len(exact.world.book.terms)


@pytest.mark.parametrize("condition", ["Status eq 20", "Timestamp gt 1L and Status eq 20"])
def test_a_sync_service_filters_on_its_stamp_alone(exact: Exact, condition: str):
    text = exact.text_of(TERMS, {"$filter": condition})

    assert text == "This $filter parameter is not supported for this resource"


def test_a_sync_page_holds_a_thousand_and_needs_no_select():
    with exact_on_a_socket(books_with(1_001)) as exact:
        first = good(exact.call(TERMS))["d"]

        assert len(first["results"]) == 1_000
        assert len(exact.rows(TERMS)) == 1_001


def test_nothing_can_be_written_to_a_sync_service(exact: Exact):
    assert exact.call(TERMS, method="PUT").status_code == 405


def test_a_sales_entry_is_found_by_the_receivables_key(exact: Exact):
    asked = {"$select": "TransactionEntryID", "$filter": "InvoiceNumber eq 26000042"}
    (row,) = exact.rows("cashflow/Receivables", asked)

    entry = good(exact.call(f"salesentry/SalesEntries(guid'{row['TransactionEntryID']}')"))["d"]

    assert (entry["YourRef"], entry["AmountDC"], entry["Status"], entry["Division"]) == (
        "F2026-0042",
        1250.0,
        50,
        DIVISION,
    )
