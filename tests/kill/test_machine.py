"""What a machine may lack or do in the middle of a run."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kill.harness import a_victim


@pytest.mark.fault(41)
def test_without_the_systems_time_zones_a_run_finds_its_own(tmp_path: Path):
    with a_victim(tmp_path, mode="draft") as victim:
        done = subprocess.run(
            [sys.executable, "-m", "reminder.cli", *victim.stage.command, "run-now", "--json"],
            cwd=tmp_path,
            env={**victim.stage.environment, "PYTHONTZPATH": "", "TZ": ""},
            capture_output=True,
            timeout=120,
            check=False,
        )

        assert done.returncode == 0
        assert len(victim.stage.sandbox.gmail.drafts()) == 1


@pytest.mark.fault(8, 9)
def test_a_run_that_died_before_its_report_is_told_whole_by_the_log(tmp_path: Path):
    with a_victim(tmp_path, mode="draft") as victim:
        assert victim.killed_at("after_record")
        (run,) = victim.query("SELECT run FROM run")

        reports = list((tmp_path / "data").rglob("*.html"))
        told = victim.stage.reminder("log", run[0], "--json")

        assert reports == []
        assert told.exit_code == 0
        assert "drafted" in told.stdout
