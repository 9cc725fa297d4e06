"""Signals to the real process: the mail in hand is finished, no other is begun; a second SIGINT is obeyed at once."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reminder.sandbox.fault_actions import delay, delay_after
from reminder.sandbox.faults import Fault
from tests.kill.harness import Victim, a_victim
from tests.kill.promises import promises
from tests.kill.test_together import started

SLOW = 3.0


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def called(victim: Victim, method: str, path: str) -> bool:
    history = victim.stage.sandbox.gmail_faults.history
    return any(call.method == method and call.path.endswith(path) and call.status is None for call in history)


def signalled(victim: Victim, path: str, *signals: signal.Signals) -> "tuple[subprocess.Popen[str], str, float]":
    """Start a run, and send it these signals while the mailbox is slow to answer on that path."""
    process = started(victim)
    wait_until(lambda: called(victim, "POST", path))
    begun = time.monotonic()
    for each in signals:
        process.send_signal(each)
        time.sleep(0.2)
    told, _ = process.communicate(timeout=60)
    return process, told, time.monotonic() - begun


@pytest.mark.fault(12, 14)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_lets_the_mail_in_hand_end_and_begins_no_other(tmp_path: Path, number: signal.Signals, code: int):
    with a_victim(tmp_path, mode="draft", debtors=3) as victim:
        victim.stage.sandbox.gmail_faults.add(Fault(action=delay(SLOW), method="POST", path="/drafts$"))

        process, told, _ = signalled(victim, "/drafts", number)

        run = json.loads(told)["administrations"][0]
        assert process.returncode == code
        assert run["error"]["code"] == "stopped"
        assert [each["state"] for each in run["reminders"]] == ["drafted", "planned", "planned"]
        assert len(victim.stage.sandbox.gmail.drafts()) == 1
        assert [each["state"] for each in victim.run()["reminders"]] == ["drafted", "drafted"]


@pytest.mark.fault(14)
def test_a_second_sigint_ends_at_once_and_the_next_runs_settle_the_mail(tmp_path: Path):
    with a_victim(tmp_path, mode="send") as victim:
        victim.run()
        victim.stage.sandbox.gmail_faults.add(Fault(action=delay_after(20.0), method="POST", path="/drafts/send$"))

        process, _, seconds = signalled(victim, "/drafts/send", signal.SIGINT, signal.SIGINT)

        assert process.returncode == 130
        assert seconds < 10
        victim.run()
        victim.let_time_pass()
        last = victim.run()
        assert promises(victim, last) == []
        assert [each["to"] for each in last["settled"]] == ["sent-presumed"]
        assert last["exit_code"] == 3
