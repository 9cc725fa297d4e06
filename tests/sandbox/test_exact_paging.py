"""Exact's pages and the ways to cut, order and count them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from reminder.sandbox.exact.knobs import Knobs, Shape
from tests.sandbox.exact_calls import BULK, LIST, TODAY, Exact, books_with, exact_on_a_socket, good, query_of

LINES = "financialtransaction/TransactionLines"


@pytest.fixture(scope="module")
def served() -> Iterator[Exact]:
    with exact_on_a_socket(books_with(130)) as served:
        yield served


@pytest.fixture
def exact(served: Exact) -> Exact:
    served.clock.advance(minutes=1)
    served.use(served.world.grant())
    return served


@pytest.mark.parametrize("count", [0, 1, 59, 60, 61, 120])
def test_every_row_comes_once_whatever_the_number(count: int):
    with exact_on_a_socket(books_with(count)) as exact:
        rows = exact.rows(LIST)

    assert len({row["HID"] for row in rows}) == len(rows) == count


def test_the_last_page_has_no_next(exact: Exact):
    with exact_on_a_socket(books_with(60)) as full:
        assert "__next" not in good(full.call(LIST))["d"]
    assert "__next" in good(exact.call(LIST))["d"]


def test_next_is_absolute_repeats_the_options_and_names_the_last_key(exact: Exact):
    answer = good(exact.call("cashflow/Receivables", {"$select": "ID,DueDate", "$filter": "Status eq 20"}))["d"]

    base = str(exact.http.base_url)
    assert answer["__next"].startswith(f"{base}/api/v1/123456/cashflow/Receivables?")
    assert query_of(answer["__next"]) == {
        "$select": "ID,DueDate",
        "$filter": "Status eq 20",
        "$skiptoken": f"guid'{answer['results'][-1]['ID']}'",
    }


def test_next_of_an_ordered_list_names_the_order_value_and_the_key(exact: Exact):
    answer = good(exact.call(LIST, {"$orderby": "DueDate desc"}))["d"]

    last = answer["results"][-1]
    assert query_of(answer["__next"])["$skiptoken"] == f"datetime'2026-11-23T00:00:00',{last['HID']}L"


def test_bulk_pages_hold_a_thousand():
    with exact_on_a_socket(books_with(1001)) as many:
        first = good(many.call(BULK, {"$select": "ID"}))["d"]
        rows = many.rows(BULK, {"$select": "ID"})

    assert len(first["results"]) == 1000
    assert len({row["ID"] for row in rows}) == 1001


def test_a_row_paid_between_two_pages_does_not_shift_the_others(exact: Exact):
    first = good(exact.call(LIST))["d"]
    gone = first["results"][0]
    exact.world.pay(str(gone["InvoiceNumber"]))

    second = good(exact.http.get(first["__next"]))["d"]
    exact.world.reverse_payment(str(gone["InvoiceNumber"]))

    assert int(second["results"][0]["HID"]) > int(first["results"][-1]["HID"])
    assert len(second["results"]) == 60


def test_order_runs_through_all_pages_in_both_directions(exact: Exact):
    for days, term in enumerate(exact.world.open_rows()):
        term.due_date = TODAY - timedelta(days=days % 7)

    up = [row["DueDate"] for row in exact.rows(LIST, {"$orderby": "DueDate", "$select": "DueDate"})]
    down = [row["DueDate"] for row in exact.rows(LIST, {"$orderby": "DueDate desc,HID desc", "$select": "DueDate"})]

    assert len(up) == 130
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)


def test_rows_without_a_value_come_first_and_none_is_lost(exact: Exact):
    for term in exact.world.open_rows()[:70]:
        term.due_date = None

    rows = exact.rows(LIST, {"$orderby": "DueDate"})

    assert len({row["HID"] for row in rows}) == 130
    assert [row["DueDate"] for row in rows][:70] == [None] * 70


def test_a_large_top_is_spread_over_pages(exact: Exact):
    first = good(exact.call(LIST, {"$top": "100"}))["d"]

    second = good(exact.http.get(first["__next"]))["d"]

    assert len(first["results"]) == 60
    assert query_of(first["__next"])["$top"] == "40"
    assert len(second) == 40


@pytest.mark.parametrize("query", [{"$top": "60"}, {"$top": "5", "$inlinecount": "allpages"}])
def test_a_top_that_was_met_has_no_next(exact: Exact, query: dict[str, str]):
    answer = good(exact.call(LIST, query))["d"]

    assert "__next" not in answer


def test_a_small_top_gives_a_bare_list(exact: Exact):
    answers = [good(exact.call(LIST, {"$top": top}))["d"] for top in ("0", "1", "59", "60", "100")]

    assert [type(answer) for answer in answers] == [list, list, list, dict, dict]


@pytest.mark.parametrize(("shape", "kind"), [(Shape.RESULTS, dict), (Shape.LIST, list)])
def test_the_other_shape_can_be_forced(shape: Shape, kind: type):
    with exact_on_a_socket(knobs=Knobs(shape=shape)) as exact:
        answers = [good(exact.call(LIST, query))["d"] for query in ({"$top": "1"}, {})]

    assert [type(answer) for answer in answers] == [kind, kind]


def test_inlinecount_is_a_string_and_counts_beyond_the_page(exact: Exact):
    answer = good(exact.call(LIST, {"$inlinecount": "allpages", "$top": "5"}))["d"]

    assert answer["__count"] == "130"
    assert len(answer["results"]) == 5


def test_count_is_plain_text(exact: Exact):
    answer = exact.call(f"{LIST}/$count")

    assert (answer.text, answer.headers["content-type"]) == ("130", "text/plain; charset=utf-8")
