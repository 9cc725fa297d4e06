"""`status` after real runs, and without a store that can be used."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.conftest import Stage

ROOT = Path(__file__).parents[2]


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


def test_it_loads_none_of_the_libraries_that_it_can_do_without(stage: Stage):
    heavy = ("structlog", "alembic", "httpx", "googleapiclient", "jinja2", "babel", "lxml")
    code = f"""
import sys
from reminder.cli.main import run
code = run({list(stage.command)!r} + ["status"])
sys.stderr.write(" ".join(each for each in {heavy!r} if each in sys.modules))
"""

    done = subprocess.run(
        [sys.executable, "-c", code], env=stage.environment, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith("healthy")
    assert done.stderr == ""


def test_a_store_that_is_lost_is_a_problem(stage: Stage):
    stage.run_now()
    for path in stage.folder.glob("data/reminder.db*"):
        path.unlink()

    code, document = status(stage)

    assert (code, document["healthy"]) == (3, False)
    assert [each["code"] for each in document["problems"]] == ["lost"]


def test_an_edited_draft_that_should_not_go_any_more_needs_a_person(stage: Stage):
    made = stage.run_now()["reminders"]
    paid, open_still = (next(each for each in made if each["invoices"] == [it]) for it in ("F2026-0042", "F2026-0041"))
    for each in (paid, open_still):
        stage.sandbox.gmail.edit_draft(each["draft_id"], append_text="Groet, Piet")
    stage.sandbox.exact.pay("F2026-0042")
    again = stage.run_now()

    code, document = status(stage)

    told = document["administrations"][0]
    assert [each["reference"] for each in told["needs_person"]] == [paid["reference"]]
    assert told["needs_person"][0]["state"] == "user-owned"
    assert told["needs_person"][0]["hint"].startswith("do not send this draft")
    assert (again["exit_code"], code, document["healthy"]) == (3, 0, True)


def test_a_person_reads_the_same(stage: Stage):
    stage.run_now()

    done = stage.reminder("status")

    assert done.exit_code == 0
    assert done.stdout.startswith("healthy\n")
    assert "drafts waiting    10, the oldest of" in done.stdout
