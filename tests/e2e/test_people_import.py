"""`import`: reminders sent by hand before the first run."""

from datetime import timedelta
from pathlib import Path

from tests.e2e.conftest import Done, Stage

BAKERY, HOTEL = "F2026-0042", "26000038"


def imported(stage: Stage, text: str) -> Done:
    file = stage.folder / "before.csv"
    file.write_text(text, encoding="utf-8-sig")
    return stage.reminder("import", str(file), "-a", "acme")


def day(stage: Stage, days: int) -> str:
    return (stage.sandbox.clock.today() + timedelta(days=days)).isoformat()


def test_a_reminder_sent_by_hand_is_not_sent_again_by_the_first_run(stage: Stage):
    done = imported(stage, f"invoice;tier;date\n{BAKERY};formal;{day(stage, -10)}\n{HOTEL};formal;{day(stage, -2)}\n")

    assert (done.exit_code, done.stdout) == (0, "2 imported, 0 known already\n")
    run = stage.run_now()
    decisions = {each["invoice"]: each["reason"] for each in run["decisions"]}
    assert decisions[BAKERY] == decisions["F2026-0038"] == "step-not-due"
    assert {each["debtor_code"] for each in run["reminders"]}.isdisjoint({"1", "2"})


def test_an_imported_step_is_climbed_from_and_mentioned_in_the_next_text(stage: Stage):
    imported(stage, f"invoice,tier,date\n{BAKERY},friendly,{day(stage, -20)}\n")

    run = stage.run_now("--as-of", day(stage, 9))

    (mail,) = (each for each in run["reminders"] if each["debtor_code"] == "1")
    assert mail["tier"] == "formal"
    (draft,) = (each for each in stage.sandbox.gmail.drafts() if each.id == mail["draft_id"])
    assert "al een herinnering" in draft.message.text


def test_a_reminder_of_yesterday_keeps_the_debtors_other_invoices_back_for_the_interval(stage: Stage):
    imported(stage, f"invoice,tier,date\nF2026-0031,friendly,{day(stage, -1)}\n")

    run = stage.run_now()

    decisions = {each["invoice"]: each["reason"] for each in run["decisions"]}
    assert decisions["F2026-0039"] == "interval"


def test_nothing_is_imported_unless_every_line_is_right(stage: Stage):
    done = imported(
        stage, f"invoice,tier,date\n{BAKERY},formal,{day(stage, -10)}\nF2026-00420,formel,{day(stage, 1)}\n"
    )

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("line 3: ") == 3
    assert "F2026-0042" in done.stderr
    reasons = {each["invoice"]: each["reason"] for each in stage.run_now()["decisions"]}
    assert reasons[BAKERY] == "first-contact"


def test_importing_again_changes_nothing(stage: Stage):
    text = f"invoice,tier,date\n{BAKERY},formal,{day(stage, -10)}\n"
    imported(stage, text)

    again = imported(stage, text)

    assert (again.exit_code, again.stdout) == (0, "0 imported, 1 known already\n")


def test_an_import_is_no_first_run_and_writes_no_mail(stage: Stage):
    imported(stage, f"invoice,tier,date\n{BAKERY},formal,{day(stage, -10)}\n")

    assert stage.reminder("explain", BAKERY).exit_code == 2
    assert stage.sandbox.gmail.drafts() == ()


def test_a_file_that_is_not_there_is_refused(stage: Stage, tmp_path: Path):
    done = stage.reminder("import", str(tmp_path / "none.csv"))

    assert done.exit_code == 2
    assert "cannot be read" in done.stderr
