"""Which tier a receivable stands on, and when its next step is due."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reminder.model.books import Receivable
from reminder.model.decision import Decision, Reason
from reminder.model.history import Step
from tests.builders import (
    FINAL_DEMAND,
    FORMAL,
    FRIENDLY,
    TODAY,
    a_history,
    a_policy,
    a_receivable,
    a_step,
    verdict_on,
    without_due_date,
)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def mailed(receivable: Receivable, **tiers: int) -> tuple[Step, ...]:
    """Give the steps of a receivable, each tier with how many days ago it was mailed."""
    return tuple(a_step(receivable, tier=name.replace("_", "-"), day=days_ago(ago)) for name, ago in tiers.items())


def decided(receivable: Receivable, *steps: Step, **case: object) -> Decision:
    (decision,) = verdict_on(receivable, history=a_history(*steps), **case).decisions
    return decision


@pytest.mark.parametrize(
    ("amount", "reason", "tier"),
    [
        ("1.01", Reason.FIRST_CONTACT, "friendly"),
        ("999.99", Reason.FIRST_CONTACT, "friendly"),
        ("1000.00", Reason.FIRST_CONTACT, "formal"),
        ("5000.00", Reason.FIRST_CONTACT, "formal"),
        ("5000.01", Reason.CALL_BY_AMOUNT, "call-me"),
    ],
)
def test_a_first_contact_starts_by_amount(amount: str, reason: Reason, tier: str) -> None:
    decision = decided(a_receivable(amount=amount))

    assert (decision.reason, decision.tier) == (reason, tier)


@pytest.mark.parametrize("days", [14, 59, 60, 400])
def test_a_first_contact_does_not_look_at_age(days: int) -> None:
    assert decided(a_receivable(days_overdue=days)).tier == "friendly"


def test_a_tier_without_an_amount_is_never_a_first_contact() -> None:
    assert decided(a_receivable(amount="4000.00"), policy=a_policy(final_demand=True)).tier == "formal"


@pytest.mark.parametrize(("days", "reason"), [(29, Reason.STEP_NOT_DUE), (30, Reason.NEXT_STEP)])
def test_formal_is_climbed_to_at_thirty_days(days: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=days)

    assert decided(receivable, *mailed(receivable, friendly=14)).reason is reason


@pytest.mark.parametrize(("days", "reason"), [(59, Reason.STEP_NOT_DUE), (60, Reason.CALL_BY_AGE)])
def test_the_call_list_is_climbed_to_at_sixty_days(days: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=days)

    assert decided(receivable, *mailed(receivable, friendly=30, formal=14)).reason is reason


@pytest.mark.parametrize(("days", "reason"), [(44, Reason.STEP_NOT_DUE), (45, Reason.NEXT_STEP)])
def test_a_final_demand_is_climbed_to_at_forty_five_days(days: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=days)
    steps = mailed(receivable, friendly=30, formal=14)

    assert decided(receivable, *steps, policy=a_policy(final_demand=True)).reason is reason


@pytest.mark.parametrize(("ago", "reason"), [(15, Reason.TERM_RUNNING), (16, Reason.CALL_BY_AGE)])
def test_the_longer_term_of_a_final_demand_is_waited_for(ago: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=80)
    steps = mailed(receivable, friendly=50, formal=40, final_demand=ago)

    assert decided(receivable, *steps, policy=a_policy(final_demand=True)).reason is reason


def test_an_old_receivable_climbs_one_tier_at_a_time() -> None:
    receivable = a_receivable(days_overdue=300)

    decision = decided(receivable, *mailed(receivable, friendly=200))

    assert (decision.reason, decision.tier) == (Reason.NEXT_STEP, "formal")


def test_a_receivable_never_goes_back_to_a_milder_tier() -> None:
    receivable = a_receivable(days_overdue=50)
    steps = mailed(receivable, friendly=40, final_demand=16)

    decision = decided(receivable, *steps, policy=a_policy(final_demand=True))

    assert (decision.reason, decision.next_tier) == (Reason.STEP_NOT_DUE, "call-me")


def test_an_amount_that_grows_skips_no_tier() -> None:
    receivable = a_receivable(amount="9000.00", days_overdue=35)

    assert decided(receivable, *mailed(receivable, friendly=14)).tier == "formal"


def test_a_part_payment_starts_nothing_anew() -> None:
    receivable = a_receivable(amount="400.00", days_overdue=61)

    assert decided(receivable, *mailed(receivable, formal=14)).reason is Reason.CALL_BY_AGE


@pytest.mark.parametrize(("ago", "reason"), [(9, Reason.STEP_NOT_DUE), (10, Reason.NEXT_STEP)])
def test_waiting_days_count_from_the_receivables_own_last_step(ago: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=50)
    policy = a_policy(tiers=(FRIENDLY, replace(FORMAL, wait_days=10)))

    assert decided(receivable, *mailed(receivable, friendly=ago), policy=policy).reason is reason


@pytest.mark.parametrize(
    ("mail_ago", "books_ago", "reason"),
    [
        (6, 0, Reason.TERM_RUNNING),
        (7, 0, Reason.NEXT_STEP),
        (7, 1, Reason.TERM_RUNNING),
        (8, 1, Reason.NEXT_STEP),
        (14, 3, Reason.NEXT_STEP),
        (14, 8, Reason.TERM_RUNNING),
    ],
)
def test_the_term_of_the_last_mail_has_to_end_in_the_books_too(mail_ago: int, books_ago: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=40)
    steps = mailed(receivable, friendly=mail_ago)

    assert decided(receivable, *steps, books_until=days_ago(books_ago)).reason is reason


def test_books_ahead_of_the_as_of_date_end_no_term() -> None:
    receivable = a_receivable(days_overdue=40)
    tomorrow = TODAY + timedelta(days=1)

    assert decided(receivable, *mailed(receivable, friendly=6), books_until=tomorrow).reason is Reason.TERM_RUNNING


@pytest.mark.parametrize(("needed", "reason"), [(False, Reason.NEXT_STEP), (True, Reason.TERM_RUNNING)])
def test_with_unknown_books_a_term_ends_by_the_as_of_date_in_draft_mode_only(*, needed: bool, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=40)
    steps = mailed(receivable, friendly=7)

    assert decided(receivable, *steps, books_until=None, books_needed=needed).reason is reason


@pytest.mark.parametrize(("ago", "reason"), [(15, Reason.TERM_RUNNING), (16, Reason.NEXT_STEP)])
def test_the_term_is_the_one_that_the_mail_gave_although_its_tone_was_higher_than_the_step(
    ago: int, reason: Reason
) -> None:
    receivable = a_receivable(days_overdue=40)
    beside_a_final_demand = a_step(receivable, day=days_ago(ago), tone="final-demand")

    assert decided(receivable, beside_a_final_demand, policy=a_policy(final_demand=True)).reason is reason


def test_a_call_by_age_waits_for_the_term_of_the_last_mail() -> None:
    receivable = a_receivable(days_overdue=61)

    assert decided(receivable, *mailed(receivable, friendly=20, formal=6)).reason is Reason.TERM_RUNNING


@pytest.mark.parametrize(("ago", "reason"), [(6, Reason.TERM_RUNNING), (7, Reason.END_OF_LADDER)])
def test_the_ladder_ends_when_the_last_mails_term_is_over(ago: int, reason: Reason) -> None:
    receivable = a_receivable(days_overdue=40)
    policy = a_policy(tiers=(FRIENDLY, FORMAL))

    assert decided(receivable, *mailed(receivable, friendly=20, formal=ago), policy=policy).reason is reason


@pytest.mark.parametrize(("ago", "reason"), [(5, Reason.INTERVAL), (6, Reason.FIRST_CONTACT)])
def test_a_debtor_gets_no_second_mail_within_the_interval(ago: int, reason: Reason) -> None:
    verdict = verdict_on(a_receivable(), history=a_history(last_mail=days_ago(ago)))

    assert verdict.decisions[0].reason is reason


def test_calls_ignore_the_interval() -> None:
    large = a_receivable(amount="8000.00")

    verdict = verdict_on(large, history=a_history(last_mail=days_ago(1)))

    assert verdict.decisions[0].reason is Reason.CALL_BY_AMOUNT


def test_a_vanished_draft_is_a_step_done() -> None:
    receivable = a_receivable(days_overdue=40)
    gone = a_step(receivable, day=days_ago(7), sent=False)

    assert decided(receivable, gone).tier == "formal"


def test_a_step_of_another_receivable_is_not_its_own() -> None:
    receivable = a_receivable(days_overdue=40)

    assert decided(receivable, a_step(a_receivable(invoice="26000043"))).reason is Reason.FIRST_CONTACT


@pytest.mark.parametrize(
    ("days", "mail_ago", "earliest"),
    [(21, 7, 9), (29, 1, 6), (40, 2, 5)],
    ids=["age decides", "the term decides although the age comes first", "only the term is waited for"],
)
def test_a_wait_names_the_first_day_on_which_both_age_and_term_allow_a_step(
    days: int, mail_ago: int, earliest: int
) -> None:
    receivable = a_receivable(days_overdue=days)

    decision = decided(receivable, *mailed(receivable, friendly=mail_ago))

    assert decision.earliest_next_step == TODAY + timedelta(days=earliest)


def test_a_wait_for_the_grace_names_the_day_of_the_first_contact() -> None:
    coming, late = a_receivable(days_overdue=-3), a_receivable(days_overdue=4)

    assert decided(coming).earliest_next_step == TODAY + timedelta(days=17)
    assert decided(late).earliest_next_step == TODAY + timedelta(days=10)


def test_the_thresholds_of_an_own_ladder_count() -> None:
    policy = a_policy(tiers=(FRIENDLY, replace(FORMAL, first_from_amount=Decimal(50)), FINAL_DEMAND))

    assert decided(a_receivable(amount="50.00"), policy=policy).tier == "formal"


def test_without_a_due_date_any_more_a_mailed_receivable_is_called_about() -> None:
    receivable = without_due_date(a_receivable())

    assert decided(receivable, *mailed(receivable, friendly=14)).reason is Reason.NO_DUE_DATE
