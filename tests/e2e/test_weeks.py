"""One invoice over several weeks: each tier once, in order, each after the term of the one before."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.e2e.conftest import Stage

REF = "F2026-0999"


@pytest.fixture
def followed(stage: Stage) -> Stage:
    """A stage with one more debtor, whose only invoice fell due two weeks ago."""
    world, today = stage.sandbox.exact, stage.sandbox.clock.today()
    world.add_account("9001", "Nieuwkomer B.V.", email="info@nieuwkomer.example")
    world.add_invoice("9001", "321.00", due=today - timedelta(days=14), ref=REF)
    return stage


def run_on(stage: Stage, day: date) -> dict[str, Any]:
    """Run with books that are processed up to that day, and give the decision about the invoice."""
    stage.sandbox.exact.bank_line(day)
    run = stage.run_now("--as-of", day.isoformat())
    return next(each for each in run["decisions"] if each["invoice"] == REF)


def send_by_hand(stage: Stage) -> str:
    """Send the waiting draft about the invoice as a person would; gives its text."""
    draft = next(each for each in stage.sandbox.gmail.drafts() if REF in str(each.message.email["Subject"]))
    stage.sandbox.gmail.send_draft_by_hand(draft.id)
    return draft.message.text


def test_the_ladder_is_climbed_one_tier_at_a_time_and_ends_with_a_call(followed: Stage):
    today = followed.sandbox.clock.today()
    steps = []
    texts = []
    for days in (0, 7, 14, 21, 28, 49, 56):
        decision = run_on(followed, today + timedelta(days=days))
        steps.append((decision["days_overdue"], decision["outcome"], decision["reason"], decision["tier"]))
        if decision["outcome"] == "remind":
            texts.append(send_by_hand(followed))

    assert steps == [
        (14, "remind", "first-contact", "friendly"),
        (21, "skip", "step-not-due", None),
        (28, "skip", "step-not-due", None),
        (35, "remind", "next-step", "formal"),
        (42, "skip", "step-not-due", None),
        (63, "call", "call-by-age", "call-me"),
        (70, "call", "call-by-age", "call-me"),
    ]
    assert "al een herinnering" not in texts[0]
    assert "al een herinnering" in texts[1]


def test_a_changed_due_date_keeps_the_history(followed: Stage):
    today = followed.sandbox.clock.today()
    run_on(followed, today)
    send_by_hand(followed)
    run_on(followed, today + timedelta(days=1))
    followed.sandbox.exact.change_due_date(REF, today - timedelta(days=20))

    decision = run_on(followed, today + timedelta(days=14))

    assert (decision["reason"], decision["tier"]) == ("next-step", "formal")


def test_a_discarded_draft_is_not_written_again(followed: Stage):
    today = followed.sandbox.clock.today()
    run_on(followed, today)
    draft = next(each for each in followed.sandbox.gmail.drafts() if REF in str(each.message.email["Subject"]))
    followed.sandbox.gmail.delete_draft_by_hand(draft.id)

    decision = run_on(followed, today + timedelta(days=7))

    assert decision["outcome"] == "skip"
    assert not any(REF in str(each.message.email["Subject"]) for each in followed.sandbox.gmail.drafts())


def test_a_day_before_the_last_run_is_refused(followed: Stage):
    today = followed.sandbox.clock.today()
    run_on(followed, today)

    done = followed.reminder("run-now", "--dry-run", "--as-of", (today - timedelta(days=1)).isoformat())

    assert done.exit_code == 2
    assert "hint:" in done.stderr
