"""Values as Exact writes them."""

import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.ledgers.exact import edm
from reminder.ledgers.exact.edm import Row, Unreadable
from tests.unit.exact_rows import edm_day


@given(st.dates())
def test_a_date_comes_back_as_it_was_written(day: date):
    assert edm.day({"DueDate": edm_day(day)}, "DueDate") == day


@pytest.mark.fault(77)
def test_a_date_is_the_same_in_every_zone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert edm.day({"DueDate": "/Date(1767225600000)/"}, "DueDate") == date(2026, 1, 1)
    finally:
        monkeypatch.undo()
        time.tzset()
        assert os.environ.get("TZ") != "America/New_York"


@pytest.mark.parametrize(
    "value",
    ["/Date(1767225600001)/", "/Date(1767229200000)/", "2026-01-01", "/Date(999999999999999)/", 1767225600000, ""],
)
def test_what_is_no_midnight_is_no_date(value: object):
    with pytest.raises(Unreadable, match="DueDate"):
        edm.day({"DueDate": value}, "DueDate")


@pytest.mark.fault(80)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1250.0000000001"), "1250.00"),
        (Decimal("0.125"), "0.13"),
        (Decimal("-0.125"), "-0.13"),
        (Decimal("1.005"), "1.01"),
        (Decimal("-0.001"), "0.00"),
    ],
)
def test_money_is_rounded_half_up_to_cents(value: Decimal, expected: str):
    assert str(edm.cents(value)) == expected


@pytest.mark.parametrize("value", [Decimal("NaN"), "Infinity", Decimal("1e9"), -(10**9), True, [], "1,50", None])
def test_an_amount_that_is_none_is_refused(value: object):
    with pytest.raises(Unreadable, match="AmountDC"):
        edm.amount({"AmountDC": value}, "AmountDC")


@given(st.decimals(min_value=-999_999_999, max_value=999_999_999, places=2))
def test_an_amount_is_read_from_number_and_text_alike(value: Decimal):
    assert edm.amount({"A": value}, "A") == edm.amount({"A": str(value)}, "A") == value


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (edm.integer, "12x"),
        (edm.integer, True),
        (edm.text, ["a"]),
        (edm.text, True),
        (edm.flag, "yes"),
        (edm.guid, "not-a-guid"),
        (edm.needed_guid, None),
    ],
)
def test_a_wrong_type_names_the_field_and_not_the_value(read: Callable[[Row, str], object], value: object):
    with pytest.raises(Unreadable) as caught:
        read({"Field": value}, "Field")

    assert str(caught.value).startswith("Field ")
    assert str(value) not in str(caught.value) or value is None


def test_numbers_may_be_quoted_and_texts_padded():
    row: Row = {"Hid": "17", "Code": "                 2", "Country": "NL "}

    assert (edm.integer(row, "Hid"), edm.text(row, "Code"), edm.text(row, "Country")) == (17, "2", "NL")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  De\u202eBakker\u200b\x07 ", "DeBakker"),
        ("Regel\r\nBcc: x", "Regel Bcc: x"),
        ("Cafe\u0301", "Café"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_is_made_fit_to_show(value: str, expected: str):
    assert edm.clean(value) == expected


@given(st.text())
def test_a_cleaned_text_is_printable_and_stays_clean(value: str):
    cleaned = edm.clean(value)

    assert cleaned.isprintable() or not set(cleaned) - {c for c in cleaned if not c.isprintable() and c.isspace()}
    assert edm.clean(cleaned) == cleaned
    assert len(cleaned) <= 120


def test_a_date_far_back_is_read():
    assert edm.day({"D": edm_day(date(1970, 1, 1) - timedelta(days=1))}, "D") == date(1969, 12, 31)
