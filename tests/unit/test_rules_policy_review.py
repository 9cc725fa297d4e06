"""Policies that can never do what they say, or would surprise, as a credit controller reads them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from reminder.model.policy import Action, DebtorSettings, Policy, Tier
from reminder.rules.policy_review import review

FRIENDLY = Tier(name="friendly", action=Action.MAIL, template="friendly", first_from_amount=Decimal(0))
FORMAL = Tier(
    name="formal", action=Action.MAIL, template="formal", first_from_amount=Decimal(1000), from_days_overdue=30
)
FINAL = Tier(
    name="final-demand", action=Action.MAIL, template="final-demand", from_days_overdue=45, payment_term_days=16
)
CALL = Tier(name="call-me", action=Action.CALL, first_from_amount=Decimal("5000.01"), from_days_overdue=60)
SHIPPED = (FRIENDLY, FORMAL, CALL)
WITH_FINAL = (FRIENDLY, FORMAL, FINAL, CALL)


def keys(policy: Policy, **debtors: DebtorSettings) -> list[str]:
    return [doubt.key for doubt in review(policy, debtors)]


@pytest.mark.parametrize("tiers", [SHIPPED, WITH_FINAL, (FRIENDLY,), (FRIENDLY, FORMAL)])
def test_a_usual_ladder_is_not_doubted(tiers: tuple[Tier, ...]):
    assert keys(Policy(tiers=tiers)) == []


@pytest.mark.parametrize(
    ("tiers", "key", "words"),
    [
        ((FRIENDLY, CALL, FINAL), "tiers.final-demand", "nothing climbs past a call"),
        ((CALL,), "tiers", "everybody is called"),
        ((replace(FRIENDLY, first_from_amount=Decimal(50)), FORMAL), "tiers.friendly.first_from_amount", "below 50"),
        (
            (FRIENDLY, FORMAL, replace(FINAL, first_from_amount=Decimal(3000)), CALL),
            "tiers.final-demand.first_from_amount",
            "jumps over 2 milder mails",
        ),
        ((FRIENDLY, replace(FORMAL, from_days_overdue=None)), "tiers.formal.from_days_overdue", "whatever the age"),
        ((FRIENDLY, replace(FORMAL, from_days_overdue=14)), "tiers.formal.from_days_overdue", "14 never counts"),
        (
            (replace(FRIENDLY, payment_term_days=23), FORMAL),
            "tiers.formal.from_days_overdue",
            "reached at 37 days at the earliest",
        ),
        (
            (FRIENDLY, replace(FORMAL, wait_days=23)),
            "tiers.formal.from_days_overdue",
            "reached at 37 days at the earliest",
        ),
        ((FRIENDLY, replace(FORMAL, wait_days=7)), "tiers.formal.wait_days", "the 7 days never count"),
        ((FRIENDLY, replace(FORMAL, from_days_overdue=82)), "tiers.formal.from_days_overdue", "61 days of silence"),
    ],
)
def test_a_ladder_that_cannot_do_what_it_says_is_doubted(tiers: tuple[Tier, ...], key: str, words: str):
    doubts = [doubt for doubt in review(Policy(tiers=tiers), {}) if doubt.key == key]

    assert len(doubts) == 1
    assert words in doubts[0].text
    assert doubts[0].hint


@pytest.mark.parametrize(
    "tiers",
    [
        (FRIENDLY, replace(FORMAL, from_days_overdue=15)),
        (replace(FRIENDLY, payment_term_days=22), FORMAL),
        (FRIENDLY, replace(FORMAL, wait_days=8)),
        (FRIENDLY, replace(FORMAL, from_days_overdue=81)),
    ],
)
def test_just_within_its_bounds_a_ladder_is_not_doubted(tiers: tuple[Tier, ...]):
    assert keys(Policy(tiers=tiers)) == []


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"min_amount": Decimal(1000)}, "tiers.friendly", "friendly is never reached"),
        ({"min_interval_days": 8}, "min_interval_days", "passes a debtor over"),
        ({"min_interval_days": 0}, "min_interval_days", "several mails in one week"),
        ({"backlog_days": 14}, "backlog_days", "nobody is mailed at first"),
        ({"max_bank_age_days": 2}, "max_bank_age_days", "nothing is ever sent"),
        ({"max_bank_age_days": 15, "grace_days": 15}, "max_bank_age_days", "payments of the last 15 days"),
        ({"grace_days": 6}, "grace_days", "may not be in the books yet"),
    ],
)
def test_a_number_that_defeats_its_purpose_is_doubted(change: dict[str, Any], key: str, words: str):
    doubts = review(Policy(tiers=SHIPPED, **change), {})

    assert [doubt.key for doubt in doubts] == [key]
    assert words in doubts[0].text


@pytest.mark.parametrize(
    "change",
    [
        {"min_amount": Decimal("999.99")},
        {"min_interval_days": 7},
        {"min_interval_days": 1},
        {"backlog_days": 15},
        {"max_bank_age_days": 3},
        {"max_bank_age_days": 14},
        {"grace_days": 7},
    ],
)
def test_a_number_just_within_its_bounds_is_not_doubted(change: dict[str, Any]):
    assert keys(Policy(tiers=SHIPPED, **change)) == []


def test_settings_of_a_debtor_that_do_nothing_are_doubted():
    debtors = {
        "1": DebtorSettings(exclude=True, highest_tier="friendly"),
        "2": DebtorSettings(highest_tier="formal"),
        "3": DebtorSettings(exclude=True),
        "4": DebtorSettings(highest_tier="friendly"),
    }

    doubts = review(Policy(tiers=SHIPPED), debtors)

    assert [doubt.key for doubt in doubts] == ["debtors.1", "debtors.2.highest_tier"]
