"""However Exact orders its rows and cuts them into pages, the debtors' statements are the same."""

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminder.errors import UnavailableError
from reminder.model.books import Statement
from reminder.rules.dunning import statements_of
from reminder.sandbox.fault_actions import Action, Exchange
from reminder.sandbox.grown_book import DIVISION, grown_book
from tests.contract.exact_connection import TODAY, Connection, connected

LISTS = r"bulk/(Cashflow/Receivables|CRM/Accounts|CRM/Contacts)$"
RECEIVABLES = "Cashflow/Receivables$"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def grown() -> Iterator[Connection]:
    with connected(grown_book(1, TODAY), division=DIVISION) as exact:
        exact.world.knobs.calls_per_minute = exact.world.knobs.calls_per_day = 1_000_000
        yield exact


def in_pages(chance: Random, sizes: Sequence[int], *, doubled: int = 0) -> Action:
    """Answer a list with its rows in any order, some twice, on pages of these sizes, the last of which holds the rest.

    Each list is shuffled once: on its first page.
    """
    kept: dict[str, list[list[Row]]] = {}

    async def play(exchange: Exchange) -> None:
        query = exchange.scope["query_string"].decode()
        asked, _, place = query.partition("&$skiptoken=")
        answer = await exchange.work() if not place else None
        if answer is not None:
            rows = json.loads(answer.body)["d"]["results"]
            again = chance.sample(rows, min(doubled, len(rows)))
            kept[asked] = list(_cut(chance.sample([*rows, *again], len(rows) + len(again)), sizes))
        await _show(exchange, kept[asked], int(place or 0), asked)

    return play


def _cut(rows: list[Row], sizes: Sequence[int]) -> Iterator[list[Row]]:
    for size in sizes:
        yield rows[:size]
        rows = rows[size:]
    yield rows


async def _show(exchange: Exchange, pages: list[list[Row]], place: int, asked: str) -> None:
    content: dict[str, Any] = {"results": pages[place]}
    if place + 1 < len(pages):
        host = dict(exchange.scope["headers"])[b"host"].decode()
        content["__next"] = f"http://{host}{exchange.scope['path']}?{asked}&$skiptoken={place + 1}"
    body = json.dumps({"d": content}).encode()
    headers = [(b"content-type", b"application/json")]
    await exchange.send({"type": "http.response.start", "status": 200, "headers": headers})
    await exchange.send({"type": "http.response.body", "body": body})


def statements(exact: Connection) -> tuple[tuple[Statement, ...], ...]:
    return statements_of(exact.ledger.open_items(TODAY))


@pytest.mark.fault(61, 62)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chance=st.randoms(use_true_random=False),
    sizes=st.lists(st.integers(0, 400), max_size=6),
    doubled=st.integers(0, 20),
)
def test_any_order_and_split_of_rows_over_pages_gives_the_same_statements(
    grown: Connection, chance: Random, sizes: list[int], doubled: int
):
    grown.faults.clear()
    before = statements(grown)

    grown.fault(in_pages(chance, sizes, doubled=doubled), LISTS, every=True)
    after = statements(grown)

    assert after == before
    assert sum(len(each.receivables) for debtor in after for each in debtor) > 300
    grown.forget()


@pytest.mark.fault(61)
def test_a_row_that_moves_past_the_reader_is_left_to_a_later_run(grown: Connection):
    """The ledger's own total tells that something is missing: a run warns of it (other-total)."""
    grown.faults.clear()
    whole = grown.ledger.open_items(TODAY)

    grown.fault(_without_one, RECEIVABLES)
    books = grown.ledger.open_items(TODAY)

    assert set(books.receivables) < set(whole.receivables)
    assert len(books.receivables) == len(whole.receivables) - 1
    assert books.overview is not None
    assert books.overview.total != sum(each.base_amount for each in books.receivables)


async def _without_one(exchange: Exchange) -> None:
    answer = await exchange.work()
    document = json.loads(answer.body)
    numbered = next(row for row in document["d"]["results"] if row["YourRef"])
    document["d"]["results"].remove(numbered)
    answer.body = json.dumps(document).encode()
    await exchange.answer(answer)


@pytest.mark.fault(61)
def test_a_row_that_moves_ahead_of_the_reader_counts_once(grown: Connection):
    grown.faults.clear()
    before = statements(grown)

    pages = in_pages(Random(7), [100, 100], doubled=50)  # noqa: S311 - a repeatable shuffle
    grown.fault(pages, RECEIVABLES, every=True)

    assert statements(grown) == before


def test_pages_that_come_back_with_another_content_end_the_pull(grown: Connection):
    grown.faults.clear()
    grown.fault(_ever_changing(), RECEIVABLES, every=True)

    with pytest.raises(UnavailableError, match="change while they are read"):
        grown.ledger.open_items(TODAY)


def _ever_changing() -> Action:
    """Each row comes twice, with another amount the second time."""

    async def play(exchange: Exchange) -> None:
        answer = await exchange.work()
        rows = json.loads(answer.body)["d"]["results"]
        await _show(exchange, [rows + [{**row, "AmountDC": -1.0} for row in rows]], 0, "")

    return play


def test_every_question_is_put_once_a_page(grown: Connection):
    grown.faults.clear()
    pages = in_pages(Random(1), [10, 20, 30])  # noqa: S311 - a repeatable shuffle
    grown.fault(pages, RECEIVABLES, every=True)
    grown.forget()

    statements(grown)

    asked = [parse_qs(call.query).get("$skiptoken", ["0"])[0] for call in grown.calls("Cashflow/Receivables")]
    assert asked == ["0", "1", "2", "3"]
