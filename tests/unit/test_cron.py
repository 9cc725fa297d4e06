"""The schedule's cron expression: what it may say, and the hours that it leaves alone."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reminder.config.cron import after_token_hours, check_cron, in_token_hours
from tests.unit.test_config import MINIMAL, faults_of


@pytest.mark.parametrize(
    ("zone", "cron", "refused"),
    [
        ("Europe/Amsterdam", "0 1 * * mon", True),
        ("Europe/Amsterdam", "59 1 * * mon", True),
        ("Europe/Amsterdam", "0 2 * * mon", False),
        ("Europe/Amsterdam", "29 4 * * mon", True),
        ("Europe/Amsterdam", "30 4 * * mon", False),
        ("Europe/Amsterdam", "0 8,4 * * mon", True),
        ("Europe/Amsterdam", "30 0-3 * * mon", True),
        ("Europe/Amsterdam", "* * * * *", False),
        ("Europe/London", "30 0 * * mon", True),
        ("Europe/London", "30 1 * * mon", False),
        ("America/New_York", "30 19 * * mon", True),
        ("Asia/Tokyo", "0 8 * * mon", True),
        ("Asia/Tokyo", "0 10 * * mon", False),
    ],
)
def test_the_hours_in_which_exact_is_slow_with_tokens_are_told(zone: str, cron: str, *, refused: bool):
    assert in_token_hours(cron, ZoneInfo(zone)) is refused


def test_an_hour_of_those_is_refused_with_the_line_and_the_hours(tmp_path: Path):
    faults = faults_of(tmp_path, f'[schedule]\ncron = "0 1 * * mon"\n{MINIMAL}')

    assert len(faults) == 1
    assert "line 2: schedule.cron" in faults[0]
    assert "outside 01:00-02:00 and 04:00-04:30 in Amsterdam" in faults[0]


def test_the_default_time_is_refused_where_it_lies_in_those_hours(tmp_path: Path):
    assert "schedule.cron" in faults_of(tmp_path, f'timezone = "Asia/Tokyo"\n{MINIMAL}')[0]


@pytest.mark.parametrize(
    ("instant", "later"),
    [("00:59", "00:59"), ("01:00", "02:00"), ("01:59", "02:00"), ("02:00", "02:00"), ("04:29", "04:30")],
)
def test_an_instant_in_those_hours_is_put_off_to_their_end(instant: str, later: str):
    winter = "2026-11-23T{}+01:00"

    found = after_token_hours(datetime.fromisoformat(winter.format(instant)).astimezone(UTC))

    assert found == datetime.fromisoformat(winter.format(later))


@pytest.mark.parametrize("cron", ["0 8 1 * mon", "0 8 15,30 * mon-fri", "0 8 30 2 *", "0 8 31 4 *"])
def test_days_that_are_ambiguous_or_never_come_are_refused(cron: str):
    with pytest.raises(ValueError, match=r"different things|never comes"):
        check_cron(cron)
