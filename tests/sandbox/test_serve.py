"""The whole sandbox: two addresses, one time, and a command that serves them."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from datetime import UTC, datetime
from statistics import median

import httpx
import pytest

from reminder.sandbox import fault_actions as actions
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.faults import Fault
from reminder.sandbox.serve import Sandbox


def test_both_halves_answer_and_leave_nothing_behind():
    threads = threading.active_count()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Sandbox() as sandbox:
            exact = httpx.get(f"{sandbox.exact_url}/api/v1/current/Me")
            gmail = httpx.get(f"{sandbox.gmail_url}/gmail/v1/users/me/profile")

    assert (exact.status_code, gmail.status_code) == (401, 401)
    assert threading.active_count() == threads
    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.exact_url)


def test_starting_and_stopping_is_quick():
    starts, stops = [], []
    for _ in range(3):
        begun = time.monotonic()
        with Sandbox():
            ready = time.monotonic()
        starts.append(ready - begun)
        stops.append(time.monotonic() - ready)

    assert min(starts) < 0.2
    assert min(stops) < 0.2


def test_a_call_on_an_open_connection_takes_no_pause():
    with Sandbox() as sandbox, httpx.Client(base_url=sandbox.exact_url) as http:
        times = []
        for _ in range(30):
            started = time.monotonic()
            assert http.get("/nowhere").content
            times.append(time.monotonic() - started)

    assert median(times) < 0.03


def test_both_halves_live_in_one_time():
    clock = SandboxClock(datetime(2026, 11, 23, 7, 0, tzinfo=UTC))

    with Sandbox(clock=clock) as sandbox:
        sandbox.clock.advance(days=1)
        dates = [httpx.get(url).headers["date"] for url in (sandbox.exact_url, sandbox.gmail_url)]

    assert all(date.startswith("Tue, 24 Nov 2026 07:00:0") for date in dates)


def test_each_half_has_its_own_faults_and_history():
    with Sandbox() as sandbox:
        sandbox.exact_faults.add(Fault(action=actions.status(503), every=True))
        statuses = [httpx.get(f"{url}/x").status_code for url in (sandbox.exact_url, sandbox.gmail_url)]

    assert statuses[0] == 503
    assert statuses[1] != 503
    assert [len(faults.history) for faults in (sandbox.exact_faults, sandbox.gmail_faults)] == [1, 1]


def test_a_port_can_be_chosen_and_taken_again_at_once():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    for _ in range(2):
        with Sandbox(exact_port=port) as sandbox:
            assert sandbox.exact_url == f"http://127.0.0.1:{port}"
            assert httpx.get(f"{sandbox.exact_url}/api/v1/current/Me").status_code == 401


def test_a_taken_port_is_an_error_and_leaves_no_thread():
    threads = threading.active_count()

    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
        Sandbox(gmail_port=taken.getsockname()[1]),
    ):
        pass

    assert threading.active_count() == threads


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_two_addresses_and_serves_until_interrupted(number: signal.Signals):
    command = [sys.executable, "-W", "error", "-m", "reminder.sandbox"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        addresses = [running.stdout.readline().split() for _ in range(2)]
        status = httpx.get(f"{addresses[0][1]}/api/v1/current/Me").status_code
        running.send_signal(number)
        code = running.wait(5)
        complaints = running.stderr.read()

    assert [name for name, _ in addresses] == ["Exact", "Gmail"]
    assert status == 401
    assert (code, complaints) == (0, "")
