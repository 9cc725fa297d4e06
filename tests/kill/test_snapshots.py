"""A store restored from before any run is noticed, and recovery never mails anybody by itself."""

import shutil
from pathlib import Path

import pytest

from tests.kill.harness import Victim, a_victim

RUNS = 3


def snapshots(victim: Victim, folder: Path) -> list[Path]:
    """Run a few times, keeping the store as it was before each run."""
    kept = []
    for number in range(RUNS):
        kept.append(folder / f"before-{number}")
        shutil.copytree(victim.database.parent, kept[-1])
        victim.run()
    return kept


def restore(victim: Victim, kept: Path) -> None:
    shutil.rmtree(victim.database.parent)
    shutil.copytree(kept, victim.database.parent)


@pytest.mark.fault(11, 30)
@pytest.mark.parametrize("number", range(RUNS))
def test_a_store_restored_from_before_a_run_is_refused_until_it_is_recovered(tmp_path: Path, number: int):
    with a_victim(tmp_path, mode="send", debtors=2) as victim:
        kept = snapshots(victim, tmp_path / "kept")
        restore(victim, kept[number])
        sent = len(victim.sent())

        refused = victim.stage.reminder("run-now", "--json")
        recovered = victim.stage.reminder("recover")
        after = victim.run()

        assert refused.exit_code == 7
        assert recovered.exit_code == 0
        assert "reminder resolve" in recovered.stdout
        assert len(victim.sent()) == sent
        assert "first-run" in {each["code"] for each in after["warnings"]}


@pytest.mark.fault(44)
def test_a_lost_store_is_refused_until_it_is_recovered(tmp_path: Path):
    with a_victim(tmp_path, mode="send") as victim:
        victim.run()
        shutil.rmtree(victim.database.parent)

        refused = victim.stage.reminder("run-now", "--json")
        recovered = victim.stage.reminder("recover")
        after = victim.stage.reminder("run-now", "--json")

        assert refused.exit_code == 7
        assert recovered.exit_code == 0
        assert after.exit_code == 5
        assert victim.sent() == []


def test_what_was_open_waits_for_a_person_after_recovery(tmp_path: Path):
    with a_victim(tmp_path, mode="send", debtors=2) as victim:
        kept = snapshots(victim, tmp_path / "kept")
        restore(victim, kept[1])

        victim.stage.reminder("recover")

        states = [state for (state,) in victim.query("SELECT state FROM reminder")]
        assert states == ["review", "review"]
