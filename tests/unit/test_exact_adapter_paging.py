"""From page to page."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.errors import UnavailableError
from reminder.ledgers.exact.paging import Distinct, PullBroken, Trail, same_origin

BASE = "https://start.exactonline.nl"
LIST = f"{BASE}/api/v1/123456/bulk/CRM/Accounts"


@pytest.mark.fault(59)
@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/v1/123456/x",
        "http://start.exactonline.nl/api/v1/123456/x",
        "https://start.exactonline.nl:444/api/v1/123456/x",
        "https://start.exactonline.nl.evil.example/api/v1/123456/x",
        "https://start.exactonline.nl@evil.example/api/v1/123456/x",
        "https://user@start.exactonline.nl/api/v1/123456/x",
        "https://evil.example\\@start.exactonline.nl/api/v1/123456/x",
        f"{BASE}/api/v1/654321/x",
        f"{BASE}/api/v1/1234567/x",
        f"{BASE}/api/v1/123456/../654321/x",
        f"{BASE}/api/v1/123456/%2e%2e/654321/x",
        f"{BASE}/docs/x",
        f"{BASE}/api/v1/123456/x\n",
        "//evil.example/api/v1/123456/x",
        "https://[::1/api/v1/123456/x",
        f"{BASE}/api/v1/123456/x?{'a' * 70_000}",
        "",
    ],
)
def test_a_page_elsewhere_is_not_followed(url: str):
    with pytest.raises(UnavailableError, match="outside"):
        Trail(BASE, division=123456).follow(url)


def test_the_default_port_may_be_written():
    assert same_origin("https://START.exactonline.nl:443/x", BASE)


@given(st.text())
def test_no_text_at_all_counts_as_our_server_by_accident(url: str):
    assert not same_origin(url, BASE)


def test_a_circle_ends():
    trail = Trail(BASE, division=123456)
    trail.follow(f"{LIST}?a")
    trail.follow(f"{LIST}?b")

    with pytest.raises(UnavailableError, match="end"):
        trail.follow(f"{LIST}?a")


def test_a_list_without_end_ends():
    trail = Trail(BASE, division=123456)

    with pytest.raises(UnavailableError, match="end"):
        list(map(trail.follow, (f"{LIST}?{page}" for page in range(3_000))))


def test_a_row_that_comes_twice_counts_once():
    distinct = Distinct("ID")
    first: dict[str, Any] = {"ID": 1, "Name": "a"}

    rows = [*distinct.fresh([first, {"ID": 2}]), *distinct.fresh([{"Name": "a", "ID": 1}])]

    assert rows == [first, {"ID": 2}]


def test_a_row_that_changed_meanwhile_voids_the_pull():
    distinct = Distinct("ID")

    with pytest.raises(PullBroken):
        list(distinct.fresh([{"ID": 1, "Status": 20}, {"ID": 1, "Status": 50}]))


def test_rows_with_a_key_that_makes_no_sense_are_told_apart_all_the_same():
    assert len(list(Distinct("ID").fresh([{"ID": {"x": 1}}, {"ID": [2]}, {"ID": {"x": 1}}]))) == 2


def test_rows_without_a_key_are_all_kept():
    assert len(list(Distinct("ID").fresh([{"a": 1}, {"a": 1}]))) == 2
