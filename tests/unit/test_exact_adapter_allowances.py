"""Limits and waits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reminder.errors import UnavailableError
from reminder.ledgers.exact.limits import allowance, back_off, pause_after_refusal

NOW = datetime(2026, 11, 23, 8, 18, 25, tzinfo=UTC)


def headers(*, minute_reset: datetime | None = None, day_reset: datetime | None = None, **more: str) -> dict[str, str]:
    resets = {"x-ratelimit-minutely-reset": minute_reset, "x-ratelimit-reset": day_reset}
    found = {name: str(int(moment.timestamp() * 1000)) for name, moment in resets.items() if moment}
    return found | {name.replace("_", "-"): value for name, value in more.items()}


def test_the_wait_ends_a_second_after_the_reset():
    found = allowance(headers(minute_reset=NOW + timedelta(seconds=35)), now=NOW)

    assert pause_after_refusal(found, waits=0) == 36


def test_the_servers_own_clock_counts():
    found = allowance(headers(minute_reset=NOW + timedelta(seconds=35), date="Mon, 23 Nov 2026 08:18:50 GMT"), now=NOW)

    assert pause_after_refusal(found, waits=0) == 11


@pytest.mark.fault(51)
def test_a_reset_in_the_past_means_a_second():
    found = allowance(headers(minute_reset=NOW - timedelta(hours=1)), now=NOW)

    assert pause_after_refusal(found, waits=0) == 1


@pytest.mark.parametrize(
    "given_headers", [{}, {"x-ratelimit-minutely-reset": "soon"}, {"x-ratelimit-minutely-reset": "0"}]
)
def test_without_a_reset_a_minute_is_waited(given_headers: dict[str, str]):
    assert pause_after_refusal(allowance(given_headers, now=NOW), waits=2) == 61


def test_a_spent_day_ends_the_run_and_says_until_when():
    found = allowance(headers(day_reset=datetime(2026, 11, 24, tzinfo=UTC)), now=NOW)

    with pytest.raises(UnavailableError, match="used up until 2026-11-24 00:00 UTC"):
        pause_after_refusal(found, waits=0)


@pytest.mark.parametrize(("ahead", "waits"), [(timedelta(minutes=16), 0), (timedelta(seconds=1), 3)])
def test_a_far_reset_or_a_fourth_wait_ends_the_run(ahead: timedelta, waits: int):
    found = allowance(headers(minute_reset=NOW + ahead), now=NOW)

    with pytest.raises(UnavailableError, match="used up until"):
        pause_after_refusal(found, waits=waits)


@pytest.mark.fault(51)
def test_a_missing_header_is_unknown_and_never_zero():
    found = allowance({}, now=NOW)

    assert (found.minute_left, found.day_left) == (None, None)
    assert not found.minute_nearly_spent
    assert not found.day_spent


@pytest.mark.parametrize(("left", "nearly"), [("3", False), ("2", True), ("0", True)])
def test_two_calls_are_kept_spare(left: str, nearly: bool):  # noqa: FBT001
    found = allowance({"x-ratelimit-minutely-remaining": left}, now=NOW)

    assert found.minute_nearly_spent is nearly


@given(st.integers(1, 50), st.floats(0, 1))
def test_a_pause_never_exceeds_a_minute(tries: int, share: float):
    assert 0 <= back_off(tries, share=share) <= 60


@given(
    st.dictionaries(st.sampled_from(["x-ratelimit-reset", "x-ratelimit-minutely-reset", "date"]), st.text(max_size=25))
)
@example({"x-ratelimit-minutely-remaining": "9" * 5_000, "date": "Mon, 23 Nov 2026 07:00:00 -0000"})
def test_no_header_breaks_the_reading(given_headers: dict[str, str]):
    assert allowance(given_headers, now=NOW).pause > 0
