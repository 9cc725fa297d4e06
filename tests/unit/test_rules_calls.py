"""The call list: who is on it, what a recorded call changes, and when a call goes before a mail."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reminder.model.books import Receivable
from reminder.model.decision import Decision, Reason
from reminder.model.history import Call, CallOutcome, Hold, HoldReason
from reminder.model.policy import Action, Tier
from reminder.rules.calls import call_list
from tests.builders import (
    FORMAL,
    FRIENDLY,
    TODAY,
    a_call,
    a_contact,
    a_credit,
    a_debtor,
    a_decision,
    a_history,
    a_hold,
    a_policy,
    a_receivable,
    a_step,
    verdict_on,
    without_due_date,
)

LARGE = a_receivable(invoice="26000060", amount="6000.00", days_overdue=21)
SMALL = a_receivable(invoice="26000042", amount="250.00", days_overdue=21)
OLD = a_receivable(invoice="26000001", days_overdue=70)


def note(receivable: Receivable, *, days_ago: int = 0) -> Call:
    return a_call(receivable, day=TODAY - timedelta(days=days_ago))


def promise(receivable: Receivable, *, until_days: int, days_ago: int = 0) -> Call:
    until, day = TODAY + timedelta(days=until_days), TODAY - timedelta(days=days_ago)
    return a_call(receivable, day=day, outcome=CallOutcome.PROMISE, until=until)


def asked_to_mail(receivable: Receivable, *, days_ago: int = 0) -> Call:
    return a_call(receivable, day=TODAY - timedelta(days=days_ago), outcome=CallOutcome.MAIL)


def decided(receivable: Receivable, *calls: Call, tiers: tuple[str, ...] = ()) -> Decision:
    steps = [a_step(receivable, tier=tier) for tier in tiers]
    return verdict_on(receivable, history=a_history(*steps, calls=calls)).decisions[0]


def test_a_call_by_amount_with_no_call_recorded_keeps_the_debtors_mails_back() -> None:
    dollars = a_receivable(invoice="26000043", currency="USD")

    verdict = verdict_on(LARGE, SMALL, dollars)

    reasons = {each.receivable.invoice: each.reason for each in verdict.decisions}
    expected = {"26000060": Reason.CALL_BY_AMOUNT, "26000042": Reason.CALL_FIRST, "26000043": Reason.CALL_FIRST}
    assert reasons == expected
    assert verdict.notices == ()


def test_a_call_in_one_currency_goes_before_a_mail_in_another() -> None:
    dollars = a_receivable(invoice="26000061", amount="7000.00", currency="USD")

    assert verdict_on(SMALL, dollars).decisions[0].reason is Reason.CALL_FIRST


@pytest.mark.parametrize(
    "call",
    [note(LARGE), note(LARGE, days_ago=30), promise(LARGE, until_days=5), promise(LARGE, until_days=-1, days_ago=9)],
    ids=["note", "old note", "promise", "broken promise"],
)
def test_once_a_call_is_recorded_the_other_mails_go(call: Call) -> None:
    verdict = verdict_on(LARGE, SMALL, history=a_history(calls=(call,)))

    assert [each.receivable.invoice for each in verdict.notices[0].steps] == ["26000042"]


def test_a_held_call_by_amount_keeps_no_mail_back() -> None:
    verdict = verdict_on(LARGE, SMALL, history=a_history(holds=(a_hold(invoice_key=LARGE.invoice_key),)))

    assert [each.invoice for each in verdict.notices[0].listed] == ["26000042"]


def test_a_call_by_age_keeps_no_mail_back() -> None:
    history = a_history(a_step(OLD, tier="formal"))

    verdict = verdict_on(OLD, SMALL, history=history)

    assert [each.reason for each in verdict.decisions] == [Reason.CALL_BY_AGE, Reason.FIRST_CONTACT]


def test_a_call_for_another_reason_keeps_no_mail_back() -> None:
    backlog = a_receivable(invoice="26000002", amount="9000.00", days_overdue=200)

    verdict = verdict_on(backlog, SMALL, history=a_history(backlog=frozenset({backlog.key})))

    assert [each.reason for each in verdict.decisions] == [Reason.BACKLOG, Reason.FIRST_CONTACT]


@pytest.mark.parametrize(("days_ago", "reason"), [(0, Reason.CALLED), (13, Reason.CALLED), (14, Reason.CALL_BY_AMOUNT)])
def test_a_note_takes_a_receivable_off_the_list_for_fourteen_days(days_ago: int, reason: Reason) -> None:
    assert decided(LARGE, note(LARGE, days_ago=days_ago)).reason is reason


def test_after_a_note_a_call_by_age_returns_with_its_old_reason() -> None:
    assert decided(OLD, note(OLD, days_ago=14), tiers=("formal",)).reason is Reason.CALL_BY_AGE


@pytest.mark.parametrize(("until", "reason"), [(1, Reason.ON_HOLD), (0, Reason.ON_HOLD), (-1, Reason.CALL_BY_AMOUNT)])
def test_a_promise_holds_until_after_its_day(until: int, reason: Reason) -> None:
    assert decided(LARGE, promise(LARGE, until_days=until, days_ago=9)).reason is reason


def test_a_broken_promise_is_said() -> None:
    broken = decided(LARGE, promise(LARGE, until_days=-1, days_ago=9))
    running = decided(LARGE, promise(LARGE, until_days=0, days_ago=9))

    assert (broken.broken_promise, running.broken_promise) == (TODAY - timedelta(days=1), None)


def test_a_promise_is_forgotten_once_something_newer_was_heard() -> None:
    decision = decided(LARGE, promise(LARGE, until_days=9, days_ago=9), note(LARGE, days_ago=2))

    assert (decision.reason, decision.broken_promise) == (Reason.CALLED, None)


def test_of_two_calls_the_one_of_the_later_day_counts_in_whatever_order_they_come() -> None:
    assert decided(LARGE, note(LARGE, days_ago=2), asked_to_mail(LARGE, days_ago=9)).reason is Reason.CALLED


def test_of_two_calls_on_one_day_the_one_recorded_last_counts() -> None:
    assert decided(LARGE, note(LARGE), asked_to_mail(LARGE)).reason is Reason.NEXT_STEP
    assert decided(LARGE, asked_to_mail(LARGE), note(LARGE)).reason is Reason.CALLED


def test_a_call_can_make_the_highest_mail_tier_with_an_amount_due() -> None:
    decision = verdict_on(
        LARGE, history=a_history(calls=(asked_to_mail(LARGE),)), policy=a_policy(final_demand=True)
    ).decisions[0]

    assert (decision.reason, decision.tier) == (Reason.NEXT_STEP, "formal")


def test_a_mail_asked_for_by_telephone_waits_for_no_age_and_no_term() -> None:
    history = a_history(a_step(SMALL, day=TODAY - timedelta(days=6)), calls=(asked_to_mail(SMALL),))

    decision = verdict_on(SMALL, history=history).decisions[0]

    assert (decision.reason, decision.tier) == (Reason.NEXT_STEP, "formal")


def test_a_mail_asked_for_by_telephone_waits_for_the_interval() -> None:
    history = a_history(last_mail=TODAY - timedelta(days=5), calls=(asked_to_mail(LARGE),))

    assert verdict_on(LARGE, history=history).decisions[0].reason is Reason.INTERVAL


def test_a_mail_asked_for_on_the_day_of_a_friendly_one_still_comes() -> None:
    a_week_ago = TODAY - timedelta(days=7)
    friendly, call = a_step(SMALL, day=a_week_ago), a_call(SMALL, day=a_week_ago, outcome=CallOutcome.MAIL)

    assert verdict_on(SMALL, history=a_history(friendly, calls=(call,))).decisions[0].tier == "formal"


@pytest.mark.parametrize(("days_overdue", "reason"), [(59, Reason.STEP_NOT_DUE), (60, Reason.CALL_BY_AGE)])
def test_once_the_mail_asked_for_is_done_the_ladder_goes_on(days_overdue: int, reason: Reason) -> None:
    receivable = a_receivable(amount="6000.00", days_overdue=days_overdue)

    decision = decided(receivable, asked_to_mail(receivable, days_ago=14), tiers=("formal",))

    assert decision.reason is reason


def test_a_tier_is_not_mailed_twice_because_a_call_asks_for_it() -> None:
    assert decided(OLD, asked_to_mail(OLD), tiers=("formal",)).reason is Reason.CALL_BY_AGE


def test_a_call_about_one_receivable_says_nothing_of_another() -> None:
    assert decided(LARGE, note(SMALL)).reason is Reason.CALL_BY_AMOUNT


def test_a_noted_call_says_when_the_receivable_returns() -> None:
    assert decided(LARGE, note(LARGE, days_ago=4)).earliest_next_step == TODAY + timedelta(days=10)


def test_a_ladder_that_starts_with_a_call_calls_first_whatever_the_amount() -> None:
    first_call = Tier(name="ring", action=Action.CALL, first_from_amount=Decimal(0))
    late_mail = Tier(name="late", action=Action.MAIL, template="formal", from_days_overdue=30)

    decision = verdict_on(SMALL, policy=a_policy(tiers=(first_call, late_mail))).decisions[0]

    assert (decision.reason, decision.tier) == (Reason.CALL_BY_AMOUNT, "ring")


def test_the_ladder_without_calls_never_calls_by_amount() -> None:
    decision = verdict_on(LARGE, policy=a_policy(tiers=(FRIENDLY, FORMAL))).decisions[0]

    assert (decision.reason, decision.tier) == (Reason.FIRST_CONTACT, "formal")


def test_the_call_list_has_one_line_for_a_debtor_a_currency_and_a_reason() -> None:
    dollars = a_receivable(invoice="26000062", amount="7000.00", currency="USD")
    second = a_receivable(invoice="26000061", amount="5500.50")
    mismatch = a_receivable(invoice="26000063", currency_mismatch=True)
    other = a_decision(Reason.CALL_BY_AMOUNT, debtor=a_debtor(code="1002"), receivable=LARGE)

    entries = call_list(
        (*verdict_on(LARGE, second, dollars, mismatch, a_credit("-5.00")).decisions, other, a_decision())
    )

    lines = [(each.debtor_code, each.currency, each.reason, each.invoices, str(each.total)) for each in entries]
    assert lines == [
        ("1001", "EUR", "call-by-amount", ("26000060", "26000061"), "11500.50"),
        ("1001", "EUR", "currency-mismatch", ("26000063",), "250.00"),
        ("1001", "USD", "call-by-amount", ("26000062",), "7000.00"),
        ("1002", "EUR", "call-by-amount", ("26000060",), "6000.00"),
    ]


def test_the_call_list_names_whom_to_ask_for_and_the_number() -> None:
    (entry,) = call_list(verdict_on(LARGE, debtor=a_debtor(contact=a_contact())).decisions)

    assert (entry.debtor, entry.contact, entry.phone) == ("Bakkerij De Gouden Croissant", "J. Jansen", "020 765 43 21")


def a_promise(*, until_days: int, days_ago: int = 9, **changes: object) -> Hold:
    until, created = TODAY + timedelta(days=until_days), TODAY - timedelta(days=days_ago)
    return a_hold(reason=HoldReason.PROMISE, created=created, until=until, **changes)


def broken(receivable: Receivable, *calls: Call, hold: Hold) -> date | None:
    return verdict_on(receivable, history=a_history(calls=calls, holds=(hold,))).decisions[0].broken_promise


def test_a_promise_recorded_as_a_hold_is_said_to_be_broken_when_it_has_expired() -> None:
    on_invoice = a_promise(until_days=-1, debtor_code="", invoice_key=LARGE.invoice_key)

    assert broken(LARGE, hold=on_invoice) == broken(LARGE, hold=a_promise(until_days=-1)) == TODAY - timedelta(days=1)
    assert broken(LARGE, hold=a_promise(until_days=0)) is None


def test_a_promise_of_a_debtor_is_not_about_what_was_not_due_by_its_day() -> None:
    later = a_receivable(days_overdue=2)

    assert broken(later, hold=a_promise(until_days=-3)) is None
    assert broken(later, hold=a_promise(until_days=-2)) == TODAY - timedelta(days=2)
    assert broken(a_credit(), hold=a_promise(until_days=-1)) is None
    assert broken(without_due_date(LARGE), hold=a_promise(until_days=-1)) is None


def test_a_hold_for_another_reason_or_on_another_invoice_is_no_promise() -> None:
    elsewhere = a_promise(until_days=-1, debtor_code="", invoice_key="key-other")

    assert broken(LARGE, hold=a_hold(until=TODAY - timedelta(days=1))) is None
    assert broken(LARGE, hold=elsewhere) is None


def test_what_was_heard_last_counts_a_call_or_a_promise_recorded_as_a_hold() -> None:
    older, newer = a_promise(until_days=-3, days_ago=9), a_promise(until_days=-3, days_ago=1)

    assert broken(LARGE, note(LARGE, days_ago=5), hold=older) is None
    assert broken(LARGE, note(LARGE, days_ago=5), hold=newer) == TODAY - timedelta(days=3)
