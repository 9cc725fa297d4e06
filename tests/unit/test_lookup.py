"""Runs and decisions are found again, and what is not there is answered with what is near."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reminder.app.lookup import Past, Period, Wanted, check_known, every_name, narrowed, runs_with, the_run
from reminder.errors import UsageError
from reminder.model.decision import Outcome, Reason
from reminder.model.run import Run
from tests.builders import TODAY, a_debtor, a_decision, a_receivable
from tests.fakes_store import FakeStore
from tests.report_samples import a_result, a_run, a_run_id, an_attempt

FIRST, SECOND = a_run_id("1"), a_run_id("2")
BAKER, TULIP = a_debtor(code="1001"), a_debtor(code="1002", name="Bloemenhuis Tulp")


def decisions(reason: Reason):
    tulip = a_receivable(invoice="26000050", debtor_id=TULIP.id, numbers=("26000050", "T-50"))
    return (a_decision(debtor=BAKER), a_decision(reason, debtor=TULIP, receivable=tulip))


@pytest.fixture
def past() -> Past:
    """Two runs a week apart: the tulips are left out first, and then called about."""
    store = FakeStore()
    for days, run_id, reason in ((7, FIRST, Reason.GRACE), (0, SECOND, Reason.NO_ADDRESS)):
        result = a_result(*decisions(reason))
        day = TODAY - timedelta(days=days)
        run = a_run(result, id=run_id, as_of=day, started=a_run().started - timedelta(days=days))
        store.runs("acme").finish(run, result)
    return store.history()


def found(runs: tuple[Run, ...]) -> list[tuple[str, list[str | None]]]:
    return [
        (run.id, [each.receivable.invoice for result in run.administrations for each in result.decisions])
        for run in runs
    ]


def test_a_run_is_found_by_the_beginning_of_its_id_in_any_case(past: Past):
    assert the_run(past, SECOND.lower()).id == SECOND


@pytest.mark.parametrize(
    ("given", "hint"), [("", SECOND), (FIRST[:-1], f"give more of it: {SECOND}"), ("01ZZ", SECOND)]
)
def test_a_run_that_is_not_the_only_one_of_that_name_is_refused_with_the_nearest(past: Past, given: str, hint: str):
    with pytest.raises(UsageError) as refused:
        the_run(past, given)

    assert hint in refused.value.hint
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        (Wanted(invoice="26000051"), "nearest are 26000050"),
        (Wanted(debtor="10020"), "nearest are 1002 (Bloemenhuis Tulp)"),
        (Wanted(debtor="tulp"), "nearest are 1002 (Bloemenhuis Tulp)"),
    ],
)
def test_what_no_run_ever_looked_at_is_refused_with_the_nearest(past: Past, wanted: Wanted, hint: str):
    with pytest.raises(UsageError) as refused:
        check_known(past, ("acme",), wanted)

    assert hint in refused.value.hint


def test_what_a_run_looked_at_is_known_by_any_of_its_numbers(past: Past):
    check_known(past, ("acme",), Wanted(invoice="T-50", debtor="1002", outcome=Outcome.CALL))


def test_runs_are_listed_newest_first_without_decisions(past: Past):
    assert found(runs_with(past, ("acme",), Wanted())) == [(SECOND, []), (FIRST, [])]


def test_runs_are_listed_from_a_day_on(past: Past):
    assert found(runs_with(past, ("acme",), Wanted(), Period(since=TODAY))) == [(SECOND, [])]


@pytest.mark.parametrize(("days_back", "expected"), [(0, [SECOND, FIRST]), (1, [FIRST]), (7, [FIRST]), (8, [])])
def test_runs_are_listed_up_to_and_including_a_day(past: Past, days_back: int, expected: list[str]):
    runs = runs_with(past, ("acme",), Wanted(), Period(until=TODAY - timedelta(days=days_back)))

    assert [each.id for each in runs] == expected


def test_decisions_are_found_within_a_period(past: Past):
    before = Period(since=TODAY - timedelta(days=7), until=TODAY - timedelta(days=1))

    assert found(runs_with(past, ("acme",), Wanted(debtor="1001"), before)) == [(FIRST, ["26000042"])]


def test_runs_of_other_administrations_are_left_out(past: Past):
    assert runs_with(past, ("other",), Wanted()) == ()
    assert every_name(past) == ("acme",)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(invoice="T-50"), [(SECOND, ["26000050"]), (FIRST, ["26000050"])]),
        (Wanted(debtor="1001"), [(SECOND, ["26000042"]), (FIRST, ["26000042"])]),
        (Wanted(outcome=Outcome.CALL), [(SECOND, ["26000050"])]),
        (Wanted(debtor="1002", outcome=Outcome.SKIP), [(FIRST, ["26000050"])]),
        (Wanted(debtor="1001", invoice="T-50"), []),
    ],
)
def test_decisions_are_found_over_all_runs(past: Past, wanted: Wanted, expected: list[tuple[str, list[str]]]):
    assert found(runs_with(past, ("acme",), wanted)) == expected


def test_a_run_is_narrowed_to_decisions_and_the_mails_they_are_in():
    own, other = a_decision(debtor=BAKER, reference="OWN"), a_decision(debtor=TULIP, reference="OTHER")
    mails = (replace(an_attempt(), reference="OWN"), replace(an_attempt(), reference="OTHER"))
    run = a_run(a_result(own, other, reminders=mails))

    (result,) = narrowed(run, ("acme",), Wanted(debtor="1001")).administrations

    assert result.decisions == (own,)
    assert [each.reference for each in result.reminders] == ["OWN"]


def test_a_run_that_is_not_narrowed_is_the_same_run():
    run = a_run(a_result(a_decision()))

    assert narrowed(run, ("acme",), Wanted()) == run
