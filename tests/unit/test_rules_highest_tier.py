"""How far a debtor's highest tier lets mails go, and that it never keeps a call back."""

from datetime import timedelta

import pytest

from reminder.model.decision import Reason
from reminder.model.history import CallOutcome
from reminder.model.policy import DebtorSettings
from tests.builders import FORMAL, FRIENDLY, TODAY, a_call, a_history, a_policy, a_receivable, a_step, verdict_on
from tests.unit.test_rules_ladder import decided, mailed


def test_the_highest_tier_of_a_debtor_lowers_a_first_contact() -> None:
    decision = decided(a_receivable(amount="3000.00"), settings=DebtorSettings(highest_tier="friendly"))

    assert (decision.reason, decision.tier) == (Reason.FIRST_CONTACT, "friendly")


def test_the_highest_tier_of_a_debtor_never_caps_a_call_by_amount() -> None:
    decision = decided(a_receivable(amount="6000.00"), settings=DebtorSettings(highest_tier="friendly"))

    assert decision.reason is Reason.CALL_BY_AMOUNT


@pytest.mark.parametrize(("days", "reason"), [(59, Reason.STEP_NOT_DUE), (60, Reason.CALL_BY_AGE)])
def test_above_the_highest_tier_of_a_debtor_comes_the_call(days: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=days)
    settings = DebtorSettings(highest_tier="friendly")

    decision = decided(receivable, *mailed(receivable, friendly=20), settings=settings)

    assert (decision.reason, decision.next_tier) == (reason, "call-me")


def test_without_a_call_tier_the_ladder_ends_at_the_highest_tier_of_the_debtor() -> None:
    receivable = a_receivable(days_overdue=20)
    policy, settings = a_policy(tiers=(FRIENDLY, FORMAL)), DebtorSettings(highest_tier="friendly")

    decision = decided(receivable, *mailed(receivable, friendly=7), policy=policy, settings=settings)

    assert decision.reason is Reason.END_OF_LADDER


def test_the_highest_tier_caps_what_a_call_asks_to_be_mailed() -> None:
    receivable = a_receivable(amount="6000.00")
    history = a_history(calls=(a_call(receivable, outcome=CallOutcome.MAIL),))

    verdict = verdict_on(receivable, history=history, settings=DebtorSettings(highest_tier="friendly"))

    assert verdict.decisions[0].tier == "friendly"


def test_the_highest_tier_caps_the_tone_that_earlier_mails_would_give() -> None:
    old, new = a_receivable(invoice="26000041", days_overdue=50), a_receivable(days_overdue=20)
    history = a_history(a_step(old, tier="formal", day=TODAY - timedelta(days=10)))

    uncapped = verdict_on(old, new, history=history)
    capped = verdict_on(old, new, history=history, settings=DebtorSettings(highest_tier="friendly"))

    assert [uncapped.notices[0].tone.name, capped.notices[0].tone.name] == ["formal", "friendly"]
