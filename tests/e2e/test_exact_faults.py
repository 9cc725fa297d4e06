"""What a person sees of an Exact that is slow, limited or at odds with itself."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reminder.cli.stage import connect, set_stage
from reminder.sandbox import fault_actions as go
from reminder.sandbox.faults import Fault
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Stage

RECEIVABLES = "bulk/Cashflow/Receivables$"


def in_rows(**factors: float) -> go.Action:
    """Multiply fields of every row."""

    def changed(body: bytes) -> bytes:
        document = json.loads(body)
        for row in document["d"]["results"]:
            row.update({name: row[name] * factor for name, factor in factors.items()})
        return json.dumps(document).encode()

    return go.replace_body(changed)


def warnings(run: dict[str, Any]) -> set[str]:
    return {each["code"] for each in run["warnings"]}


@pytest.mark.fault(51)
@pytest.mark.parametrize("command", ["run-now", "check"])
def test_a_wait_for_exacts_minute_is_said_where_nobody_looks_at_a_terminal(tmp_path: Path, command: str):
    with Sandbox() as sandbox:
        connect(set_stage(tmp_path, sandbox), sandbox)
        stage, knobs = Stage(tmp_path, sandbox), sandbox.exact.knobs
        knobs.calls_per_minute = 10_000
        sandbox.clock.advance(seconds=56 - datetime.now(UTC).second)
        sandbox.exact.limits.use(sandbox.exact.book.division.code, minute=10_000)

        done = stage.reminder(command)

    assert done.exit_code == 0, done.stdout
    assert "s for Exact's limit of calls a minute" in done.stderr
    assert "limit of calls" not in done.stdout


@pytest.mark.fault(52)
def test_a_spent_day_ends_the_run_with_the_time_of_its_end(stage: Stage):
    stage.sandbox.exact.limits.use(stage.sandbox.exact.book.division.code, day=5000)

    run = stage.run_now()

    assert (run["state"], run["exit_code"], run["decisions"]) == ("failed", 6, [])
    assert "for today is used up until" in run["error"]["message"]
    assert "00:00 UTC" in run["error"]["message"]


@pytest.mark.fault(54, 66)
def test_maintenance_ends_the_run_and_names_its_hours(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    stage.sandbox.exact_faults.add(Fault(action=go.status(503), path=RECEIVABLES, every=True))

    run = stage.run_now()

    assert (run["state"], run["exit_code"], run["decisions"]) == ("failed", 6, [])
    assert "between 01:00 and 04:30" in run["error"]["hint"]
    assert stage.sandbox.gmail.drafts() == ()


def test_amounts_that_contradict_exacts_own_total_in_sign_stop_the_run(stage: Stage):
    turned = in_rows(AmountDC=-1.0, AmountFC=-1.0)
    stage.sandbox.exact_faults.add(Fault(action=turned, path=RECEIVABLES, every=True))

    run = stage.run_now("--force")

    assert (run["state"], run["exit_code"], run["error"]["code"]) == ("stopped", 8, "control-total")
    assert stage.sandbox.gmail.drafts() == ()


@pytest.mark.fault(61)
def test_a_total_that_is_not_exacts_own_is_said(stage: Stage):
    before = stage.run_now("--dry-run")
    stage.sandbox.exact_faults.add(Fault(action=go.replace_body(_without_the_first), path=RECEIVABLES, every=True))

    run = stage.run_now("--dry-run")

    assert "other-total" not in warnings(before)
    assert "other-total" in warnings(run)
    assert run["open"]["count"] == before["open"]["count"] - 1


def _without_the_first(body: bytes) -> bytes:
    document = json.loads(body)
    document["d"]["results"].pop(0)
    return json.dumps(document).encode()


@pytest.mark.fault(27)
@pytest.mark.parametrize(("attached", "code"), [("true", 5), ("false", 0)])
def test_check_asks_for_the_right_to_documents_only_where_invoices_go_along(stage: Stage, attached: str, code: int):
    config = stage.folder / "config.toml"
    config.write_text(config.read_text() + f"\n[administrations.acme.policy]\nattach_invoices = {attached}\n")
    stage.sandbox.exact.scopes.discard("Organization documents")

    done = stage.reminder("check")

    assert done.exit_code == code, done.stdout


def test_check_tells_of_a_sender_that_is_not_verified(stage: Stage):
    mailbox = stage.sandbox.gmail.mailbox
    mailbox.send_as = tuple(each for each in mailbox.send_as if not each.primary)

    done = stage.reminder("check")

    assert done.exit_code == 8
    assert "fault    acme: sender:" in done.stdout
    assert "Send mail as" in done.stdout


@pytest.mark.fault(39)
def test_check_tells_of_a_clock_that_is_off(stage: Stage):
    stage.sandbox.clock.advance(minutes=7)

    done = stage.reminder("check")

    assert done.exit_code == 8
    assert "fault    acme: clock of the ledger:" in done.stdout
    assert "fault    acme: clock of the mailbox:" in done.stdout


@pytest.mark.fault(77)
def test_a_run_decides_the_same_wherever_its_machine_stands(stage: Stage):
    documents = []
    for zone in ("UTC", "America/Los_Angeles", "Pacific/Kiritimati"):
        done = _InZone(stage.folder, stage.sandbox, zone).process("run-now", "--dry-run", "--json")
        assert done.exit_code == 0, done.stderr
        documents.append(json.loads(done.stdout)["administrations"][0])

    days = {(run["books_until"], *(str(each) for each in run["decisions"])) for run in documents}
    assert len(days) == 1
    assert {each["days_overdue"] for each in documents[0]["decisions"]} != {0}


@dataclass(frozen=True)
class _InZone(Stage):
    """A stage whose processes live in a zone."""

    zone: str

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "TZ": self.zone}
