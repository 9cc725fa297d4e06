"""What holds of the rules for any debtor at all."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.model.books import Receivable
from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.policy import Action
from reminder.rules.ladder import standing
from tests.builders import a_hold
from tests.strategies import Ledger, ledgers, steps_of

BEFORE_A_HOLD = {Reason.CREDIT, Reason.NOT_DUE, Reason.GRACE}
DUE = {Reason.FIRST_CONTACT, Reason.NEXT_STEP, Reason.CALL_BY_AMOUNT, Reason.CALL_BY_AGE, Reason.END_OF_LADDER}


def by_key(decisions: tuple[Decision, ...]) -> dict[str, Decision]:
    return {each.receivable.key: each for each in decisions}


def total(receivables: tuple[Receivable, ...], currency: str) -> Decimal:
    return sum((each.amount for each in receivables if each.currency == currency), Decimal(0))


@settings(max_examples=40)
@given(ledger=ledgers())
def test_every_receivable_gets_exactly_one_decision(ledger: Ledger) -> None:
    decisions = ledger.verdict().decisions

    assert sorted(each.receivable.key for each in decisions) == sorted(each.key for each in ledger.receivables)


@settings(max_examples=40)
@given(ledger=ledgers())
def test_the_decisions_add_up_to_the_ledger_to_the_cent(ledger: Ledger) -> None:
    decided = tuple(each.receivable for each in ledger.verdict().decisions)

    for currency in ("EUR", "USD"):
        assert total(decided, currency) == total(ledger.receivables, currency)


@settings(max_examples=40)
@given(ledger=ledgers(), data=st.data())
def test_the_order_of_rows_changes_nothing(ledger: Ledger, data: st.DataObject) -> None:
    shuffled = tuple(data.draw(st.permutations(ledger.receivables)))

    assert replace(ledger, receivables=shuffled).verdict() == ledger.verdict()


@settings(max_examples=40)
@given(ledger=ledgers())
def test_at_most_one_mail_goes_out_for_a_statement(ledger: Ledger) -> None:
    currencies = [each.currency for each in ledger.verdict().notices]

    assert len(currencies) == len(set(currencies))


@settings(max_examples=100)
@given(ledger=ledgers())
def test_the_mails_hold_exactly_the_steps_that_were_decided(ledger: Ledger) -> None:
    verdict = ledger.verdict()

    mailed = {step.receivable.key: step.tier for notice in verdict.notices for step in notice.steps}
    reminded = {each.receivable.key: each.tier for each in verdict.decisions if each.outcome is Outcome.REMIND}
    assert mailed == reminded


@settings(max_examples=200)
@given(ledger=ledgers())
def test_a_mail_lists_only_its_own_statement_and_all_its_credits(ledger: Ledger) -> None:
    for notice in ledger.verdict().notices:
        own = {each.key for each in ledger.receivables if each.currency == notice.currency}
        credits_ = {each.key for each in ledger.receivables if each.currency == notice.currency and each.amount < 0}
        shown = [each.key for each in notice.listed]

        assert credits_ <= set(shown) <= own
        assert len(shown) == len(set(shown))
        assert {step.receivable.key for step in notice.steps} <= set(shown) - credits_


@pytest.mark.fault(72)
@settings(max_examples=200)
@given(ledger=ledgers())
def test_nobody_is_mailed_whose_listed_total_is_at_most_the_minimum(ledger: Ledger) -> None:
    for notice in ledger.verdict().notices:
        assert sum(each.base_amount for each in notice.listed) > ledger.case.policy.min_amount


@settings(max_examples=100)
@given(ledger=ledgers())
def test_nobody_is_mailed_or_called_by_the_ladder_who_owes_nothing_on_balance(ledger: Ledger) -> None:
    credits_ = sum(each.base_amount for each in ledger.receivables if each.amount < 0)
    past_due = sum(
        each.base_amount
        for each in ledger.receivables
        if each.amount > 0 and each.due_date and each.due_date < ledger.case.today
    )

    for decision in ledger.verdict().decisions:
        if decision.outcome is not Outcome.SKIP and decision.reason is not Reason.NO_DUE_DATE:
            assert past_due + credits_ > ledger.case.policy.min_amount


@settings(max_examples=100)
@given(ledger=ledgers())
def test_only_what_is_past_its_grace_and_owed_is_mailed(ledger: Ledger) -> None:
    for notice in ledger.verdict().notices:
        for step in notice.steps:
            row = step.receivable

            assert (ledger.case.days_overdue(row) or 0) >= 14
            assert row.base_amount > ledger.case.policy.min_amount
            assert row.invoice
            assert {row.direct_debit, row.collecting, row.currency_mismatch} == {False}


@settings(max_examples=250)
@given(ledger=ledgers())
def test_the_tone_is_a_mail_tier_at_least_as_high_as_every_step(ledger: Ledger) -> None:
    policy = ledger.case.policy
    for notice in ledger.verdict().notices:
        assert notice.tone.action is Action.MAIL
        assert policy.rank(notice.tone.name) >= max(policy.rank(step.tier) for step in notice.steps)
        assert not ledger.case.capped(notice.tone)


@settings(max_examples=200)
@given(ledger=ledgers())
def test_no_tier_is_mailed_twice(ledger: Ledger) -> None:
    done = {(step.receivable, step.tier) for step in ledger.case.history.steps}

    for notice in ledger.verdict().notices:
        assert not done & {(step.receivable.key, step.tier) for step in notice.steps}


@settings(max_examples=100)
@given(ledger=ledgers())
def test_a_hold_on_the_debtor_only_takes_mails_and_calls_away(ledger: Ledger) -> None:
    history = replace(ledger.case.history, holds=(*ledger.case.history.holds, a_hold()))
    free = by_key(ledger.verdict().decisions)

    held = replace(ledger, case=replace(ledger.case, history=history)).verdict()

    assert held.notices == ()
    for key, decision in by_key(held.decisions).items():
        unchanged = free[key].reason in BEFORE_A_HOLD
        assert decision.reason is (free[key].reason if unchanged else Reason.ON_HOLD)


@settings(max_examples=200)
@given(ledger=ledgers(), days=st.integers(min_value=1, max_value=400))
def test_more_days_never_lower_the_tier_that_was_reached(ledger: Ledger, days: int) -> None:
    later = ledger.on(ledger.case.today + timedelta(days=days))

    for row in ledger.receivables:
        now, then = standing(ledger.case, row), standing(later.case, row)
        if now.reason in DUE:
            assert (then.reason, then.tier) == (now.reason, now.tier)
        elif now.tier and then.tier:
            assert ledger.case.policy.rank(then.tier.name) >= ledger.case.policy.rank(now.tier.name)


@settings(max_examples=100)
@given(ledger=ledgers())
def test_the_same_run_once_more_mails_nobody_even_without_an_interval(ledger: Ledger) -> None:
    policy = replace(ledger.case.policy, min_interval_days=0)
    eager = replace(ledger, case=replace(ledger.case, policy=policy))

    again = eager.remembering(*steps_of(eager, eager.verdict())).verdict()

    assert again.notices == ()


@settings(max_examples=200)
@given(ledger=ledgers())
def test_a_named_next_day_is_in_the_future(ledger: Ledger) -> None:
    for decision in ledger.verdict().decisions:
        on_day_itself = decision.reason is Reason.TERM_RUNNING
        earliest = decision.earliest_next_step
        assert earliest is None or earliest > ledger.case.today or on_day_itself
