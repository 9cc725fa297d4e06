"""The standing worker as a process of its own, against the sandbox, stopped by real signals."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reminder.app.rounds import NOBODY
from reminder.config.load import load
from reminder.model.reminder import State
from reminder.model.run import Run, RunState
from reminder.rules.timetable import Timetable
from reminder.sandbox.fault_actions import delay, status
from reminder.sandbox.faults import Fault
from reminder.schedule import worker_of
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from tests.e2e.conftest import Stage

FAST = ("-m", "tests.e2e.fast_worker")


def recorded(stage: Stage) -> list[Run]:
    with open_store(load(stage.folder / "config.toml", stage.environment), SystemClock()) as store:
        return list(store.history().runs())


@contextmanager
def at_work(stage: Stage, *command: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=Path(__file__).parents[2],
        env=stage.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(stage: Stage, runs: int, *, within: float = 120) -> list[Run]:
    until = time.monotonic() + within
    while time.monotonic() < until:
        done = [each for each in recorded(stage) if each.finished] if (stage.folder / "data").exists() else []
        if len(done) >= runs:
            return done
        time.sleep(0.1)
    return pytest.fail(f"fewer than {runs} runs within {within} s")


def events(stage: Stage) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (stage.folder / "data/reminder.jsonl").read_text().splitlines()]


def test_it_runs_at_its_times_stops_cleanly_and_makes_up_for_one_missed_run(stage: Stage):
    config = str(stage.folder / "config.toml")
    with at_work(stage, *FAST, config, "*/3") as process:
        wait_for(stage, 2)
        assert ended(process, signal.SIGTERM) == 143
    before = wait_for(stage, 2)
    missed = str((datetime.now(UTC).second + 1) % 60)
    time.sleep(2)

    with at_work(stage, *FAST, config, missed) as process:
        wait_for(stage, len(before) + 1)
        time.sleep(2)
        assert ended(process, signal.SIGINT) == 130

    assert len(recorded(stage)) == len(before) + 1
    assert {each.administrations[0].state for each in recorded(stage)} == {RunState.DONE}
    assert [each["event"] for each in events(stage)].count("worker_stopped") == 2


def test_the_command_waits_for_its_time_and_stops_when_told(stage: Stage):
    with at_work(stage, "-m", "reminder.cli", *stage.command, "schedule") as process:
        assert process.stderr is not None
        assert "worker_started" in process.stderr.readline()
        assert ended(process, signal.SIGTERM) == 143

    assert recorded(stage) == []


def test_a_broken_text_is_said_at_the_start(stage: Stage):
    templates = stage.folder / "templates/nl"
    templates.mkdir(parents=True)
    (templates / "friendly.j2").write_text("{% block subject %}{{ invoice.numbr }}{% endblock %}")

    done = stage.process("schedule")

    assert done.exit_code == 2
    assert "friendly" in done.stderr
    assert "worker_started" not in done.stderr


def test_a_wrong_cron_expression_is_said_at_the_start(stage: Stage):
    config = stage.folder / "config.toml"
    config.write_text(config.read_text() + '\n[schedule]\ncron = "0 8 * * 1-5"\n')

    done = stage.process("schedule")

    assert done.exit_code == 2
    assert "schedule.cron: the weekday must be" in done.stderr


def ended(process: "subprocess.Popen[str]", number: signal.Signals) -> int:
    process.send_signal(number)
    process.communicate(timeout=30)
    return process.returncode


def test_a_signal_during_a_run_ends_it_after_the_mail_in_hand(stage: Stage):
    stage.sandbox.gmail_faults.add(Fault(action=delay(0.5), method="POST", path=r"/drafts$", every=True))
    with at_work(stage, *FAST, str(stage.folder / "config.toml"), "*/2") as process:
        wait_until(lambda: len(stage.sandbox.gmail.drafts()) == 1)
        assert ended(process, signal.SIGTERM) == 143

    (run,) = recorded(stage)
    assert run.finished is not None
    assert run.exit_code == 143
    with open_store(load(stage.folder / "config.toml", stage.environment), SystemClock()) as store:
        drafted = [each.draft_id for each in store.attempts("acme").every() if each.state is State.DRAFTED]
    assert sorted(drafted) == sorted(draft.id for draft in stage.sandbox.gmail.drafts())
    assert 1 <= len(drafted) <= 2


@pytest.mark.fault(12)
@pytest.mark.parametrize("seconds", [0.0, 0.3, 0.6, 0.9, 1.3, 2.0])
def test_a_signal_at_any_moment_ends_it_and_the_next_run_finds_all_in_order(stage: Stage, seconds: float):
    with at_work(stage, *FAST, str(stage.folder / "config.toml"), "*") as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)

    assert process.returncode in {-signal.SIGTERM, 143}
    assert "Traceback" not in told
    after = stage.run_now()
    assert after["exit_code"] == 0
    subjects = [str(draft.message.email["Subject"]) for draft in stage.sandbox.gmail.drafts()]
    assert len(subjects) == len(set(subjects)) == 10


@pytest.mark.fault(35)
@pytest.mark.parametrize(("answer", "exit_code"), [(200, 0), (403, 5)])
def test_fifty_starts_pull_once_and_asking_pulls_again(stage: Stage, answer: int, exit_code: int):
    if answer != 200:
        stage.sandbox.exact_faults.add(Fault(action=status(answer), path="Receivables", every=True))
    settings = load(stage.folder / "config.toml", stage.environment)
    times = {"acme": missed_once(SystemClock().now())}

    for _ in range(50):
        worker_of(settings, times, NOBODY).look()

    assert [run.exit_code for run in recorded(stage)] == [exit_code]
    assert pulls(stage) == 1
    stage.reminder("run-now")
    assert pulls(stage) == 2


def missed_once(now: datetime) -> Timetable:
    """A timetable with one time in it, which has just passed."""
    return Timetable(
        next_time=lambda instant: now if instant < now else None,
        works=lambda _: True,
        zone=ZoneInfo("Europe/Amsterdam"),
    )


def pulls(stage: Stage) -> int:
    """Count how often the books were asked for; the first page of it has no skip token."""
    history = stage.sandbox.exact_faults.history
    return sum("Receivables" in call.path and "skiptoken" not in call.query for call in history)


def wait_until(true: Callable[[], bool], *, within: float = 120) -> None:
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
