"""`status` after real runs, and without a store that can be used."""

import json
from typing import Any

from tests.e2e.conftest import Stage


def status(stage: Stage) -> tuple[int, dict[str, Any]]:
    done = stage.reminder("status", "--json")
    return done.exit_code, json.loads(done.stdout)


def test_it_is_healthy_after_a_run_and_asks_nobody(stage: Stage):
    run = stage.run_now()
    calls = len(stage.sandbox.exact_faults.history) + len(stage.sandbox.gmail_faults.history)

    code, document = status(stage)

    (told,) = document["administrations"]
    assert (code, document["healthy"], document["problems"]) == (0, True, [])
    assert told["books_until"] == run["books_until"]
    assert told["drafts_waiting"] == len(run["reminders"])
    assert (told["exact_token_age_days"], told["gmail"]) == (0, "given")
    assert document["last_run"] == told["last_run"] is not None
    assert len(stage.sandbox.exact_faults.history) + len(stage.sandbox.gmail_faults.history) == calls


def test_a_store_that_is_lost_is_a_problem(stage: Stage):
    stage.run_now()
    for path in stage.folder.glob("data/reminder.db*"):
        path.unlink()

    code, document = status(stage)

    assert (code, document["healthy"]) == (3, False)
    assert [each["code"] for each in document["problems"]] == ["lost"]


def test_a_person_reads_the_same(stage: Stage):
    stage.run_now()

    done = stage.reminder("status")

    assert done.exit_code == 0
    assert done.stdout.startswith("healthy\n")
    assert "drafts waiting    10, the oldest of" in done.stdout
