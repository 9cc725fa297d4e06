"""Staying within the units of a minute."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.mailboxes.gmail.quota import Pace
from tests.fakes import FakeClock


def spend(pace: Pace, units: int) -> None:
    with pace.call(units):
        pass


def test_calls_within_the_limit_do_not_wait():
    clock = FakeClock()
    pace = Pace(clock)

    for _ in range(60):
        spend(pace, 100)

    assert clock.slept == []


def test_the_call_that_goes_over_the_limit_waits_for_the_first_one_to_be_a_minute_old():
    clock = FakeClock()
    pace = Pace(clock)
    spend(pace, 100)
    clock.advance(seconds=20)
    for _ in range(59):
        spend(pace, 100)

    spend(pace, 100)

    assert clock.slept == [40.0]


def test_a_call_above_the_whole_limit_is_let_through_alone():
    clock = FakeClock()
    pace = Pace(clock, units_per_minute=10)

    spend(pace, 100)

    assert clock.slept == []


def test_a_call_counts_from_its_end_for_the_server_may_count_it_as_late_as_that():
    clock = FakeClock()
    pace = Pace(clock, units_per_minute=100)
    with pace.call(100):
        clock.advance(seconds=5)

    spend(pace, 100)

    assert clock.slept == [60.0]


def test_a_call_that_breaks_off_counts_too():
    clock = FakeClock()
    pace = Pace(clock, units_per_minute=100)
    with pytest.raises(OSError, match="lost"), pace.call(100):
        raise OSError("lost")

    spend(pace, 100)

    assert clock.slept == [60.0]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 100)), max_size=60))
def test_no_minute_ever_holds_more_than_the_limit(calls: list[tuple[float, int]]):
    clock, spent = FakeClock(), []
    pace = Pace(clock, units_per_minute=200)

    for wait, units in calls:
        clock.advance(seconds=wait)
        spend(pace, units)
        spent.append((clock.monotonic(), units))

    for start, _ in spent:
        minute = [units for at, units in spent if start <= at < start + 59.9]
        assert max(accumulate(minute)) <= 200
