"""Weekly runs one after another over debtors who do not pay, each run's mails fed back as steps."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.model.decision import Outcome, Reason
from reminder.model.policy import Action
from tests.builders import TODAY
from tests.strategies import Ledger, ledgers, plain_ledgers, steps_of

Mailed = dict[str, list[tuple[date, str]]]

weeks_run = st.lists(st.booleans(), min_size=1, max_size=16).map(
    lambda run: [number for number, runs in enumerate(run) if runs]
)


def weekly(ledger: Ledger, weeks: list[int]) -> tuple[Ledger, Mailed]:
    """Run in these weeks; give the debtor as it then is, and what was mailed of each receivable."""
    mailed: Mailed = {}
    for week in weeks:
        ledger = ledger.on(TODAY + timedelta(weeks=week))
        steps = steps_of(ledger, ledger.verdict())
        for step in steps:
            mailed.setdefault(step.receivable, []).append((step.day, step.tier))
        ledger = ledger.remembering(*steps)
    return ledger, mailed


@pytest.mark.fault(38)
@settings(max_examples=60)
@given(ledger=plain_ledgers(), weeks=weeks_run)
def test_missed_weeks_skip_no_tier(ledger: Ledger, weeks: list[int]) -> None:
    allowed = [
        tier.name for tier in ledger.case.policy.tiers if tier.action is Action.MAIL and not ledger.case.capped(tier)
    ]

    _, mailed = weekly(ledger, weeks)

    for steps in mailed.values():
        tiers = [tier for _, tier in steps]
        start = allowed.index(tiers[0])
        assert tiers == allowed[start : start + len(tiers)]


@settings(max_examples=60)
@given(ledger=plain_ledgers(), days=st.lists(st.integers(min_value=1, max_value=5), min_size=8, max_size=25))
def test_however_often_it_runs_a_debtor_is_mailed_once_an_interval(ledger: Ledger, days: list[int]) -> None:
    mail_days: dict[str, list[date]] = {}
    day = TODAY

    for gap in days:
        ledger = ledger.on(day)
        for step in (steps := steps_of(ledger, ledger.verdict())):
            mail_days.setdefault(step.receivable, []).append(step.day)
        ledger, day = ledger.remembering(*steps), day + timedelta(days=gap)

    every_day = sorted({each for group in mail_days.values() for each in group})
    own_gaps = [later - earlier for group in mail_days.values() for earlier, later in pairwise(group)]
    assert all(later - earlier >= timedelta(days=6) for earlier, later in pairwise(every_day))
    assert all(gap >= timedelta(days=7) for gap in own_gaps)


@settings(max_examples=100)
@given(ledger=ledgers(), days=st.lists(st.integers(min_value=1, max_value=5), min_size=4, max_size=12))
def test_whatever_came_before_no_mail_comes_within_the_interval(ledger: Ledger, days: list[int]) -> None:
    last, day = ledger.case.history.last_mail, TODAY

    for gap in days:
        ledger = ledger.on(day)
        steps = steps_of(ledger, ledger.verdict())
        if steps:
            assert last is None or day - last >= timedelta(days=6)
            last = day
        ledger, day = ledger.remembering(*steps), day + timedelta(days=gap)


@settings(max_examples=60)
@given(ledger=plain_ledgers())
def test_with_books_behind_a_weekly_job_steps_every_second_week_at_the_fastest(ledger: Ledger) -> None:
    behind = replace(ledger, case=replace(ledger.case, books_until=TODAY - timedelta(days=3)))

    _, mailed = weekly(behind, list(range(12)))

    gaps = [later[0] - earlier[0] for steps in mailed.values() for earlier, later in pairwise(steps)]
    assert all(gap >= timedelta(days=14) for gap in gaps)


@settings(max_examples=60)
@given(ledger=plain_ledgers())
def test_what_stays_unpaid_ends_on_the_call_list(ledger: Ledger) -> None:
    last, _ = weekly(ledger, list(range(26)))

    for decision in last.verdict().decisions:
        kept_back = {Reason.CALL_FIRST, Reason.UNREADABLE}
        left_alone = {Reason.CREDIT, Reason.EXCLUDED, Reason.BELOW_MINIMUM, Reason.NET_POSITION, *kept_back}
        assert decision.outcome is Outcome.CALL or decision.reason in left_alone


def test_the_debtors_that_are_drawn_climb_the_ladder_within_weeks() -> None:
    climbed = Counter[int]()

    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(ledger=plain_ledgers())
    def draw(ledger: Ledger) -> None:
        _, mailed = weekly(ledger, list(range(16)))
        climbed.update(len(steps) for steps in mailed.values())

    draw()

    assert climbed[1] > 20
    assert climbed[2] > 20
    assert climbed[3] > 5
