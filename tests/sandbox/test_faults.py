"""Every fault as a client meets it, over a real socket."""

import socket
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reminder.sandbox import fault_actions as actions
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.fault_actions import Action
from reminder.sandbox.faults import Fault, FaultMiddleware, FaultScript
from reminder.sandbox.serve import Server

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class Shop:
    """An application that counts the work it did."""

    def __init__(self) -> None:
        self.sold = 0
        self.app = Starlette(routes=[Route("/sell", self._sell, methods=["GET", "POST"]), Route("/look", self._look)])

    async def _sell(self, request: Request) -> Response:
        await request.body()
        self.sold += 1
        return JSONResponse({"sold": self.sold})

    async def _look(self, _: Request) -> Response:
        return JSONResponse({"sold": self.sold})


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def script() -> FaultScript:
    return FaultScript()


@pytest.fixture
def http(shop: Shop, script: FaultScript) -> Iterator[httpx.Client]:
    app = FaultMiddleware(shop.app, script, SandboxClock(START))
    with Server(app) as server, httpx.Client(base_url=server.url, timeout=2) as client:
        yield client


def fault(action: Action, *, path: str = "/sell", nth: int = 1, every: bool = False) -> Fault:
    return Fault(method="POST", path=path, nth=nth, every=every, action=action)


def test_only_the_nth_matching_call_since_it_was_added_goes_wrong(http: httpx.Client, script: FaultScript):
    http.post("/sell")
    script.add(fault(actions.status(503), nth=2))

    statuses = [http.post("/sell").status_code for _ in range(3)]

    assert statuses == [200, 503, 200]


def test_other_methods_and_paths_do_not_count(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.status(503)))

    statuses = [http.get("/sell").status_code, http.get("/look").status_code, http.post("/sell").status_code]

    assert statuses == [200, 200, 503]


def test_a_fault_can_hit_every_call_until_the_script_is_cleared(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.status(500), every=True))

    during = [http.post("/sell").status_code for _ in range(2)]
    script.clear()

    assert during == [500, 500]
    assert http.post("/sell").status_code == 200


def test_the_path_pattern_sees_the_query_as_well(http: httpx.Client, script: FaultScript):
    script.add(Fault(path="page=2", action=actions.status(410)))

    statuses = [http.get("/look", params={"page": page}).status_code for page in (1, 2)]

    assert statuses == [200, 410]


def test_a_status_comes_with_its_headers_and_body_and_no_work(http: httpx.Client, script: FaultScript, shop: Shop):
    script.add(fault(actions.status(429, headers={"X-Left": "0"}, body=b"slow down")))

    answer = http.post("/sell")

    assert (answer.status_code, answer.headers["x-left"], answer.content) == (429, "0", b"slow down")
    assert shop.sold == 0


def test_a_late_status_hides_work_that_was_done(http: httpx.Client, script: FaultScript, shop: Shop):
    script.add(fault(actions.status_after(503)))

    answer = http.post("/sell")

    assert answer.status_code == 503
    assert shop.sold == 1


def test_a_delayed_answer_runs_into_the_callers_time_out(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.delay(5)))

    with pytest.raises(httpx.ReadTimeout):
        http.post("/sell", timeout=0.1)


def test_a_late_answer_to_work_done_at_once(http: httpx.Client, script: FaultScript, shop: Shop):
    script.add(fault(actions.delay_after(5)))

    with pytest.raises(httpx.ReadTimeout):
        http.post("/sell", timeout=0.1)

    assert shop.sold == 1


def test_a_dripping_answer_is_whole_in_the_end(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.drip(200)))

    started = time.monotonic()
    answer = http.post("/sell")

    assert answer.json() == {"sold": 1}
    assert time.monotonic() - started > 0.05


def test_headers_can_drip_without_end(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.drip_headers(200)))

    with socket.create_connection((http.base_url.host, http.base_url.port or 80), timeout=2) as caller:
        caller.sendall(b"POST /sell HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n")
        came = b"".join(caller.recv(100) for _ in range(20))

    assert came.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\n\r\n" not in came


def test_a_truncated_answer_ends_short_of_its_length(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.truncate()))

    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        http.post("/sell")


def test_a_page_instead_of_data_has_status_200(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.html_page()))

    answer = http.post("/sell")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_a_wrong_content_type_leaves_the_body_alone(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.content_type("text/plain")))

    answer = http.post("/sell")

    assert (answer.headers["content-type"], answer.json()) == ("text/plain", {"sold": 1})


def test_a_redirect_points_elsewhere(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.redirect("http://elsewhere.example/")))

    answer = http.post("/sell")

    assert (answer.status_code, answer.headers["location"]) == (302, "http://elsewhere.example/")


def test_a_body_can_be_replaced(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.replace_body(lambda body: body.replace(b"1", b"NaN"))))

    answer = http.post("/sell")

    assert answer.content == b'{"sold":NaN}'


def test_a_connection_closed_before_the_work_leaves_nothing_done(http: httpx.Client, script: FaultScript, shop: Shop):
    script.add(fault(actions.close_before))

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        http.post("/sell", content=b"x" * 200_000)

    assert shop.sold == 0


def test_a_connection_closed_after_the_work_leaves_it_done(http: httpx.Client, script: FaultScript, shop: Shop):
    script.add(fault(actions.close_after))

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        http.post("/sell")

    assert shop.sold == 1
    assert http.post("/sell").json() == {"sold": 2}


def test_something_may_happen_just_before_the_work(http: httpx.Client, script: FaultScript, shop: Shop):
    script.add(fault(actions.meanwhile(lambda: setattr(shop, "sold", 41))))

    answer = http.post("/sell")

    assert answer.json() == {"sold": 42}


def test_every_call_is_in_the_history_with_the_status_it_got(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.close_before, nth=2))
    http.post("/sell", params={"n": 1}, headers={"X-Mark": "a"})

    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/sell")
    http.get("/nowhere")

    assert [(call.method, call.path, call.query, call.status) for call in script.history] == [
        ("POST", "/sell", "n=1", 200),
        ("POST", "/sell", "", None),
        ("GET", "/nowhere", "", 404),
    ]
    assert script.history[0].headers["x-mark"] == "a"
    assert abs((script.history[0].at - START).total_seconds()) < 5


def test_a_call_without_an_answer_yet_is_in_the_history_already(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.delay(60)))

    with pytest.raises(httpx.ReadTimeout):
        http.post("/sell", timeout=0.1)

    assert [(call.path, call.status) for call in script.history] == [("/sell", None)]


def test_answers_and_faults_are_dated_by_the_sandbox_clock(http: httpx.Client, script: FaultScript):
    script.add(fault(actions.status(503), nth=2))

    dates = [http.post("/sell").headers["date"] for _ in range(2)]

    assert all(date.startswith("Mon, 23 Nov 2026 07:00:") for date in dates)


def test_a_server_stops_at_once_and_cleanly_with_an_answer_under_way(shop: Shop, script: FaultScript):
    script.add(fault(actions.delay(60)))
    threads = threading.active_count()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Server(FaultMiddleware(shop.app, script)) as server, pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{server.url}/sell", timeout=0.1)
        stopping = time.monotonic()

    assert time.monotonic() - stopping < 1
    assert threading.active_count() == threads
