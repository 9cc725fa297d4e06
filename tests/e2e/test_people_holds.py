"""`hold` and `called`, and what the next run makes of them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.conftest import Stage

INVOICE, SIBLING, BIG = "F2026-0031", "F2026-0039", "F2026-0034"
REFUSED = (
    ("hold", "add", "--reason", "manual"),
    ("hold", "add", "--debtor", "13", "--invoice", INVOICE, "--reason", "manual"),
    ("hold", "add", "--debtor", "13", "--reason", "bounce"),
    ("hold", "add", "--debtor", "13"),
    ("hold", "add", "--debtor", "13", "--reason", "manual", "--until", "1-1-2030"),
    ("hold", "add", "--debtor", "13", "--reason", "manual", "--until", "2020-01-01"),
    ("hold", "add", "--debtor", "1300", "--reason", "manual"),
    ("hold", "add", "--invoice", "F2026-9999", "--reason", "manual"),
    ("hold", "release", "NOPE"),
    ("called", "--invoice", "F2026-9999", "--mail"),
    ("called", "--invoice", BIG),
    ("called", "--invoice", BIG, "--note", "  "),
    ("called", "--invoice", BIG, "--mail", "--note", "x"),
    ("called", "--invoice", BIG, "--promise", "2020-01-01"),
    ("called", "--invoice", BIG, "--promise", "tomorrow"),
)


def run_after(stage: Stage, days: int) -> dict[str, dict[str, Any]]:
    """Run so many days from today and give the decisions by invoice."""
    run = stage.run_now("--as-of", (stage.sandbox.clock.today() + timedelta(days=days)).isoformat())
    return {each["invoice"]: each for each in run["decisions"]}


def in_days(stage: Stage, days: int) -> str:
    return (stage.sandbox.clock.today() + timedelta(days=days)).isoformat()


def listed(stage: Stage) -> list[dict[str, Any]]:
    holds: list[dict[str, Any]] = json.loads(stage.reminder("hold", "list", "--json").stdout)
    return holds


def test_an_invoice_on_hold_is_left_out_and_the_rest_of_the_debtor_is_not(stage: Stage):
    run_after(stage, 0)

    done = stage.reminder("hold", "add", "--invoice", INVOICE, "--until", in_days(stage, 10), "--reason", "dispute")

    assert done.exit_code == 0
    decisions = run_after(stage, 7)
    assert (decisions[INVOICE]["outcome"], decisions[INVOICE]["reason"]) == ("skip", "on-hold")
    assert decisions[SIBLING]["outcome"] == "remind"


def test_a_hold_ends_by_itself(stage: Stage):
    run_after(stage, 0)
    stage.reminder("hold", "add", "--debtor", "13", "--until", in_days(stage, 7), "--reason", "plan")

    on_the_last_day, after = run_after(stage, 7), run_after(stage, 8)

    assert on_the_last_day[INVOICE]["reason"] == "on-hold"
    assert after[INVOICE]["reason"] == "first-contact"


def test_a_released_hold_holds_no_more(stage: Stage):
    run_after(stage, 0)
    stage.reminder("hold", "add", "-a", "acme", "--debtor", "13", "--reason", "manual", "--note", "eerst overleg")
    (hold,) = listed(stage)

    done = stage.reminder("hold", "release", hold["id"])

    assert done.exit_code == 0
    assert listed(stage) == []
    assert run_after(stage, 7)[INVOICE]["outcome"] == "remind"


def test_holds_are_listed_with_the_keys_of_the_contract(stage: Stage):
    run_after(stage, 0)
    until = in_days(stage, 30)
    stage.reminder("hold", "add", "--invoice", "26000031", "--until", until, "--reason", "written-off", "--note", "x")

    (hold,) = listed(stage)

    identity = hold.pop("id")
    assert len(identity) == 6
    assert hold == {
        "administration": "acme",
        "debtor_code": "13",
        "invoice": INVOICE,
        "until": until,
        "reason": "written-off",
        "note": "x",
        "source": "person",
        "created": in_days(stage, 0),
    }
    assert identity in stage.reminder("hold", "list").stdout


def test_what_cannot_be_meant_is_refused_and_changes_nothing(stage: Stage):
    run_after(stage, 0)

    refused = [stage.reminder(*arguments) for arguments in REFUSED]

    assert {(each.exit_code, each.stdout, each.stderr[:7]) for each in refused} == {(2, "", "error: ")}
    assert listed(stage) == []
    assert run_after(stage, 7)[BIG]["reason"] == "call-by-amount"


def test_in_a_sandbox_a_call_is_of_the_day_that_the_last_run_went_ahead_to(stage: Stage):
    run_after(stage, 21)
    assert stage.reminder("called", "--invoice", BIG, "--note", "belt terug").exit_code == 0

    decisions = [run_after(stage, days)[BIG] for days in (28, 34, 35)]

    assert [each["reason"] for each in decisions] == ["called", "called", "call-by-amount"]


def test_a_hold_and_a_promise_may_last_until_the_end_of_the_calendar(stage: Stage):
    run_after(stage, 0)
    assert stage.reminder("hold", "add", "--debtor", "13", "--until", "9999-12-31", "--reason", "plan").exit_code == 0
    assert stage.reminder("called", "--invoice", BIG, "--promise", "9999-12-31").exit_code == 0

    decisions = run_after(stage, 7)

    assert [decisions[each]["reason"] for each in (INVOICE, BIG)] == ["on-hold", "on-hold"]


def test_a_day_too_far_ahead_to_count_from_is_refused(stage: Stage):
    refused = stage.reminder("run-now", "--dry-run", "--as-of", "9999-12-31")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "more than ten years ahead" in refused.stderr


def test_a_promise_keeps_silent_until_its_day_and_is_then_said_to_be_broken(stage: Stage):
    run_after(stage, 0)
    assert stage.reminder("called", "--invoice", BIG, "--promise", in_days(stage, 7)).exit_code == 0

    kept, broken = run_after(stage, 7), run_after(stage, 8)

    assert kept[BIG]["reason"] == "on-hold"
    assert broken[BIG]["reason"] == "call-by-amount"
    story = json.loads(stage.reminder("explain", BIG, "--json").stdout)
    assert story["decisions"][-1]["broken_promise"] == in_days(stage, 7)
    pages = [path.read_text(encoding="utf-8") for path in sorted((stage.folder / "data" / "reports").iterdir())]
    assert ["is niet nagekomen." in page for page in pages] == [False, False, True]


def test_a_note_takes_an_invoice_off_the_call_list_for_two_weeks(stage: Stage):
    run_after(stage, 0)
    stage.reminder("called", "-a", "acme", "--invoice", BIG, "--note", "belt volgende week terug")

    during, after = run_after(stage, 13), run_after(stage, 14)

    assert during[BIG]["reason"] == "called"
    assert after[BIG]["reason"] == "call-by-amount"


def test_a_call_may_send_it_on_by_mail_at_the_highest_first_tier(stage: Stage):
    run_after(stage, 0)
    stage.reminder("called", "--invoice", "26000034", "--mail")

    decision = run_after(stage, 7)[BIG]

    assert (decision["outcome"], decision["reason"], decision["tier"]) == ("remind", "next-step", "formal")


@pytest.mark.fault(82)
def test_a_call_releases_backlog(stage: Stage):
    world = stage.sandbox.exact
    world.add_account("9001", "Oudgediende B.V.", email="info@oudgediende.example")
    world.add_invoice("9001", "321.00", due=stage.sandbox.clock.today() - timedelta(days=200), ref="F2026-0001")
    assert run_after(stage, 0)["F2026-0001"]["reason"] == "backlog"

    stage.reminder("called", "--invoice", "F2026-0001", "--mail")

    assert run_after(stage, 7)["F2026-0001"]["outcome"] == "remind"
