"""Exact's allowances: calls, mistakes, and the length of an address."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.guide_book import guide_book
from tests.sandbox.exact_calls import LIST, START, Exact, exact_on_a_socket, good

PREFIX = "x-ratelimit-"
MINUTE = {f"{PREFIX}minutely-{part}" for part in ("limit", "remaining", "reset")}
DAY = {f"{PREFIX}{part}" for part in ("limit", "remaining", "reset")}


@pytest.fixture
def exact() -> Iterator[Exact]:
    with exact_on_a_socket() as served:
        yield served


def limits_in(answer: httpx.Response) -> dict[str, int]:
    return {name: int(value) for name, value in answer.headers.items() if name.startswith(PREFIX)}


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def test_every_answer_carries_six_headers_with_resets_in_milliseconds(exact: Exact):
    exact.call(LIST)

    answer = exact.call("crm/Accounts")

    assert answer.status_code == 400
    assert limits_in(answer) == {
        "x-ratelimit-limit": 5000,
        "x-ratelimit-remaining": 4998,
        "x-ratelimit-reset": milliseconds(datetime(2026, 11, 24, tzinfo=UTC)),
        "x-ratelimit-minutely-limit": 60,
        "x-ratelimit-minutely-remaining": 58,
        "x-ratelimit-minutely-reset": milliseconds(START + timedelta(minutes=1)),
    }


def test_the_61st_call_of_a_clock_minute_is_refused_with_the_minutes_headers_alone(exact: Exact):
    exact.world.limits.use(123456, minute=59)
    last = exact.call(LIST)

    refused = exact.call(LIST)

    assert limits_in(last)["x-ratelimit-minutely-remaining"] == 0
    assert (refused.status_code, refused.content) == (429, b"")
    assert set(limits_in(refused)) == MINUTE
    assert limits_in(refused)["x-ratelimit-minutely-remaining"] == 0


def test_the_minute_is_the_clocks_and_not_a_sliding_one(exact: Exact):
    exact.clock.advance(seconds=50)
    exact.world.limits.use(123456, minute=60)

    exact.clock.advance(seconds=5)
    within = exact.call(LIST)
    exact.clock.advance(seconds=5)
    behind = exact.call(LIST)

    assert (within.status_code, behind.status_code) == (429, 200)


def test_a_spent_day_is_refused_with_the_days_headers_alone_until_midnight_utc(exact: Exact):
    exact.world.limits.use(123456, day=5000)

    refused = exact.call(LIST)

    assert (refused.status_code, refused.content) == (429, b"")
    assert set(limits_in(refused)) == DAY
    exact.clock.advance(hours=17)
    exact.use(exact.world.grant())
    assert exact.call(LIST).status_code == 200


def test_each_division_has_its_own_allowance(exact: Exact):
    other = guide_book(START.date())
    other.division.code = 654321
    exact.world.add_book(other)
    exact.world.limits.use(123456, minute=60)

    assert exact.call(LIST).status_code == 429
    assert exact.call(LIST, division=654321).status_code == 200


def test_more_than_ten_mistakes_in_an_hour_block_the_endpoint_for_an_hour(exact: Exact):
    mistakes = [exact.call("crm/Accounts").status_code for _ in range(11)]

    blocked = exact.call("crm/Accounts", {"$filter": "Code eq '1'"})

    assert set(mistakes) == {400}
    assert (blocked.status_code, blocked.content) == (403, b"")
    assert exact.call(LIST).status_code == 200
    exact.clock.advance(hours=1)
    exact.use(exact.world.grant())
    assert exact.call("crm/Accounts", {"$filter": "Code eq '1'"}).status_code == 200


def test_ten_mistakes_an_hour_are_forgiven(exact: Exact):
    for _ in range(10):
        exact.call("crm/Accounts")
    exact.clock.advance(minutes=61)
    exact.use(exact.world.grant())
    exact.call("crm/Accounts")

    answer = exact.call("crm/Accounts", {"$filter": "Code eq '1'"})

    assert answer.status_code == 200


def test_a_blocked_endpoint_can_answer_429():
    with exact_on_a_socket(knobs=Knobs(over_budget_status=429, errors_per_hour=0)) as exact:
        exact.call("crm/Accounts")

        assert exact.call("crm/Accounts", {"$filter": "Code eq '1'"}).status_code == 429


@pytest.mark.parametrize("status", [414, 400])
def test_an_address_over_6000_characters_is_refused(status: int):
    with exact_on_a_socket(knobs=Knobs(long_url_status=status)) as exact:
        short = exact.call(LIST, {"$filter": f"YourRef eq '{'a' * 5000}'"})
        long = exact.call(LIST, {"$filter": f"YourRef eq '{'a' * 6000}'"})

    good(short)
    assert long.status_code == status
