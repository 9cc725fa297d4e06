"""The addresses asked for."""

from urllib.parse import parse_qs, urlsplit

import pytest

from reminder.ledgers.exact import queries
from reminder.ledgers.exact.queries import Query
from tests.unit.exact_rows import TODAY, guid

BASE = "https://start.exactonline.co.uk"
MANY = [guid(number) for number in range(95)]


def longest(asked: list[Query]) -> int:
    return max(len(BASE + query.path(1234567890)) for query in asked)


@pytest.mark.parametrize(
    ("asked", "calls"),
    [
        (list(queries.open_receivables_of(MANY)), 5),
        (list(queries.by_id(queries.ACCOUNTS, queries.ACCOUNT_FIELDS, MANY)), 3),
        (list(queries.by_id(queries.CONTACTS, queries.CONTACT_FIELDS, MANY)), 3),
        (list(queries.invoice_documents(range(2**31 - 95, 2**31))), 3),
        (list(queries.attachments_of(MANY)), 3),
    ],
)
def test_keys_are_parted_so_that_no_address_is_too_long(asked: list[Query], calls: int):
    assert len(asked) == calls
    assert longest(asked) < 6_000


def test_an_empty_option_is_left_out():
    assert Query(service="x", select="ID").path(1) == "/api/v1/1/x?$select=ID"


def test_every_option_carries_its_dollar_and_comes_back_as_meant():
    path = queries.newest_line("2'0", today=TODAY, in_use=True).path(7)

    assert parse_qs(urlsplit(path).query) == {
        "$select": ["ID,Date,JournalCode,Status"],
        "$filter": [
            "JournalCode eq '2''0' and Status eq 50 and Date le datetime'2026-11-23' and Date ge datetime'2026-10-19'"
        ],
        "$orderby": ["Date desc"],
        "$top": ["1"],
    }


def test_nothing_is_asked_about_nobody():
    assert list(queries.open_receivables_of([])) == []
