"""What retention lets go: after a run by itself, and with `purge`."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder.config.load import load
from reminder.wiring.clock import SystemClock
from reminder.wiring.housekeeping import drop_reports, facts_before
from reminder.wiring.opening import open_store
from tests.e2e.conftest import Stage


def kept(stage: Stage) -> list[bool]:
    """Whether the bytes of each mail are kept, oldest first."""
    with open_store(load(stage.folder / "config.toml", stage.environment), SystemClock()) as store:
        attempts = store.attempts("acme")
        return [bool(attempts.mail(each.reference)) for each in attempts.every()]


def test_a_run_wipes_the_bytes_of_mails_settled_long_ago(sending_stage: Stage):
    sending_stage.run_now()
    sending_stage.run_now()
    before = kept(sending_stage)
    later = sending_stage.sandbox.clock.today() + timedelta(days=91)

    sending_stage.run_now("--as-of", str(later))

    assert all(before)
    assert not any(kept(sending_stage)[: len(before)])


def test_purge_tells_what_went(stage: Stage):
    stage.run_now()

    done = stage.reminder("purge")

    assert done.exit_code == 0
    assert done.stdout == "acme: wiped 0 mails, 0 names in mails, 0 decisions\n"
    assert all(kept(stage))


@pytest.mark.parametrize(
    ("months", "first"),
    [(84, date(2019, 11, 1)), (1, date(2026, 10, 1)), (11, date(2025, 12, 1)), (10**6, date(1, 7, 1))],
)
def test_facts_are_kept_by_whole_months(stage: Stage, months: int, first: date):
    settings = load(stage.folder / "config.toml", {**stage.environment, "REMINDER_RETENTION_MONTHS": str(months)})

    found = facts_before(settings, date(2026, 11, 23))

    assert found == first


def test_a_run_takes_mails_of_long_ago_out_of_the_reports(stage: Stage):
    stage.run_now()
    (old,) = (stage.folder / "data" / "reports").iterdir()
    kept_for = old.read_text(encoding="utf-8")

    stage.run_now("--as-of", str(stage.sandbox.clock.today() + timedelta(days=91)))

    cleared = old.read_text(encoding="utf-8")
    newest = max((stage.folder / "data" / "reports").iterdir())
    assert "<iframe" in kept_for
    assert "<iframe" not in cleared
    assert "Bakkerij De Gouden Croissant" in cleared
    assert old.stat().st_mode & 0o777 == 0o600
    assert "<iframe" in newest.read_text(encoding="utf-8")


def test_old_reports_go_and_nothing_else(tmp_path: Path):
    for name in ("2019-10-31-A.html", "2019-11-01-B.html", "notes.html", "2019-10-31-A.txt"):
        (tmp_path / name).touch()

    drop_reports(tmp_path, before=date(2019, 11, 1))

    assert sorted(each.name for each in tmp_path.iterdir()) == ["2019-10-31-A.txt", "2019-11-01-B.html", "notes.html"]
