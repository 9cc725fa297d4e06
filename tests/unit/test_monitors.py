"""Telling of runs: what is sent where, and servers that hang, drip or refuse, on real sockets."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from structlog.testing import capture_logs

from reminder.errors import StoreError
from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.monitors.ping import Ping
from reminder.monitors.slack import LONGEST, MOST_CALLS, Slack
from reminder.wiring.watching import watched
from tests.builders import a_debtor, a_receivable

CANARY = "Canary <!channel> & Zonen"


def a_call(name: str = CANARY) -> Decision:
    debtor = a_debtor(name=name, id=name)
    return Decision(
        receivable=a_receivable(amount=Decimal("6000.00"), debtor_id=debtor.id),
        debtor=debtor,
        outcome=Outcome.CALL,
        reason=Reason.CALL_BY_AMOUNT,
        days_overdue=20,
        tier="call-me",
    )


def a_run(*decisions: Decision, exit_code: int = 0) -> Run:
    now = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    result = AdministrationRun(
        name="acme",
        mode=Mode.DRAFT,
        dry_run=False,
        state=RunState.DONE,
        exit_code=exit_code,
        open_count=len(decisions),
        totals={"EUR": sum((each.receivable.amount for each in decisions), Decimal(0))},
        decisions=decisions,
    )
    return Run(
        id="1", as_of=date(2026, 11, 23), started=now, finished=now, exit_code=exit_code, administrations=(result,)
    )


@pytest.fixture
def heard() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A server that notes the path and body of every message."""
    messages: list[tuple[str, str]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            messages.append((self.path, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Ear) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/uuid", messages
        server.shutdown()
        thread.join()


@contextmanager
def a_server_that(answers: Callable[[socket.socket], None]) -> Iterator[str]:
    """Accept connections and leave each to `answers`."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while not over.is_set():
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        answers(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/uuid"
        over.set()


def test_a_run_pings_its_start_and_its_success_with_counts_alone(heard: tuple[str, list[tuple[str, str]]]):
    url, messages = heard

    watched([Ping(url)], lambda: a_run(a_call()))

    assert [path for path, _ in messages] == ["/uuid/start", "/uuid"]
    assert "to call: 1" in messages[1][1]
    assert "anary" not in str(messages)


def test_a_bad_end_pings_the_exit_code(heard: tuple[str, list[tuple[str, str]]]):
    url, messages = heard

    watched([Ping(f"{url}/?create=1")], lambda: a_run(exit_code=8))

    assert [path for path, _ in messages] == ["/uuid/start?create=1", "/uuid/8?create=1"]


def test_a_failure_before_the_run_pings_its_exit_code_and_is_raised_on(heard: tuple[str, list[tuple[str, str]]]):
    url, messages = heard

    def make() -> Run:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        watched([Ping(url), Slack(url, languages={"acme": "nl"})], make)

    assert [path for path, _ in messages] == ["/uuid/start", "/uuid/7", "/uuid"]
    assert json.loads(messages[2][1])["text"] == "Er is geen run geweest (code 7); het logbestand zegt waarom."


def hangs(_connection: socket.socket) -> None:
    time.sleep(3)


def drips(connection: socket.socket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def resets(connection: socket.socket) -> None:
    connection.recv(10)


@pytest.mark.fault(126)
@pytest.mark.parametrize("behaviour", [hangs, drips, resets])
def test_a_server_that_misbehaves_costs_little_time_and_never_the_run(behaviour: Callable[[socket.socket], None]):
    with a_server_that(behaviour) as url, capture_logs() as logs:
        begun = time.monotonic()
        run = watched([Ping(url, within=0.5), Slack(url, languages={}, within=0.5)], lambda: a_run(a_call()))
        took = time.monotonic() - begun

    assert run.exit_code == 0
    assert took < 3 * 0.5 + 0.5
    assert [each["event"] for each in logs] == ["monitor_failed"] * 3
    assert "uuid" not in str(logs)


@pytest.mark.fault(126)
def test_of_an_answer_only_the_head_is_taken():
    refused = threading.Event()

    def floods(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        try:
            for _ in range(1000):
                connection.sendall(bytes(1_000_000))
        except OSError:
            refused.set()

    with a_server_that(floods) as url, capture_logs() as logs:
        Ping(url).begun()

        assert refused.wait(5)
    assert logs == []


@pytest.mark.fault(126)
def test_a_server_that_is_not_there_is_a_warning():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with capture_logs() as logs:
        Ping(f"http://127.0.0.1:{port}/uuid", within=2).begun()

    assert [(each["event"], each["monitor"]) for each in logs] == [("monitor_failed", "ping")]


def test_a_monitor_with_a_fault_of_its_own_never_costs_the_run():
    class Broken:
        def begun(self) -> None:
            raise ZeroDivisionError

        def ended(self, run: Run) -> None:
            raise KeyError(run.id)

        def broke(self, exit_code: int) -> None:
            raise ValueError(exit_code)

    with capture_logs() as logs:
        assert watched([Broken()], a_run).exit_code == 0

    assert [each["event"] for each in logs] == ["monitor_broke"] * 2


def test_slack_gets_the_counts_and_whom_to_call_with_nothing_that_slack_would_act_on(
    heard: tuple[str, list[tuple[str, str]]],
):
    url, messages = heard

    Slack(url, languages={"acme": "nl"}).ended(a_run(a_call(), exit_code=3))

    message = json.loads(messages[0][1])
    assert message["mrkdwn"] is False
    assert message["text"].splitlines()[0] == "acme: Herinneringen van 23 november 2026"
    assert "1 regel staat op de bellijst (€\xa06.000,00)" in message["text"]
    assert "• Canary &lt;!channel&gt; &amp; Zonen: €\xa06.000,00" in message["text"]


def test_a_long_call_list_is_cut(heard: tuple[str, list[tuple[str, str]]]):
    url, messages = heard
    calls = [a_call(f"Debiteur {number} " + "x" * 100) for number in range(50)]
    chapters = a_run(*calls)
    many = replace(chapters, administrations=chapters.administrations * 5)

    Slack(url, languages={"acme": "nl"}).ended(chapters)
    Slack(url, languages={"acme": "nl"}).ended(many)

    one, five = (json.loads(body)["text"] for _, body in messages)
    assert one.count("•") == MOST_CALLS
    assert one.endswith(f"… en nog {50 - MOST_CALLS}")
    assert len(five) <= LONGEST + 2
    assert five.endswith("…")
