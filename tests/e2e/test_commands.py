"""What the commands print and end with, on a good set-up and on wrong ones."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from reminder.cli.stage import set_stage
from reminder.sandbox.gmail.records import Kind
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Stage


def test_a_process_of_its_own_prints_one_document_and_nothing_else(stage: Stage):
    done = stage.process("run-now", "--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout)["administrations"][0]["state"] == "done"


def test_people_get_a_summary_with_reminders_calls_and_what_was_left_out(stage: Stage):
    done = stage.reminder("run-now")

    for words in ("Reminders (10)", "To call (2)", "Left out", "Open: 18 receivables"):
        assert words in done.stdout


def test_check_finds_a_good_set_up_good(stage: Stage):
    done = stage.reminder("check")

    assert done.exit_code == 0, done.stdout
    subjects = {line.split(":")[0].split(maxsplit=1)[1] for line in done.stdout.splitlines() if line.startswith("ok")}
    assert {"configuration", "store", "acme"} <= subjects


def test_check_tells_all_that_a_run_needs_one_line_each(stage: Stage):
    stage.sandbox.exact.book.conditions[0].scenario = stage.sandbox.exact.book.conditions[0].id
    stage.run_now()
    config = stage.folder / "config.toml"
    config.write_text(config.read_text() + "\n[administrations.acme.policy]\nmin_interval_days = 9\n")
    config.write_text(config.read_text() + '\n[administrations.acme.debtors."999"]\nexclude = true\n')

    done = stage.reminder("check")

    lines = [line.split(": ") for line in done.stdout.splitlines() if not line.lstrip().startswith("hint")]
    told = {parts[1] if parts[0].endswith("acme") else parts[0]: parts[0].split()[0] for parts in lines}
    warned = {subject for subject, state in told.items() if state == "warning"}
    assert done.exit_code == 0
    assert warned == {"policy", "debtors", "own reminders"}
    assert {"access to Exact", "ledger", "clock of the ledger", "rights", "books", "bank"} <= told.keys()
    assert {"access to Gmail", "mailbox", "clock of the mailbox", "sender", "templates"} <= told.keys()


def test_check_does_not_ask_what_there_is_no_access_to(tmp_path: Path):
    with Sandbox() as sandbox:
        set_stage(tmp_path, sandbox)

        done = Stage(tmp_path, sandbox).reminder("check")

        assert done.exit_code == 5
        assert done.stdout.count("not looked at") == 2
        assert sandbox.exact_faults.history == []


def test_check_names_every_fault_and_what_to_do(stage: Stage):
    stage.sandbox.gmail.accounts.revoke_all()
    stage.sandbox.exact.granted.clear()

    done = stage.reminder("check")

    assert done.exit_code == 5
    assert "reminder auth gmail -a acme" in done.stdout
    assert done.stdout.count("fault") >= 2


@pytest.mark.fault(122)
def test_a_secret_never_comes_out(stage: Stage):
    secret = stage.sandbox.exact.registration.client_secret
    printed = [stage.reminder("check"), stage.reminder("run-now"), stage.reminder("run-now", "--json")]
    log = (stage.folder / "data" / "reminder.jsonl").read_text(encoding="utf-8")

    assert not any(secret in each.stdout + each.stderr for each in printed)
    assert secret not in log


def test_debtors_names_and_addresses_stay_out_of_the_log(stage: Stage):
    stage.run_now()

    log = (stage.folder / "data" / "reminder.jsonl").read_text(encoding="utf-8")
    assert "Croissant" not in log
    assert "goudencroissant.example" not in log
    assert "run_ended" in log


def test_a_wrong_configuration_is_told_whole_and_touches_nothing(stage: Stage):
    config = stage.folder / "config.toml"
    config.write_text(config.read_text().replace('mode = "draft"', 'mode = "maybe"\ncolour = "red"'))
    calls = len(stage.sandbox.exact_faults.history)

    done = stage.reminder("run-now", "--json")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert "mode" in done.stderr
    assert "colour" in done.stderr
    assert len(stage.sandbox.exact_faults.history) == calls


@pytest.mark.fault(65)
def test_the_wrong_division_name_stops_before_anything(stage: Stage):
    config = stage.folder / "config.toml"
    text = config.read_text().replace("division = 123456", 'division = 123456\ndivision_name = "Another B.V."')
    config.write_text(text)

    run = stage.run_now()

    assert (run["state"], run["exit_code"], run["error"]["code"]) == ("stopped", 8, "wrong-division-name")
    assert {event.kind for event in stage.sandbox.gmail.history} == {Kind.INSERTED}


def test_the_wrong_mailbox_stops_before_anything(stage: Stage):
    config = stage.folder / "config.toml"
    config.write_text(config.read_text().replace('address = "administratie@acme', 'address = "iemand@acme'))

    run = stage.run_now()

    assert run["exit_code"] in {5, 8}
    assert stage.sandbox.gmail.history == ()


def test_a_clock_that_is_off_stops_before_anything(stage: Stage):
    stage.sandbox.clock.advance(minutes=6)

    run = stage.run_now()

    assert (run["state"], run["exit_code"], run["error"]["code"]) == ("stopped", 8, "clock")


def test_an_emptied_ledger_stops_unless_it_says_so_itself(stage: Stage):
    stage.run_now()
    drafts = len(stage.sandbox.gmail.drafts())
    for term in stage.sandbox.exact.open_rows():
        stage.sandbox.exact.pay(term.your_ref) if term.your_ref else None

    run = stage.run_now()

    assert run["exit_code"] in {0, 3}
    assert len(stage.sandbox.gmail.drafts()) < drafts


@pytest.mark.fault(83)
def test_more_reminders_than_allowed_stop_and_force_overrules(stage: Stage):
    config = stage.folder / "config.toml"
    config.write_text(config.read_text() + "\n[administrations.acme.policy]\nmax_reminders_per_run = 3\n")

    stopped = stage.run_now()
    forced = stage.run_now("--force")

    assert (stopped["exit_code"], stopped["state"], len(stopped["reminders"])) == (8, "stopped", 10)
    assert (forced["exit_code"], len(forced["reminders"])) == (0, 10)


def test_gmail_that_refuses_access_needs_a_person(stage: Stage):
    stage.sandbox.gmail.accounts.revoke_all()

    run = stage.run_now()

    assert (run["exit_code"], run["state"]) == (5, "failed")
    assert "reminder auth gmail -a acme" in run["error"]["hint"]


@pytest.mark.parametrize("days", [1, 7])
def test_another_day_needs_a_dry_run_outside_a_sandbox(stage: Stage, days: int):
    config = stage.folder / "config.toml"
    text = config.read_text().replace(f'api_endpoint = "{stage.sandbox.gmail_url}"', "")
    config.write_text(text)
    day = stage.sandbox.clock.today() + timedelta(days=days)

    done = stage.reminder("run-now", "--as-of", day.isoformat())

    assert done.exit_code == 2
    assert "--dry-run" in done.stderr
