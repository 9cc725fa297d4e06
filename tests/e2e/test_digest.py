"""The digest in the owner's own inbox, as the sandbox's mailbox holds it after real runs."""

import json
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from reminder.cli.stage import NAME, set_stage
from reminder.config.load import load
from reminder.ports.clock import Silent
from reminder.sandbox.fault_actions import status
from reminder.sandbox.faults import Fault
from reminder.sandbox.gmail.records import Kind
from reminder.sandbox.serve import Sandbox
from reminder.wiring.consents import exact_consent
from reminder.wiring.orders import Wish
from reminder.wiring.runs import run_once
from tests.e2e.conftest import Stage


def digests(stage: Stage) -> list[EmailMessage]:
    inserted = [event.message for event in stage.sandbox.gmail.history if event.kind is Kind.INSERTED]
    return [message_from_bytes(each.raw, policy=policy.default) for each in inserted if each]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_each_run_puts_one_mail_in_the_inbox_and_sends_nothing(stage: Stage):
    run = stage.run_now()

    (mail,) = digests(stage)
    events = [event for event in stage.sandbox.gmail.history if event.kind is Kind.INSERTED]
    assert events[0].message is not None
    assert set(events[0].message.labels) == {"INBOX", "UNREAD"}
    assert mail["To"] == stage.sandbox.gmail.address
    assert str(mail["Subject"]).endswith(", Acme B.V.")
    assert stage.sandbox.gmail.sent() == ()
    for body in (text_of(mail), html_of(mail)):
        assert all(each["debtor"].replace("&", "&amp;") in body.replace("& ", "&amp; ") for each in run["calls"])
        assert all(each["phone"] in body for each in run["calls"])
        assert f"{len(run['reminders'])} herinneringen staan klaar als concept" in body


def test_a_dry_run_puts_none(stage: Stage):
    stage.run_now("--dry-run")

    assert digests(stage) == []


def test_in_send_mode_it_is_put_as_well(sending_stage: Stage):
    sending_stage.run_now()
    sending_stage.run_now()

    first, second = map(text_of, digests(sending_stage))
    assert "eerste run" in first
    assert "herinneringen zijn verzonden" in second


def test_without_digest_there_is_none(stage: Stage):
    config = stage.folder / "config.toml"
    config.write_text(config.read_text().replace("client_secrets =", "digest = false\nclient_secrets ="))

    stage.run_now()

    assert digests(stage) == []


def test_it_tells_what_became_of_the_run_before_and_which_drafts_wait(stage: Stage):
    stage.sandbox.exact.bank_line(stage.sandbox.clock.today())
    stage.run_now()
    stage.sandbox.exact.pay("F2026-0042")
    stage.sandbox.exact.part_pay("F2026-0040", "100.00")

    stage.run_now()

    lines = text_of(digests(stage)[1]).splitlines()
    assert any("F2026-0042" in line and "betaald" in line and "deels" not in line for line in lines)
    assert any("F2026-0040" in line and "deels betaald" in line for line in lines)
    assert any("F2026-0041" in line and "nog open" in line for line in lines)
    assert any(line.startswith("Concepten die nog klaarstaan") for line in lines)


def test_a_run_that_made_nothing_in_between_hides_nothing_of_what_became_of_the_last_reminders(sending_stage: Stage):
    sending_stage.run_now()
    sending_stage.run_now()
    sending_stage.run_now()
    sending_stage.sandbox.exact.pay("F2026-0042")

    sending_stage.run_now()

    told = text_of(digests(sending_stage)[-1]).partition("Wat er van de herinneringen van")[2]
    assert any("F2026-0042" in line and "betaald" in line for line in told.splitlines())


def test_a_hold_that_ended_and_earlier_reminders_of_a_call_are_told(stage: Stage):
    stage.run_now()
    today = stage.sandbox.clock.today()
    stage.reminder("hold", "add", "--debtor", "6", "--until", str(today), "--reason", "promise", "--note", "belt terug")
    tomorrow = str(today + timedelta(days=1))

    stage.run_now("--as-of", tomorrow)

    text = text_of(digests(stage)[-1])
    reports = (stage.folder / "data" / "reports").glob(f"{tomorrow}-*.html")
    for told in (text, next(reports).read_text(encoding="utf-8")):
        assert "Niet langer aangehouden" in told
        assert "belt terug" in told


def test_an_inbox_that_refuses_it_is_a_warning_and_nothing_more(stage: Stage):
    refused = status(403, body=b'{"error": {"code": 403, "errors": [{"reason": "insufficientPermissions"}]}}')
    stage.sandbox.gmail_faults.add(Fault(action=refused, method="POST", path=r"/messages$", every=True))

    run = stage.run_now()

    assert run["exit_code"] == 0
    assert [each["code"] for each in run["warnings"]] == ["digest-failed"]
    assert digests(stage) == []


def test_a_mailbox_that_nobody_gave_access_to_is_told_once(tmp_path: Path):
    with Sandbox() as sandbox:
        settings = set_stage(tmp_path, sandbox)
        with exact_consent(settings, NAME) as consent:
            consent.finish(sandbox.exact.issue_code())
        stage = Stage(tmp_path, sandbox)

        done = stage.reminder("run-now", "--json")

    (result,) = json.loads(done.stdout)["administrations"]
    assert (done.exit_code, result["error"]["code"], result["warnings"]) == (5, "authorisation", [])
    assert "digest" not in done.stderr + logged(stage)


def test_a_mailbox_out_of_reach_is_told_once(stage: Stage):
    stage.run_now()
    stage.sandbox.gmail_faults.add(Fault(action=status(503, body=b""), path="token", every=True))

    done = stage.reminder("run-now", "--json")

    (result,) = json.loads(done.stdout)["administrations"]
    assert (done.exit_code, result["error"]["code"], result["warnings"]) == (6, "unavailable", [])
    assert "Traceback" not in done.stderr + logged(stage)


def logged(stage: Stage) -> str:
    return (stage.folder / "data/reminder.jsonl").read_text(encoding="utf-8")


def test_a_run_that_fails_at_exact_tells_so_in_the_inbox(stage: Stage):
    forbidden = status(403, body=b"{}")
    stage.sandbox.exact_faults.add(Fault(action=forbidden, path="Receivables", every=True))

    run = stage.run_now()

    assert run["state"] == "failed"
    (mail,) = digests(stage)
    assert str(mail["Subject"]).startswith("Let op: ")
    assert "De run is mislukt" in text_of(mail)


def test_a_run_is_told_to_the_dead_mans_switch_and_a_dry_run_is_not(stage: Stage):
    heard: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Ear) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        url = {"REMINDER_MONITOR__PING_URL": f"http://127.0.0.1:{server.server_port}/uuid"}
        settings = load(stage.folder / "config.toml", {**stage.environment, **url})
        run_once(settings, (), Wish(dry_run=True), Silent())
        run_once(settings, (), Wish(), Silent())
        server.shutdown()
        thread.join()

    assert heard == ["/uuid/start", "/uuid"]
