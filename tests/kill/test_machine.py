"""What a machine, a disk or a connection may do in the middle of a run."""

import resource
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reminder.sandbox.fault_actions import delay, html_page, status
from reminder.sandbox.faults import Call, Fault
from tests.kill.harness import Victim, a_busy_victim, a_victim, by_the_program
from tests.kill.promises import promises
from tests.kill.store import change, query
from tests.kill.test_together import started

HALF_A_PULL = {
    "the second page": Fault(path="Receivables.*skiptoken", action=status(404), every=True),
    "the debtors": Fault(path="/crm/Accounts|/CRM/Accounts", action=html_page(), every=True),
    "the bank's lines": Fault(path="TransactionLines", action=html_page(), every=True),
    "the overview": Fault(path="OutstandingInvoicesOverview", action=html_page(), every=True),
}
PAGE = 1000


@pytest.mark.fault(50, 60)
@pytest.mark.parametrize("mode", ["draft", "send"])
@pytest.mark.parametrize("fault", HALF_A_PULL.values(), ids=HALF_A_PULL.keys())
def test_a_pull_that_is_not_whole_claims_nothing_and_writes_nothing(tmp_path: Path, mode: str, fault: Fault):
    with a_victim(tmp_path, mode=mode) as victim:
        _fill_a_page(victim)
        victim.stage.sandbox.exact_faults.add(fault)

        refused = victim.stage.reminder("run-now", "--json")

        assert refused.exit_code == 6
        assert victim.query("SELECT 1 FROM reminder UNION SELECT 1 FROM claim") == []
        assert by_the_program(victim) == []
        victim.stage.sandbox.exact_faults.clear()
        assert len(victim.run()["reminders"]) == 1


@pytest.mark.fault(20, 21)
def test_of_processes_that_need_a_new_token_one_asks_and_nobody_reads_half_a_pair(tmp_path: Path):
    with a_victim(tmp_path, mode="draft") as victim:
        victim.make_token_due()
        before = len(token_calls(victim))
        victim.stage.sandbox.exact_faults.add(Fault(action=delay(0.5), method="POST", path="/token$"))
        seen, stop = set(), threading.Event()

        def read() -> None:
            while not stop.wait(0.005):
                seen.update(query(victim.database, "SELECT access, refresh FROM token WHERE service LIKE 'exact%'"))

        reader = threading.Thread(target=read)
        reader.start()
        ended = [(each.communicate(timeout=120), each.returncode) for each in _asking(victim, 3)]
        stop.set()
        reader.join()

        authority = victim.stage.sandbox.exact.authority
        assert [code for _, code in ended] == [0, 0, 0]
        assert [each.status for each in token_calls(victim)[before:]] == [200]
        assert 1 <= len(seen) <= 2
        assert all(authority.knows(access) and refresh in authority._refresh for access, refresh in seen)


@pytest.mark.fault(26)
def test_when_the_mark_of_a_renewal_cannot_be_written_no_token_is_spent(tmp_path: Path):
    with a_victim(tmp_path, mode="draft") as victim:
        victim.make_token_due()
        before = len(token_calls(victim))
        refusing = "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        change(victim.database, f"CREATE TRIGGER full BEFORE INSERT ON pending_refresh {refusing}")

        refused = victim.stage.reminder("run-now", "--json")
        asked = len(token_calls(victim)) - before
        change(victim.database, "DROP TRIGGER full")

        assert refused.exit_code != 0
        assert asked == 0
        assert promises(victim, victim.run()) == []


@pytest.mark.fault(42)
@pytest.mark.parametrize("room", [20_000, 70_000, 140_000])
def test_on_a_full_disk_no_mail_is_made_that_is_not_recorded(tmp_path: Path, room: int):
    with a_busy_victim(tmp_path, mode="send") as victim:
        victim.make_token_due()

        code = victim.run_with_room(room)

        assert code == 7
        victim.run()
        victim.let_time_pass()
        victim.stage.sandbox.exact.pay("F-3")
        assert promises(victim, victim.run()) == []


@pytest.mark.fault(41)
def test_without_the_systems_time_zones_a_run_finds_its_own(tmp_path: Path):
    with a_victim(tmp_path, mode="draft") as victim:
        done = subprocess.run(
            [sys.executable, "-m", "reminder.cli", *victim.stage.command, "run-now", "--json"],
            cwd=tmp_path,
            env={**victim.stage.environment, "PYTHONTZPATH": "", "TZ": ""},
            capture_output=True,
            timeout=120,
            check=False,
        )

        assert done.returncode == 0
        assert len(victim.stage.sandbox.gmail.drafts()) == 1


@pytest.mark.fault(8, 9)
@pytest.mark.parametrize("failpoint", ["after_record", "before_placed"])
def test_a_run_that_died_before_its_report_is_told_whole_by_the_log(tmp_path: Path, failpoint: str):
    with a_victim(tmp_path, mode="draft") as victim:
        assert victim.killed_at(failpoint)
        (run,) = victim.query("SELECT run FROM run")

        reports = list((tmp_path / "data").rglob("*.html"))
        told = victim.stage.reminder("log", run[0], "--json")

        assert reports == []
        assert told.exit_code == 0
        assert "drafted" in told.stdout


@pytest.mark.fault(9)
def test_killed_while_an_export_is_written_the_old_file_is_there_whole(tmp_path: Path):
    with a_victim(tmp_path, mode="draft", debtors=2) as victim:
        export = ("export", "receivables", "--format", "csv", "--output", str(tmp_path / "open.csv"), "--overwrite")
        victim.run()
        victim.stage.reminder(*export)
        before = (tmp_path / "open.csv").read_bytes()
        victim.stage.sandbox.exact.pay("F-1")
        victim.run()

        assert victim.killed_at("before_placed", *export)

        assert (tmp_path / "open.csv").read_bytes() == before
        assert victim.stage.reminder(*export).exit_code == 0
        assert (tmp_path / "open.csv").read_bytes() != before


@pytest.mark.fault(9)
def test_a_disk_that_is_full_in_the_middle_of_a_report_leaves_no_half_of_it(tmp_path: Path):
    place = tmp_path / "report.html"
    place.write_text("the old one", encoding="utf-8")
    program = "from pathlib import Path; from reminder.report.files import put; put(Path('report.html'), 'x' * 100_000)"

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY)),
        capture_output=True,
        check=False,
    )

    assert b"File too large" in done.stderr
    assert place.read_text(encoding="utf-8") == "the old one"
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.fault(46)
def test_killed_in_the_middle_of_making_the_store_the_next_start_makes_it(tmp_path: Path):
    with a_victim(tmp_path, mode="draft") as victim:
        shutil.rmtree(victim.database.parent)
        (tmp_path / "reminder.generation").unlink()

        assert victim.killed_at("before_migrated", "hold", "list")
        made = victim.query("SELECT name FROM sqlite_master")
        listed = victim.stage.reminder("hold", "list", "--json")

        assert made == []
        assert (listed.exit_code, listed.stdout.strip()) == (0, "[]")
        assert victim.query("PRAGMA quick_check") == [("ok",)]


def token_calls(victim: Victim) -> list[Call]:
    return [each for each in victim.stage.sandbox.exact_faults.history if each.path.endswith("/token")]


def _asking(victim: Victim, number: int) -> "list[subprocess.Popen[str]]":
    return [started(victim, "--dry-run") for _ in range(number)]


def _fill_a_page(victim: Victim) -> None:
    """Let the ledger's answer about what is open fill more than one page."""
    world, today = victim.stage.sandbox.exact, victim.stage.sandbox.clock.today()
    world.add_account("99", "Termijnen B.V.", email="post99@debiteur.example")
    for number in range(PAGE):
        world.add_invoice("99", "10.00", due=today, ref=f"T-{number}")
