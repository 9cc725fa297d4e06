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

import pytest

from reminder.config.load import load
from reminder.model.reminder import State
from reminder.model.run import Run, RunState
from reminder.sandbox.fault_actions import delay
from reminder.sandbox.faults import Fault
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
        time.sleep(0.5)
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
    return process.wait(timeout=30)


def test_a_signal_during_a_run_ends_it_after_the_mail_in_hand(stage: Stage):
    stage.sandbox.gmail_faults.add(Fault(action=delay(1.0), method="POST", path=r"/drafts$", every=True))
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


def wait_until(true: Callable[[], bool], *, within: float = 120) -> None:
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
