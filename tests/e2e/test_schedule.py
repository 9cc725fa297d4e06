"""The standing worker as a process of its own, against the sandbox, stopped by real signals."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reminder.config.load import load
from reminder.model.run import Run, RunState
from reminder.wiring.build import open_store
from reminder.wiring.clock import SystemClock
from tests.e2e.conftest import Stage

FAST = ("-m", "tests.e2e.fast_worker")
NEVER = "30 9 29 2 *"


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


def wait_for(stage: Stage, runs: int, *, within: float = 30) -> list[Run]:
    until = time.monotonic() + within
    while time.monotonic() < until:
        done = [each for each in recorded(stage) if each.finished] if (stage.folder / "data").exists() else []
        if len(done) >= runs:
            return done
        time.sleep(0.2)
    return pytest.fail(f"fewer than {runs} runs within {within} s")


def events(stage: Stage) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (stage.folder / "data/reminder.jsonl").read_text().splitlines()]


def test_it_runs_at_its_times_stops_cleanly_and_makes_up_for_one_missed_run(stage: Stage):
    config = str(stage.folder / "config.toml")
    with at_work(stage, *FAST, config, "*/3") as process:
        wait_for(stage, 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 143
    before = recorded(stage)
    assert all(each.administrations[0].state is RunState.DONE for each in before)
    time.sleep(7)

    with at_work(stage, *FAST, config, "0") as process:
        after = wait_for(stage, len(before) + 1)
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130

    late = [each for each in recorded(stage) if each.id not in {run.id for run in before}]
    assert len(after) == len(before) + 1
    assert len(late) <= 2
    assert [each["event"] for each in events(stage)].count("worker_stopped") == 2
