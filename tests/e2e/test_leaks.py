"""Whatever the other side says, and whatever breaks: no secret and no debtor gets where it does not belong."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from reminder.sandbox.fault_actions import Action, html_page, redirect, status
from reminder.sandbox.faults import Fault
from reminder.sandbox.guide_debtors import DEBTORS
from reminder.sandbox.marks import SECRET_MARK
from tests.canary import Channel, leaks
from tests.e2e.conftest import Done, Stage

WHO = f"{DEBTORS[0].name} info@{DEBTORS[0].domain}"
TOKEN = f"stampNL001.{SECRET_MARK}{'x' * 40}"
GOSSIP = f"{TOKEN} {WHO} refresh_token={SECRET_MARK} Bearer {SECRET_MARK}"
GOOGLES = {
    "code": 400,
    "message": GOSSIP,
    "errors": [{"reason": "invalidArgument", "message": GOSSIP}],
    "debug": GOSSIP,
}
BODIES = {
    "exact": {"error": {"code": "", "message": {"lang": "", "value": GOSSIP}}, "error_description": GOSSIP},
    "gmail": {"error": GOOGLES, "error_description": GOSSIP},
    "token": {"error": "invalid_grant", "error_description": GOSSIP, "error_uri": f"https://x.example/?{GOSSIP}"},
}


def says(code: int, body: str) -> Action:
    return status(code, headers={"content-type": "application/json"}, body=json.dumps(BODIES[body]).encode())


@pytest.mark.fault(122)
@pytest.mark.parametrize(
    ("half", "fault"),
    [
        ("exact", Fault(action=says(403, "exact"), path="Receivables", every=True)),
        ("exact", Fault(action=says(400, "exact"), path="Receivables", every=True)),
        ("exact", Fault(action=says(401, "exact"), path="Me", every=True)),
        ("exact", Fault(action=html_page(GOSSIP.encode()), path="Receivables", every=True)),
        ("exact", Fault(action=redirect(f"https://login.example/?{TOKEN}"), path="Me", every=True)),
        ("gmail", Fault(action=says(400, "token"), path="token", every=True)),
        ("gmail", Fault(action=says(403, "gmail"), path="profile", every=True)),
        ("gmail", Fault(action=says(400, "gmail"), method="POST", path="/drafts$", every=True)),
        ("gmail", Fault(action=says(500, "gmail"), method="POST", path="/drafts$", every=True)),
        ("gmail", Fault(action=says(400, "gmail"), method="POST", path="/messages$", every=True)),
    ],
    ids=lambda each: each if isinstance(each, str) else each.path,
)
def test_what_the_other_side_says_is_not_repeated(stage: Stage, half: str, fault: Fault):
    script = stage.sandbox.exact_faults if half == "exact" else stage.sandbox.gmail_faults
    script.add(fault)

    done = [stage.reminder("run-now", "--json"), stage.reminder("run-now"), stage.reminder("check")]

    result = json.loads(done[0].stdout)["administrations"][0]
    assert result["error"] or result["warnings"] or done[0].exit_code
    assert [leaks_of(each, stage) for each in done] == [()] * 3


@pytest.mark.fault(122)
def test_a_text_that_breaks_on_one_debtor_does_not_name_it(stage: Stage):
    templates = stage.folder / "templates/nl"
    templates.mkdir(parents=True)
    broken = "{% block subject %}{% if debtor_name == 'Hotel Amstel' %}{{ {}[debtor_name] }}{% endif %}{% endblock %}"
    (templates / "formal.j2").write_text(broken, encoding="utf-8")

    done = stage.reminder("run-now")

    assert done.exit_code != 0
    assert leaks_of(done, stage) == ()


@pytest.fixture
def gossip() -> Iterator[str]:
    """A server that refuses every message, in words that tell who asked for what."""

    class Gossip(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(404, "no such thing")
            self.end_headers()
            self.wfile.write(f"{self.path} {GOSSIP}".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Gossip) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{SECRET_MARK}"
        server.shutdown()
        thread.join()


@pytest.mark.fault(122)
def test_the_addresses_of_monitors_are_secrets_too(stage: Stage, gossip: str):
    watched = Watched(stage.folder, stage.sandbox, gossip)

    done = watched.reminder("run-now")

    assert logged(stage).count('"monitor_failed"') == 3
    assert leaks_of(done, stage) == ()


@dataclass(frozen=True)
class Watched(Stage):
    """A stage whose runs are told to a dead man's switch and to Slack."""

    url: str

    @property
    def environment(self) -> dict[str, str]:
        urls = {f"REMINDER_MONITOR__{name}": self.url for name in ("PING_URL", "SLACK_WEBHOOK")}
        return {**super().environment, **urls}


def leaks_of(done: Done, stage: Stage) -> tuple[str, ...]:
    told = ((Channel.STDOUT, done.stdout), (Channel.STDERR, done.stderr), (Channel.LOG, logged(stage)))
    return tuple(found for channel, text in told for found in leaks(channel, text))


def logged(stage: Stage) -> str:
    path: Path = stage.folder / "data/reminder.jsonl"
    return path.read_text(encoding="utf-8") if path.exists() else ""
