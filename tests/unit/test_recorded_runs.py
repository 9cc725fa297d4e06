"""What the worker takes from the store's own record of runs, and what it passes over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.rules.timetable import Started
from reminder.store.store import Store
from reminder.wiring.timetables import LONGEST, Recorded, recorded
from tests.fakes import FakeClock

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "reminder.db", clock=FakeClock(NOW)) as opened:
        yield opened


def a_run(at: datetime) -> Run:
    begun = AdministrationRun(name="acme", mode=Mode.DRAFT, dry_run=False, state=RunState.RUNNING, exit_code=0)
    return Run(id=f"{at:%Y%m%d%H}", as_of=at.date(), started=at, finished=None, exit_code=0, administrations=(begun,))


def known(store: Store, now: datetime) -> Recorded:
    return recorded(store, ["acme"], now=now)


def whole(started: tuple[Started, ...]) -> list[bool]:
    return [each.whole for each in started]


@pytest.mark.fault(35)
def test_a_run_that_was_broken_off_is_not_whole_either_when_the_next_one_has_begun(store: Store):
    for hours in range(3):
        store.runs("acme").begin(a_run(NOW + hours * HOUR))

    found = known(store, NOW + 3 * HOUR)

    assert whole(found.started["acme"]) == [False, False, False]


@pytest.mark.fault(39)
def test_a_run_that_was_recorded_under_a_wrong_clock_does_not_stand_for_those_to_come(store: Store):
    store.runs("acme").begin(a_run(NOW + timedelta(days=4_000)))
    store.runs("acme").begin(a_run(NOW))

    found = known(store, NOW + HOUR)

    assert [each.at for each in found.started["acme"]] == [NOW]


@pytest.mark.fault(39)
def test_a_store_that_was_made_under_a_wrong_clock_does_not_put_the_first_run_off(store: Store):
    before = NOW - timedelta(days=4_000)

    assert known(store, NOW).known_since == NOW
    assert known(store, before).known_since == before - LONGEST
