"""An own text that breaks on one debtor's facts: that mail fails alone, in a dry run and in a real one."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from reminder.compose.places import shipped
from tests.e2e.conftest import Document, Stage

TIER = "friendly"
FAULT = '{% if debtor_name == "NAME" %}{{ total + debtor_name }}{% endif %}'


def break_text_for(stage: Stage, name: str) -> None:
    """Give the owner a text of their own that cannot be written for one debtor."""
    own = Path(shutil.copytree(shipped() / "nl", stage.folder / "templates" / "nl"))
    text = (own / f"{TIER}.j2").read_text(encoding="utf-8")
    fault = FAULT.replace("NAME", name)
    (own / f"{TIER}.j2").write_text(text.replace("{% block body %}", f"{{% block body %}}{fault}"), encoding="utf-8")


def victim_of(run: Document) -> Document:
    """Give one friendly mail in Dutch of which the debtor has only one."""
    codes = [each["debtor_code"] for each in run["reminders"]]
    mails = (each for each in run["reminders"] if (each["tier"], each["language"]) == (TIER, "nl"))
    mail: Document = next(each for each in mails if codes.count(each["debtor_code"]) == 1)
    return mail


@pytest.mark.fault(15, 94)
def test_one_mail_that_cannot_be_written_is_said_and_the_others_are_drafted(stage: Stage):
    usual = stage.run_now("--dry-run")
    bad = victim_of(usual)
    names = {each["debtor_code"]: each["debtor"] for each in usual["decisions"]}
    break_text_for(stage, names[bad["debtor_code"]])

    shown, made = stage.run_now("--dry-run"), stage.run_now()

    for run, state in ((shown, "planned"), (made, "failed")):
        assert run["exit_code"] == 3
        assert {each["state"] for each in run["reminders"] if each["reference"] == bad["reference"]} == {state}
        (told,) = [each["text"] for each in run["warnings"] if each["code"] == "mail-failed"]
        assert bad["reference"] in told
        assert "friendly.j2, line" in told
        assert [each["invoice"] for each in run["decisions"]] == [each["invoice"] for each in usual["decisions"]]
    assert {each["state"] for each in made["reminders"] if each["reference"] != bad["reference"]} == {"drafted"}
    assert len(stage.sandbox.gmail.drafts()) == len(usual["reminders"]) - 1
    assert Decimal(made["open"]["totals"]["EUR"]) == sum(
        Decimal(each["amount"]) for each in made["decisions"] if each["currency"] == "EUR"
    )
    assert bad["reference"] in stage.reminder("status", "--json").stdout


@pytest.mark.fault(15)
def test_a_mail_that_failed_stands_in_the_report_the_log_and_the_exports(stage: Stage):
    usual = stage.run_now("--dry-run")
    bad = victim_of(usual)
    names = {each["debtor_code"]: each["debtor"] for each in usual["decisions"]}
    break_text_for(stage, names[bad["debtor_code"]])
    stage.run_now()

    (report,) = (stage.folder / "data" / "reports").glob("*.html")
    page = report.read_text(encoding="utf-8")
    exported = stage.reminder("export", "reminders", "--format", "csv").stdout

    assert bad["reference"] in page
    assert "kon niet worden gemaakt" in page
    assert f'"{bad["reference"]}","{bad["debtor_code"]}"' in exported
