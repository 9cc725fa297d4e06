"""`resolve`: a person settles what the program cannot know."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from reminder.sandbox.fault_actions import close_after, close_before
from reminder.sandbox.faults import Fault
from tests.e2e.conftest import Stage

CREATE = r"/drafts$"


def lost(stage: Stage, *, happened: bool) -> dict[str, Any]:
    """Run with the answer to the first draft lost, and give that mail."""
    action = close_after if happened else close_before
    stage.sandbox.gmail_faults.add(Fault(action=action, method="POST", path=CREATE))
    run = stage.run_now()
    (mail,) = (each for each in run["reminders"] if each["state"] == "creating")
    assert run["exit_code"] == 3
    return dict(mail)


def state_of(stage: Stage, mail: dict[str, Any]) -> str:
    story = json.loads(stage.reminder("explain", mail["invoices"][0], "--json").stdout)
    (found,) = (each for each in story["reminders"] if each["reference"] == mail["reference"])
    return str(found["state"])


@pytest.mark.parametrize(("answer", "state"), [("--sent", "sent"), ("--discarded", "gone")])
def test_what_a_person_says_ends_the_doubt(stage: Stage, answer: str, state: str):
    mail = lost(stage, happened=False)

    done = stage.reminder("resolve", mail["reference"], answer)

    assert (done.exit_code, done.stdout) == (0, f"{mail['reference']}: was creating, is {state}\n")
    assert state_of(stage, mail) == state
    again = stage.run_now()
    assert again["exit_code"] == 0
    assert mail["debtor_code"] not in {each["debtor_code"] for each in again["reminders"]}


def test_a_mail_that_never_came_to_be_is_written_anew(stage: Stage):
    mail = lost(stage, happened=False)
    later = datetime.now(UTC) + timedelta(minutes=20)

    with time_machine.travel(later, tick=True):
        done = stage.reminder("resolve", mail["reference"], "--retry")
        again = stage.run_now()

    assert done.exit_code == 0
    (anew,) = (each for each in again["reminders"] if each["debtor_code"] == mail["debtor_code"])
    assert (anew["state"], anew["invoices"]) == ("drafted", mail["invoices"])


def test_a_mail_that_may_still_arrive_is_not_written_anew(stage: Stage):
    mail = lost(stage, happened=False)

    done = stage.reminder("resolve", mail["reference"], "--retry")

    assert done.exit_code == 2
    assert state_of(stage, mail) == "creating"


def test_a_mail_whose_draft_is_in_the_mailbox_is_not_written_anew(stage: Stage):
    mail = lost(stage, happened=True)
    later = datetime.now(UTC) + timedelta(minutes=20)

    with time_machine.travel(later, tick=True):
        done = stage.reminder("resolve", mail["reference"], "--retry")

    assert done.exit_code == 2
    assert "still in the mailbox" in done.stderr
    assert state_of(stage, mail) == "creating"


def test_a_draft_that_a_person_edited_and_threw_away_frees_the_way(stage: Stage):
    first = stage.run_now()["reminders"][0]
    stage.sandbox.gmail.edit_draft(first["draft_id"], "PS")
    stage.run_now()
    assert state_of(stage, first) == "user-owned"
    stage.sandbox.gmail.delete_draft_by_hand(first["draft_id"])

    done = stage.reminder("resolve", first["reference"].lower(), "--retry")

    assert done.exit_code == 0
    assert first["debtor_code"] in {each["debtor_code"] for each in stage.run_now()["reminders"]}


@pytest.mark.parametrize("arguments", [(), ("--sent", "--retry")])
def test_exactly_one_answer_is_needed(stage: Stage, arguments: tuple[str, ...]):
    assert stage.reminder("resolve", "ABC", *arguments).exit_code == 2


def test_an_ordinary_draft_and_an_unknown_mail_are_refused(stage: Stage):
    mail = stage.run_now()["reminders"][0]

    ordinary = stage.reminder("resolve", mail["reference"], "--sent")
    unknown = stage.reminder("resolve", "NOPE", "--sent")

    assert (ordinary.exit_code, unknown.exit_code) == (2, 2)
    assert state_of(stage, mail) == "drafted"
