"""A backup made and put back with the very commands of docs/vps.md, step by step as it tells."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.conftest import Stage


@pytest.mark.parametrize("backup", ["sqlite3 /var", '"import sqlite3'], ids=["sqlite3", "python"])
def test_a_backup_that_is_put_back_is_noticed_and_after_recovery_nothing_is_sent(sending_stage: Stage, backup: str):
    if backup.startswith("sqlite3") and not shutil.which("sqlite3"):
        pytest.skip("the program sqlite3 is not on this machine")
    stage = sending_stage
    first = stage.run_now()
    carry_out(stage, command(backup))
    stage.run_now()
    sent = len(stage.sandbox.gmail.sent())
    carry_out(stage, command("rm -f"))
    carry_out(stage, command("install -o"))
    assert (stage.folder / "data/reminder.db").stat().st_mode & 0o777 == 0o600

    status = stage.reminder("status", "--json")
    refused = stage.reminder("run-now")
    recovered = stage.reminder("recover")
    again = stage.run_now()

    assert status.exit_code == 3
    assert [each["code"] for each in json.loads(status.stdout)["problems"]] == ["rolled-back"]
    assert refused.exit_code == 7
    assert recovered.exit_code == 0
    assert all(each["reference"] in recovered.stdout for each in first["reminders"])
    assert again["reminders"] == []
    assert len(stage.sandbox.gmail.sent()) == sent == len(first["reminders"])


def command(beginning: str) -> str:
    """Give the only command of the guide that begins so."""
    guide = (Path(__file__).parents[2] / "docs/vps.md").read_text(encoding="utf-8")
    (found,) = (line.strip() for line in guide.splitlines() if line.strip().startswith(beginning))
    return f"{sys.executable} -c {found}" if found.startswith('"') else found


def carry_out(stage: Stage, command: str) -> None:
    """Carry out a command of the guide, with the folders and the user of this stage in place of the guide's."""
    data, copy = stage.folder / "data", stage.folder / "copy.db"
    placed = re.sub(r"/backup/[^'\s]*\.db", str(copy), command.replace("$(date +%F)", "today"))
    placed = placed.replace("/var/lib/reminder/data", str(data)).replace("'/data/", f"'{data}/")
    placed = placed.replace("-o reminder -g reminder ", "")
    assert str(stage.folder) in placed
    subprocess.run(["sh", "-c", placed], check=True)  # noqa: S607 - the guide's own shell


def kept(stage: Stage) -> tuple[list[tuple[object, ...]], str]:
    """Give all that recovery could change."""
    with closing(sqlite3.connect(stage.folder / "data/reminder.db")) as connection:
        rows = connection.execute("SELECT reference, state, version FROM reminder ORDER BY id").fetchall()
        rows += connection.execute("SELECT generation, recovered_run FROM meta").fetchall()
    return rows, (stage.folder / "reminder.generation").read_text(encoding="utf-8")


def test_recovering_a_store_of_which_nothing_is_lost_changes_nothing_and_says_so(sending_stage: Stage):
    sending_stage.run_now()
    before = kept(sending_stage)

    recovered = sending_stage.reminder("recover")

    assert recovered.exit_code == 0
    assert "nothing to recover" in recovered.stdout
    assert "reminder recover --force" in recovered.stdout
    assert kept(sending_stage) == before
    assert {each["state"] for each in sending_stage.run_now()["reminders"]} == {"sent"}


def test_a_copy_that_was_put_back_with_its_generation_file_is_recovered_by_force(sending_stage: Stage):
    stage = sending_stage
    first = stage.run_now()
    shutil.copytree(stage.folder, stage.folder.with_name("copy"))
    stage.run_now()
    sent = len(stage.sandbox.gmail.sent())
    shutil.rmtree(stage.folder)
    stage.folder.with_name("copy").rename(stage.folder)

    recovered = stage.reminder("recover", "--force")
    again = stage.run_now()

    assert recovered.exit_code == 0
    assert all(each["reference"] in recovered.stdout for each in first["reminders"])
    assert again["reminders"] == []
    assert len(stage.sandbox.gmail.sent()) == sent


def test_recovering_twice_finds_nothing_the_second_time(sending_stage: Stage):
    sending_stage.run_now()
    sending_stage.reminder("recover", "--force")
    before = kept(sending_stage)

    again = sending_stage.reminder("recover")

    assert "nothing to recover" in again.stdout
    assert kept(sending_stage) == before
