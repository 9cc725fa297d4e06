"""A backup put back, step by step as docs/vps.md tells."""

import json
import shutil
import sqlite3
from contextlib import closing

from tests.e2e.conftest import Stage


def test_a_backup_that_is_put_back_is_noticed_and_after_recovery_nothing_is_sent(sending_stage: Stage):
    stage = sending_stage
    database, copy = stage.folder / "data/reminder.db", stage.folder / "copy.db"
    first = stage.run_now()
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    stage.run_now()
    sent = len(stage.sandbox.gmail.sent())
    for path in database.parent.glob("reminder.db-*"):
        path.unlink()
    shutil.copyfile(copy, database)

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
