"""What a run says at once, what the log and the exports say of it later, and what its report shows, are the same."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reminder.cli.stage import connect, set_stage
from reminder.config.load import load
from reminder.sandbox.fault_actions import status
from reminder.sandbox.faults import Fault
from reminder.sandbox.serve import Sandbox
from reminder.store.store import Store
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from reminder.words.formats import money
from tests.e2e.conftest import Stage
from tests.e2e.reports import report_of, text_of

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("https://evil.example";"klik")',
    "\u202eB.V. neethcsrev",
    "\u200fB.V.\u061c links",
    "\x1b[31mrood\x1b]0;titel\x07\u009b2J\r\n\u2028onder",
)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, dict[str, Any]]]:
    """A stage after one run over books in which some names are hostile, with what the run printed."""
    folder = tmp_path_factory.mktemp("records")
    with Sandbox() as sandbox:
        connect(set_stage(folder, sandbox), sandbox)
        world, today = sandbox.exact, sandbox.clock.today()
        for number, name in enumerate(HOSTILE):
            address = "" if number == HOSTILE.index(HOSTILE[-1]) else f"info@h{number}.example"
            world.add_account(f"9{number}", name, email=address, phone="020 765 43 21")
            world.add_invoice(f"9{number}", f"{6000 * (number % 2) + 150}", due=today.replace(day=1), ref=f"H{number}")
        stage = Stage(folder, sandbox)
        yield stage, json.loads(stage.reminder("run-now", "--json").stdout)


def exported(stage: Stage, kind: str) -> list[dict[str, str]]:
    done = stage.reminder("export", kind)
    assert done.exit_code == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout, newline="")))


def euros(amount: str) -> str:
    return " ".join(money(Decimal(amount), currency="EUR", language="nl").split())


def test_the_log_gives_a_run_as_the_run_gave_itself(ran: tuple[Stage, dict[str, Any]]):
    stage, run = ran

    later = json.loads(stage.reminder("log", run["run"], "--json").stdout)

    assert later == run


def test_the_list_of_runs_has_the_same_totals(ran: tuple[Stage, dict[str, Any]]):
    stage, run = ran

    (listed,) = json.loads(stage.reminder("log", "--json").stdout)

    own, (short,) = run["administrations"][0], listed["administrations"]
    assert short["open"] == own["open"]
    assert (short["reminder_count"], short["call_count"]) == (len(own["reminders"]), len(own["calls"]))


def test_the_exports_have_the_rows_of_the_run(ran: tuple[Stage, dict[str, Any]]):
    stage, run = ran
    own = run["administrations"][0]

    for kind, rows in (
        ("receivables", own["decisions"]),
        ("calls", [each for each in own["decisions"] if each["outcome"] == "call"]),
        ("reminders", own["reminders"]),
    ):
        assert json.loads(stage.reminder("export", kind, "--format", "json").stdout) == rows
        assert len(exported(stage, kind)) == len(rows)
    sums = Counter[str]()
    for each in exported(stage, "receivables"):
        sums[each["currency"]] += Decimal(each["amount"])  # type: ignore[assignment]
    assert {key: f"{total:.2f}" for key, total in sums.items()} == own["open"]["totals"]
    assert {each["currency"]: each["open_total"] for each in exported(stage, "runs")} == own["open"]["totals"]


def test_the_report_shows_the_numbers_of_the_run(ran: tuple[Stage, dict[str, Any]]):
    stage, run = ran
    own, text = run["administrations"][0], text_of(report_of(ran[0]))

    assert f"Van {own['open']['count']} openstaande posten ({euros(own['open']['totals']['EUR'])}" in text
    assert f"Herinneringen ({len(own['reminders'])})" in text
    assert f"Bellen ({len(own['calls'])})" in text
    assert f"Overgeslagen ({sum(each['outcome'] == 'skip' for each in own['decisions'])})" in text
    for each in own["decisions"]:
        assert euros(each["amount"]) in text or each["currency"] != "EUR"
    assert report_of(stage).count("<iframe") == len(own["reminders"])


def test_the_report_is_its_owners_alone_and_its_place_is_told_and_logged(ran: tuple[Stage, dict[str, Any]]):
    stage, run = ran

    (path,) = (stage.folder / "data" / "reports").iterdir()

    assert path.name == f"{run['as_of']}-{run['run']}.html"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    lines = [json.loads(line) for line in (stage.folder / "data" / "reminder.jsonl").read_text().splitlines()]
    assert [line["path"] for line in lines if line["event"] == "report_written"] == [str(path)]


@pytest.mark.fault(8)
def test_the_report_is_made_again_from_the_record(ran: tuple[Stage, dict[str, Any]], tmp_path: Path):
    stage, run = ran

    done = stage.reminder("log", run["run"], "--html", str(tmp_path / "again.html"))

    assert done.exit_code == 0
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == report_of(stage)


def test_hostile_names_are_harmless_in_report_and_exports(ran: tuple[Stage, dict[str, Any]]):
    stage, _ = ran

    html, names = report_of(stage), [each["debtor"] for each in exported(stage, "receivables")]

    assert "<script" not in html
    assert "\u202e" not in html
    assert not [each for each in names if each.startswith(("=", "+", "-", "@"))]
    assert [each for each in names if each.startswith("'=HYPERLINK")]


@pytest.mark.parametrize(
    "command",
    [("run-now", "--dry-run"), ("log", "--outcome", "call"), ("explain", "--debtor", "94"), ("explain", "H4")],
)
def test_hostile_names_cannot_reach_a_terminal(ran: tuple[Stage, dict[str, Any]], command: tuple[str, ...]):
    done = ran[0].reminder(*command)

    assert done.exit_code in {0, 3}
    assert "rood" in done.stdout
    for stream in (done.stdout, done.stderr):
        assert not re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", stream)


def test_an_existing_file_is_written_over_only_when_asked(ran: tuple[Stage, dict[str, Any]], tmp_path: Path):
    stage, _ = ran
    path = tmp_path / "calls.csv"
    first = stage.reminder("export", "calls", "--output", str(path))
    content = path.read_bytes()

    second = stage.reminder("export", "calls", "--format", "json", "--output", str(path))

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert "--overwrite" in second.stderr
    assert path.read_bytes() == content
    third = stage.reminder("export", "calls", "--format", "json", "--output", str(path), "--overwrite")
    assert third.exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8"))


def test_a_file_of_a_name_that_cannot_be_is_refused(ran: tuple[Stage, dict[str, Any]], tmp_path: Path):
    done = ran[0].reminder("export", "runs", "--output", str(tmp_path / ("a" * 300)))

    assert (done.exit_code, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr


def test_a_debtor_is_told_with_contact_and_how_late_it_paid_before(stage: Stage):
    stage.run_now()
    stage.sandbox.exact.pay("F2026-0031")
    stage.run_now("--as-of", str(stage.sandbox.clock.today() + timedelta(days=7)))

    document = json.loads(stage.reminder("explain", "--debtor", "13", "--json").stdout)
    text = " ".join(stage.reminder("explain", "--debtor", "13").stdout.split())

    (paid,) = document["paid"]
    late = document["usually_days_late"]
    assert (paid["invoice"], paid["days_late"]) == ("F2026-0031", late)
    assert late["most"] == late["least"] + 7
    assert document["contact"]["emails"]
    assert document["contact"]["emails"][0] in text
    assert f"Betaalt gemiddeld {late['least']}–{late['most']} dagen te laat" in text
    assert "Niet meer open (betaald of verrekend) F2026-0031" in text


def test_the_log_is_narrowed_to_a_period(stage: Stage):
    today = stage.sandbox.clock.today()
    days = [str(today + timedelta(days=each)) for each in (0, 7, 14)]
    for each in days:
        stage.run_now("--as-of", each)

    listed = json.loads(stage.reminder("log", "--since", days[1], "--until", days[1], "--json").stdout)
    backwards = stage.reminder("log", "--since", days[1], "--until", days[0])

    assert [each["as_of"] for each in listed] == [days[1]]
    assert (backwards.exit_code, backwards.stdout) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("log", "01ZZZ"), "01"),
        (("explain", "--debtor", "Hotel Amstl"), "Hotel Amstel"),
        (("explain", "F2026-004"), "F2026-0042"),
        (("log", "--invoice", "F2026-004"), "F2026-0042"),
        (("log", "--debtor", "Hotel Amstl"), "Hotel Amstel"),
    ],
)
def test_what_is_unknown_is_answered_with_the_nearest(
    ran: tuple[Stage, dict[str, Any]], arguments: tuple[str, ...], near: str
):
    done = ran[0].reminder(*arguments)

    assert done.exit_code == 2
    assert near in done.stderr.partition("hint: ")[2]


def test_a_dry_run_leaves_no_report_and_no_record(stage: Stage):
    done = stage.reminder("run-now", "--dry-run")

    assert done.exit_code == 0
    assert not (stage.folder / "data" / "reports").exists()
    assert json.loads(stage.reminder("log", "--json").stdout) == []


def test_a_report_that_cannot_be_written_leaves_the_run_as_it_is(stage: Stage):
    (stage.folder / "data" / "reports").write_text("in the way", encoding="utf-8")

    done = stage.reminder("run-now")

    assert done.exit_code == 0
    assert "warning: no report could be written" in done.stderr
    (listed,) = json.loads(stage.reminder("log", "--json").stdout)
    assert listed["administrations"][0]["state"] == "done"


def test_the_second_report_tells_what_changed_since_the_first(stage: Stage):
    world, today = stage.sandbox.exact, stage.sandbox.clock.today()
    stage.reminder("run-now")
    world.add_account("9001", "Nieuwkomer B.V.", email="info@nieuwkomer.example")
    world.add_invoice("9001", "321.00", due=today.replace(day=1), ref="F2026-0999")
    world.pay("F2026-0041")
    (reference,) = (each["reference"] for each in stage.run_now()["settled"] if each["reason"] == "paid")

    newest = max((stage.folder / "data" / "reports").iterdir())

    told = text_of(newest.read_text(encoding="utf-8"))
    assert "€ -679,00" in told
    assert f"Drukkerij Inktvis {reference} concept staat klaar ingetrokken" in told


def stage_store(stage: Stage) -> Store:
    return open_store(load(stage.folder / "config.toml", stage.environment), SystemClock())


def logged(stage: Stage, run: dict[str, Any]) -> dict[str, Any]:
    later: dict[str, Any] = json.loads(stage.reminder("log", run["run"], "--json").stdout)
    return later


def test_a_run_whose_mailbox_took_no_more_is_in_the_log_with_what_is_left(stage: Stage):
    refusal = {"error": {"code": 403, "message": "no", "errors": [{"reason": "dailyLimitExceeded"}]}}
    full = status(403, headers={"content-type": "application/json"}, body=json.dumps(refusal).encode())
    stage.sandbox.gmail_faults.add(Fault(action=full, method="POST", path=r"/drafts$", nth=3))

    run = json.loads(stage.reminder("run-now", "--json").stdout)

    states = Counter(each["state"] for each in run["administrations"][0]["reminders"])
    assert run["exit_code"] == 6
    assert states["drafted"] == 2
    assert states["planned"] > 0
    shown = text_of(report_of(stage))
    assert "De run is mislukt: Gmail is nu niet bereikbaar. Tot dan toe: 2 herinneringen staan klaar" in shown
    assert "Kijk 2 concepten in Gmail na" in shown
    assert logged(stage, run) == run


def test_a_run_that_found_another_one_active_is_in_the_log(stage: Stage):
    with stage_store(stage) as store, store.run_lock("acme"):
        done = stage.reminder("run-now", "--json")

    run = json.loads(done.stdout)
    assert done.exit_code == run["exit_code"] == 4
    assert logged(stage, run) == run


@pytest.mark.parametrize(("half", "name"), [("exact", "Exact Online"), ("gmail", "Gmail")])
def test_a_run_that_failed_is_in_the_log_and_has_a_report(stage: Stage, half: str, name: str):
    faults = {"exact": stage.sandbox.exact_faults, "gmail": stage.sandbox.gmail_faults}
    faults[half].add(Fault(action=status(503), every=True))

    run = json.loads(stage.reminder("run-now", "--json").stdout)

    assert run["exit_code"] == 6
    assert logged(stage, run) == run
    assert run["administrations"][0]["error"]["message"] in text_of(report_of(stage))
    assert f"De run is mislukt: {name} is nu niet bereikbaar." in text_of(report_of(stage))
