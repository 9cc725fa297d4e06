"""`simulate`: today's dry run, and the weeks after it."""

import json
from datetime import date, timedelta
from typing import Any

from tests.e2e.conftest import Stage


def simulated(stage: Stage, *arguments: str) -> dict[str, Any]:
    done = stage.reminder("simulate", *arguments, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def other_policy(stage: Stage, more: str) -> str:
    file = stage.folder / "other.toml"
    config = (stage.folder / "config.toml").read_text(encoding="utf-8")
    file.write_text(f"{config}\n[administrations.acme.policy]\n{more}\n", encoding="utf-8")
    return str(file)


def test_the_first_week_is_todays_dry_run_to_the_byte(stage: Stage):
    for _ in range(2):
        dry = stage.run_now("--dry-run")

        week = simulated(stage, "--weeks", "3")["weeks"][0]

        for part in ("decisions", "reminders", "calls"):
            assert json.dumps(week[part]) == json.dumps(dry[part])
        stage.run_now()


def test_where_mails_are_sent_the_first_week_is_todays_dry_run_as_well(sending_stage: Stage):
    sending_stage.run_now()
    dry = sending_stage.run_now("--dry-run")

    week = simulated(sending_stage, "--weeks", "1")["weeks"][0]

    assert dry["reminders"] != []
    for part in ("decisions", "reminders", "calls"):
        assert json.dumps(week[part]) == json.dumps(dry[part])


def test_the_weeks_are_seven_days_apart_and_nobody_is_forgotten(stage: Stage):
    document = simulated(stage, "--weeks", "12")

    days = [date.fromisoformat(each["as_of"]) for each in document["weeks"]]
    assert days == [stage.sandbox.clock.today() + timedelta(days=7 * number) for number in range(12)]
    assert {len(each["decisions"]) for each in document["weeks"]} == {18}
    assert {each["outcome"] for each in document["weeks"][-1]["decisions"] if each["reason"] != "credit"} <= {
        "call",
        "skip",
    }


def test_a_forecast_pulls_once_and_writes_nothing(stage: Stage):
    stage.sandbox.exact_faults.history.clear()

    stage.reminder("simulate", "--weeks", "8", "--compare", other_policy(stage, "grace_days = 21"))

    pulls = [each for each in stage.sandbox.exact_faults.history if "eceivables" in each.path]
    assert len(pulls) == 1
    assert stage.sandbox.gmail.history == ()
    assert stage.reminder("explain", "F2026-0042").exit_code == 2


def test_two_policies_are_compared_in_mails_calls_and_euros(stage: Stage):
    file = other_policy(stage, "grace_days = 28")

    document = simulated(stage, "--weeks", "1", "--compare", file)
    printed = stage.reminder("simulate", "--weeks", "1", "--compare", file)

    compared, ours = document["compare"], document["totals"]
    assert compared["totals"]["mails"] < ours["mails"]
    assert compared["difference"]["mails"] == compared["totals"]["mails"] - ours["mails"]
    assert compared["difference"]["mailed"]["EUR"].startswith("-")
    assert compared["difference"]["calls"] == compared["totals"]["calls"] - ours["calls"]
    assert "Difference: -" in printed.stdout


def test_each_week_is_printed_with_who_would_get_what(stage: Stage):
    done = stage.reminder("simulate", "--weeks", "2")

    assert done.exit_code == 0
    assert "10 mails, 2 on the call list" in done.stdout
    assert "Kapsalon Krul" in done.stdout


def test_a_wrong_other_file_is_refused(stage: Stage):
    missing = stage.reminder("simulate", "--weeks", "2", "--compare", str(stage.folder / "none.toml"))
    wrong = stage.reminder("simulate", "--weeks", "2", "--compare", other_policy(stage, "grace = 1"))

    assert (missing.exit_code, wrong.exit_code) == (2, 2)
