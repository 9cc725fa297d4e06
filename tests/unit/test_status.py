"""Health from what is stored: what makes it bad, and what is only told."""
# ruff: noqa: ANN401 - a builder takes any field of the value it builds

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reminder.app.status import SMALLEST_DISK, Known, health_of
from reminder.config.cron import next_time
from reminder.model.health import Health, MailAccess
from reminder.model.reminder import State, planned
from reminder.model.run import RunState
from reminder.report.health import health_document
from reminder.rules.timetable import Started, Timetable
from tests.store_samples import a_mail

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight o'clock in Amsterdam."""
LAST_WEEK = MONDAY - timedelta(weeks=1)
NOW = MONDAY + timedelta(hours=1)


def known(**changes: Any) -> Known:
    times = Timetable(next_time=next_time("0 8 * * mon", AMSTERDAM), works=lambda _: True, zone=AMSTERDAM)
    started = (
        Started(at=LAST_WEEK, state=RunState.DONE, exit_code=0),
        Started(at=MONDAY, state=RunState.DONE, exit_code=0),
    )
    usual = Known(
        name="acme",
        times=times,
        known_since=LAST_WEEK - timedelta(weeks=1),
        started=started,
        books_until=date(2026, 11, 20),
        token_renewed=MONDAY,
        gmail=MailAccess.GIVEN,
        attempts=(),
    )
    return replace(usual, **changes)


def health(*, now: datetime = NOW, free: int = SMALLEST_DISK, **changes: Any) -> Health:
    return health_of([known(**changes)], free=free, now=now)


def codes(found: Health) -> list[str]:
    return [each.code for each in found.problems]


def test_after_a_good_run_all_is_well():
    document = health_document(health())

    assert document == {
        "healthy": True,
        "last_run": "2026-11-23T07:00:00Z",
        "next_run": "2026-11-30T07:00:00Z",
        "administrations": [
            {
                "name": "acme",
                "last_run": "2026-11-23T07:00:00Z",
                "next_run": "2026-11-30T07:00:00Z",
                "books_until": "2026-11-20",
                "exact_token_age_days": 0,
                "gmail": "given",
                "drafts_waiting": 0,
                "oldest_draft": None,
                "needs_person": [],
            }
        ],
        "problems": [],
    }


@pytest.mark.parametrize(("hours", "expected"), [(1.9, []), (2, ["overdue"]), (24, ["overdue"])])
def test_a_run_that_did_not_happen_is_overdue_two_hours_after_its_time(hours: float, expected: list[str]):
    started = known().started[:1]

    assert codes(health(started=started, now=MONDAY + timedelta(hours=hours))) == expected


@pytest.mark.parametrize(
    ("state", "exit_code", "end"),
    [
        (RunState.FAILED, 5, "ended with exit code 5"),
        (RunState.STOPPED, 8, "ended with exit code 8"),
        (RunState.RUNNING, 0, "did not end"),
        (RunState.DONE, 5, "ended with exit code 5"),
        (RunState.DONE, 7, "ended with exit code 7"),
        (RunState.DONE, 143, "ended with exit code 143"),
    ],
)
def test_a_run_that_did_not_end_well_does_not_count(state: RunState, exit_code: int, end: str):
    started = (known().started[0], Started(at=MONDAY, state=state, exit_code=exit_code))

    found = health(started=started, now=MONDAY + timedelta(hours=3))

    assert codes(found) == ["overdue"]
    assert found.problems[0].message == f"the run of 2026-11-23 08:00 {end}"


def test_before_the_first_run_nothing_is_overdue_until_its_time_has_passed():
    assert codes(health(started=(), known_since=MONDAY + timedelta(minutes=1))) == []
    assert codes(health(started=(), now=MONDAY + timedelta(hours=2))) == ["overdue"]


@pytest.mark.parametrize(
    ("days", "expected", "words"), [(20, [], ""), (21, ["exact-token"], "dies after 30"), (30, ["exact-token"], "dead")]
)
def test_a_token_that_is_not_renewed_is_a_problem_in_time(days: int, expected: list[str], words: str):
    found = health(token_renewed=NOW - timedelta(days=days, minutes=1))

    assert codes(found) == expected
    assert found.administrations[0].exact_token_age_days == days
    assert all(words in each.message for each in found.problems)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token_renewed": None}, "exact-access"),
        ({"gmail": MailAccess.NONE}, "gmail-access"),
        ({"gmail": MailAccess.TOO_NARROW}, "gmail-access"),
    ],
)
def test_access_that_was_not_given_names_the_command(changes: dict[str, Any], code: str):
    found = health(**changes)

    assert codes(found) == [code]
    assert found.problems[0].hint.startswith("run `reminder auth ")


def test_a_disk_that_is_nearly_full_is_a_problem():
    assert codes(health(free=SMALLEST_DISK - 1)) == ["disk"]


def test_what_waits_or_needs_a_person_is_told_and_is_no_problem():
    states = (State.DRAFTED, State.USER_OWNED, State.REVIEW, State.FAILED, State.SENT)
    attempts = [replace(planned(a_mail(f"R-{each}"), run="1", as_of=date(2026, 11, 16)), state=each) for each in states]

    found = health(attempts=tuple(attempts))

    told = found.administrations[0]
    assert found.healthy
    assert (told.drafts_waiting, told.oldest_draft) == (2, date(2026, 11, 16))
    assert [(each.reference, each.state) for each in told.needs_person] == [
        ("R-review", "review"),
        ("R-failed", "failed"),
    ]


def test_an_edited_draft_that_should_not_go_any_more_waits_for_its_owner():
    edited = replace(planned(a_mail("R-1"), run="1", as_of=date(2026, 11, 16)), state=State.USER_OWNED)

    (told,) = health(attempts=(edited,), strays=(edited,)).administrations

    assert [(each.reference, each.state) for each in told.needs_person] == [("R-1", "user-owned")]
    assert told.needs_person[0].hint.startswith("do not send this draft")
