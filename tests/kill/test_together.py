"""Several runs of one administration at once: one works, the others say so and go."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reminder.sandbox.gmail.records import Event, Kind
from tests.kill.harness import Victim, a_victim
from tests.kill.promises import promises


def started(victim: Victim, *options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "reminder.cli", *victim.stage.command, "run-now", "--json", *options],
        cwd=victim.stage.folder,
        env=victim.stage.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.fault(20, 31)
@pytest.mark.parametrize("number", [2, 8])
def test_processes_started_together_mail_each_debtor_once(tmp_path: Path, number: int):
    with a_victim(tmp_path, mode="send", debtors=3) as victim:
        victim.run()

        ended = [(process.communicate(timeout=120), process.returncode) for process in _several(victim, number)]

        codes = [code for _, code in ended]
        assert set(codes) <= {0, 4}
        assert 0 in codes
        assert len(victim.sent()) == 3
        assert promises(victim, victim.run()) == []


@pytest.mark.fault(31)
def test_a_run_started_while_another_sends_names_the_other_and_does_nothing(tmp_path: Path):
    with a_victim(tmp_path, mode="send") as victim:
        victim.run()
        inner: list[subprocess.Popen[str]] = []

        def start_another(event: Event) -> None:
            if event.kind is Kind.SENT and not inner:
                inner.append(started(victim))
                inner[0].wait(timeout=60)

        victim.stage.sandbox.gmail.watchers.append(start_another)
        outer = started(victim)
        document = json.loads(outer.communicate(timeout=120)[0])

        told, _ = inner[0].communicate()
        second = json.loads(told)["administrations"][0]
        assert (outer.returncode, inner[0].returncode) == (0, 4)
        assert second["state"] == "locked"
        assert f"process {outer.pid}" in second["error"]["message"]
        assert second["reminders"] == []
        assert len(victim.sent()) == 1
        assert document["administrations"][0]["reminders"][0]["state"] == "sent"


def _several(victim: Victim, number: int) -> "list[subprocess.Popen[str]]":
    return [started(victim) for _ in range(number)]
