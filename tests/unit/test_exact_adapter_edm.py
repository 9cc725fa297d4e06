"""Values as Exact writes them."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.ledgers.exact import edm
from reminder.ledgers.exact.edm import Row, Unreadable
from reminder.ledgers.exact.terms import read_terms
from reminder.sandbox.exact.edm import date_text
from tests.unit.exact_rows import a_row, edm_day


@given(st.dates())
def test_a_date_comes_back_as_it_was_written(day: date):
    assert edm.day({"DueDate": edm_day(day)}, "DueDate") == day


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """Let this process live in a zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


@pytest.mark.fault(77)
@given(
    day=st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    zone=st.sampled_from(sorted(available_timezones())) | st.sampled_from(["America/New_York", "Pacific/Kiritimati"]),
)
def test_dates_are_the_same_in_every_zone(day: date, zone: str):
    row = a_row(DueDate=date_text(day), EntryDate=date_text(day), InvoiceDate=date_text(day))

    with in_zone(zone):
        ((term,), faults) = read_terms([row], label="number", currency="EUR")

    assert faults == []
    assert (term.due_date, term.entry_date, term.invoice_date) == (day, day, day)


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


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), "Infinity", Decimal("1e9"), Decimal("1e9999999"), -(10**9), True, [], "1,50", None]
)
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


@pytest.mark.parametrize(("value", "expected"), [(0, False), (1, True), ("0", False), ("1", True), (None, False)])
def test_a_flag_may_be_a_byte_and_quoted(value: object, expected: bool):  # noqa: FBT001
    assert edm.flag({"IsAnonymised": value}, "IsAnonymised") is expected


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
