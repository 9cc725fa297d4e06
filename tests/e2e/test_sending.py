"""Runs in send mode, judged by what the sandbox's mailbox really sent."""

import pytest

from reminder.sandbox.gmail.records import By, Kind
from tests.e2e.conftest import Stage


def sends(stage: Stage) -> list[str]:
    return [event.method for event in stage.sandbox.gmail.history if event.kind is Kind.SENT and event.by is By.API]


@pytest.mark.fault(82)
def test_the_first_run_makes_drafts_only_and_says_so(sending_stage: Stage):
    run = sending_stage.run_now()

    assert sends(sending_stage) == []
    assert "first-run" in {each["code"] for each in run["warnings"]}
    assert {each["state"] for each in run["reminders"]} == {"drafted"}
    assert run["exit_code"] == 0


def test_the_second_run_replaces_the_drafts_of_the_first_and_sends(sending_stage: Stage):
    first = sending_stage.run_now()

    second = sending_stage.run_now()

    assert {each["state"] for each in second["reminders"]} == {"sent"}
    assert len(sends(sending_stage)) == len(first["reminders"])
    assert set(sends(sending_stage)) == {"drafts.send"}
    assert {each["to"] for each in second["settled"]} == {"withdrawn"}
    assert sending_stage.sandbox.gmail.drafts() == ()


def test_a_third_run_sends_nothing_twice(sending_stage: Stage):
    sending_stage.run_now()
    sending_stage.run_now()
    before = len(sends(sending_stage))

    third = sending_stage.run_now()

    assert third["reminders"] == []
    assert len(sends(sending_stage)) == before


def test_a_run_that_is_lowered_to_drafts_cannot_send(sending_stage: Stage):
    sending_stage.run_now()

    run = sending_stage.run_now("--mode", "draft")

    assert run["mode"] == "draft"
    assert sends(sending_stage) == []


@pytest.mark.fault(68)
def test_stale_books_make_drafts_and_need_a_person(sending_stage: Stage):
    sending_stage.run_now()
    book = sending_stage.sandbox.exact.book
    book.lines[:] = [line for line in book.lines if line.journal != "20"]

    run = sending_stage.run_now()

    assert sends(sending_stage) == []
    assert "stale-books" in {each["code"] for each in run["warnings"]}
    assert run["books_until"] is None
    assert run["exit_code"] == 3
