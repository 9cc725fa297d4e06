"""Each reason code on its own, and which of two that both apply wins."""

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.history import Block, Blocker
from reminder.model.policy import DebtorSettings
from tests.builders import (
    FORMAL,
    FRIENDLY,
    TODAY,
    a_call,
    a_credit,
    a_debtor,
    a_history,
    a_hold,
    a_policy,
    a_receivable,
    a_step,
    verdict_on,
    without_due_date,
)

UNDATED = "undated"
BIG_CREDIT = a_credit("-9000.00", invoice="26000051")
FIRST_CALL = a_receivable(amount="6000.00", invoice="26000060", days_overdue=21)


SITUATIONS: dict[Reason, dict[str, Any]] = {
    Reason.CREDIT: {"amount": "-50.00"},
    Reason.NOT_DUE: {"days": -7},
    Reason.GRACE: {"days": 13},
    Reason.ON_HOLD: {"hold": True},
    Reason.EXCLUDED: {"exclude": True},
    Reason.OWN_DIVISION: {"own_division": True},
    Reason.DIRECT_DEBIT: {"collecting": True},
    Reason.BELOW_MINIMUM: {"amount": "1.00"},
    Reason.NET_POSITION: {"beside": BIG_CREDIT, "dated": True},
    Reason.CALLED: {"called": True},
    Reason.STEP_NOT_DUE: {"steps": (("friendly", 14),), "days": 21},
    Reason.TERM_RUNNING: {"steps": (("friendly", 6),), "dated": True},
    Reason.NO_DUE_DATE: {"days": UNDATED, "dated": False},
    Reason.NO_NUMBER: {"invoice": None},
    Reason.BLOCKED: {"blocked": True},
    Reason.DIRECT_DEBIT_FAILED: {"direct_debit": True, "days": 65},
    Reason.CURRENCY_MISMATCH: {"currency_mismatch": True},
    Reason.BACKLOG: {"backlog": True},
    Reason.CALL_BY_AMOUNT: {"amount": "5000.01", "steps": ()},
    Reason.CALL_BY_AGE: {"steps": (("friendly", 35), ("formal", 14)), "days": 65},
    Reason.END_OF_LADDER: {"steps": (("friendly", 21), ("formal", 14)), "policy": a_policy(tiers=(FRIENDLY, FORMAL))},
    Reason.NO_ADDRESS: {"emails": ()},
    Reason.UNREADABLE: {"unreadable": True},
    Reason.UNSETTLED: {"block": Block.UNSETTLED},
    Reason.DRAFT_WAITING: {"block": Block.DRAFT_WAITING},
    Reason.INTERVAL: {"last_mail_days_ago": 5},
    Reason.CALL_FIRST: {"beside": FIRST_CALL},
    Reason.FIRST_CONTACT: {"steps": ()},
    Reason.NEXT_STEP: {"steps": (("friendly", 14),), "days": 65},
}
"""The facts that make each reason apply to the sample receivable, in the order in which reasons are tried."""

SKIPS = set(list(Reason)[: list(Reason).index(Reason.NO_DUE_DATE)])


def decided(facts: dict[str, Any]) -> Decision:
    days = facts.get("days", 65)
    dated = a_receivable(
        days_overdue=0 if days == UNDATED else days,
        amount=facts.get("amount", "250.00"),
        invoice=facts.get("invoice", "26000042"),
        collecting=facts.get("collecting", False),
        direct_debit=facts.get("direct_debit", False),
        currency_mismatch=facts.get("currency_mismatch", False),
    )
    receivable = without_due_date(dated) if days == UNDATED else dated
    beside = (facts["beside"],) if "beside" in facts else ()
    verdict = verdict_on(
        receivable,
        *beside,
        debtor=a_debtor(
            own_division=facts.get("own_division", False),
            blocked=facts.get("blocked", False),
            emails=facts.get("emails", ("administratie@bakkerij.example",)),
        ),
        settings=DebtorSettings(exclude=facts.get("exclude", False)),
        policy=facts.get("policy", a_policy()),
        unreadable=facts.get("unreadable", False),
        history=a_history(
            *(a_step(receivable, tier=tier, day=TODAY - timedelta(days=ago)) for tier, ago in facts.get("steps", ())),
            last_mail=TODAY - timedelta(days=facts.get("last_mail_days_ago", 14)),
            calls=(a_call(receivable),) if "called" in facts else (),
            holds=(a_hold(debtor_code="", invoice_key=receivable.invoice_key),) if "hold" in facts else (),
            backlog=frozenset({receivable.key}) if "backlog" in facts else frozenset(),
            blockers={"EUR": Blocker(block=facts["block"], reference="R-1")} if "block" in facts else {},
        ),
    )
    return next(each for each in verdict.decisions if each.receivable.key == receivable.key)


@pytest.mark.fault(76, 81)
@pytest.mark.parametrize("reason", SITUATIONS, ids=str)
def test_each_reason_is_given_where_its_situation_stands_alone(reason: Reason) -> None:
    decision = decided(SITUATIONS[reason])

    assert decision.reason is reason


def mix(first: Reason, second: Reason) -> bool:
    return all(SITUATIONS[second].get(name, value) == value for name, value in SITUATIONS[first].items())


MIXES = [pair for pair in combinations(SITUATIONS, 2) if mix(*pair)]


@pytest.mark.parametrize(("first", "second"), MIXES, ids=str)
def test_of_two_reasons_that_apply_the_first_in_order_wins(first: Reason, second: Reason) -> None:
    decision = decided({**SITUATIONS[second], **SITUATIONS[first]})

    assert decision.reason is first


def test_the_order_is_tried_on_enough_pairs() -> None:
    neighbours = set(zip(list(SITUATIONS), list(SITUATIONS)[1:], strict=False))

    assert len(MIXES) > 200
    assert len(neighbours & set(MIXES)) > 15


@pytest.mark.parametrize("reason", SITUATIONS, ids=str)
def test_each_reason_has_its_outcome(reason: Reason) -> None:
    decision = decided(SITUATIONS[reason])

    mailed = {Reason.FIRST_CONTACT, Reason.NEXT_STEP}
    expected = Outcome.REMIND if reason in mailed else Outcome.SKIP if reason in SKIPS else Outcome.CALL
    assert decision.outcome is expected


@pytest.mark.parametrize("reason", SITUATIONS, ids=str)
def test_only_a_mail_and_a_call_by_amount_or_age_have_a_tier_of_their_own(reason: Reason) -> None:
    decision = decided(SITUATIONS[reason])

    tiers = {
        Reason.FIRST_CONTACT: "friendly",
        Reason.NEXT_STEP: "formal",
        Reason.CALL_BY_AMOUNT: "call-me",
        Reason.CALL_BY_AGE: "call-me",
    }
    assert decision.tier == tiers.get(reason)


def test_a_situation_exists_for_every_reason_code() -> None:
    assert set(SITUATIONS) == set(Reason)
