"""The names of runs."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.store.identifiers import new_run_id

INSTANTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
RANDOM = st.binary(min_size=10, max_size=10)


def test_a_known_instant_and_known_bytes_give_a_known_id():
    assert new_run_id(datetime.fromtimestamp(1469918176.385, UTC), bytes(10)) == "01ARYZ6S410000000000000000"


@given(INSTANTS, RANDOM)
def test_an_id_is_26_letters_that_nobody_confuses(now: datetime, randomness: bytes):
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", new_run_id(now, randomness))


@given(INSTANTS, RANDOM, INSTANTS, RANDOM)
def test_ids_sort_by_instant_to_the_millisecond(one: datetime, first: bytes, other: datetime, second: bytes):
    if int(one.timestamp() * 1000) < int(other.timestamp() * 1000):
        assert new_run_id(one, first) < new_run_id(other, second)


@given(INSTANTS, RANDOM, RANDOM)
def test_other_bytes_give_another_id(now: datetime, first: bytes, second: bytes):
    assert (new_run_id(now, first) == new_run_id(now, second)) == (first == second)


def test_too_little_randomness_is_refused():
    with pytest.raises(ValueError, match="10 random bytes"):
        new_run_id(datetime.now(UTC), b"short")
