"""Nobody is reminded who owes nothing on balance: the listed total, and the balance over all currencies."""

from datetime import timedelta

import pytest

from reminder.model.books import Receivable
from reminder.model.decision import Reason
from tests.builders import (
    TODAY,
    a_credit,
    a_history,
    a_hold,
    a_receivable,
    a_step,
    verdict_on,
    without_due_date,
)

DUE = a_receivable(invoice="26000042", amount="500.00")


def reasons(*receivables: Receivable, **case: object) -> dict[str | None, Reason]:
    return {each.receivable.invoice: each.reason for each in verdict_on(*receivables, **case).decisions}


@pytest.mark.fault(72)
@pytest.mark.parametrize(
    ("credit", "reason"),
    [
        ("-498.99", Reason.FIRST_CONTACT),
        ("-499.00", Reason.NET_POSITION),
        ("-500.00", Reason.NET_POSITION),
        ("-900.00", Reason.NET_POSITION),
    ],
)
def test_a_balance_of_at_most_the_minimum_is_not_reminded(credit: str, reason: Reason) -> None:
    assert reasons(DUE, a_credit(credit))["26000042"] is reason


def test_small_amounts_together_above_the_minimum_stay_below_it_each() -> None:
    small = [a_receivable(invoice=f"2600010{number}", amount="0.90") for number in range(3)]

    assert set(reasons(*small).values()) == {Reason.BELOW_MINIMUM}


def test_what_is_not_yet_due_does_not_help_the_balance() -> None:
    coming = a_receivable(invoice="26000043", amount="9000.00", days_overdue=-10)

    assert reasons(DUE, coming, a_credit("-600.00"))["26000042"] is Reason.NET_POSITION


def test_what_has_no_due_date_does_not_help_the_balance_and_is_called_about() -> None:
    undated = without_due_date(a_receivable(invoice="26000043", amount="9000.00"))

    found = reasons(DUE, undated, a_credit("-600.00"))

    assert (found["26000042"], found["26000043"]) == (Reason.NET_POSITION, Reason.NO_DUE_DATE)


def test_what_is_past_due_within_its_grace_helps_the_balance() -> None:
    fresh = a_receivable(invoice="26000043", amount="200.00", days_overdue=2)

    assert reasons(DUE, fresh, a_credit("-600.00"))["26000042"] is Reason.FIRST_CONTACT


def test_a_credit_counts_whatever_its_due_date() -> None:
    assert reasons(DUE, a_credit("-600.00", days_overdue=-30))["26000042"] is Reason.NET_POSITION


def test_a_credit_in_another_currency_counts_in_the_currency_of_the_administration() -> None:
    enough = a_credit("-800.00", base_amount="-690.00", currency="USD")
    too_little = a_credit("-800.00", base_amount="-400.00", currency="USD")

    assert reasons(DUE, enough)["26000042"] is Reason.NET_POSITION
    assert reasons(DUE, too_little)["26000042"] is Reason.FIRST_CONTACT


def test_a_debt_in_another_currency_does_not_make_a_mail_that_asks_for_nothing() -> None:
    dollars = a_receivable(invoice="26000043", amount="2000.00", currency="USD")

    found = reasons(DUE, a_credit("-600.00"), dollars)

    assert (found["26000042"], found["26000043"]) == (Reason.NET_POSITION, Reason.FIRST_CONTACT)


def test_a_balance_of_nothing_keeps_calls_back_too() -> None:
    large = a_receivable(invoice="26000043", amount="6000.00")

    found = reasons(large, a_credit("-6000.00"))

    assert found["26000043"] is Reason.NET_POSITION


@pytest.mark.parametrize(
    "reason_to_call",
    [
        a_receivable(invoice="26000043", currency_mismatch=True),
        a_receivable(invoice="26000043", direct_debit=True, days_overdue=30),
        a_receivable(invoice=None),
    ],
    ids=["mismatch", "failed debit", "number"],
)
def test_a_listed_total_of_nothing_keeps_no_call_back(reason_to_call: Receivable) -> None:
    verdict = verdict_on(reason_to_call)

    assert verdict.decisions[0].outcome == "call"


@pytest.mark.parametrize(("credit", "reason"), [("-498.99", Reason.FIRST_CONTACT), ("-499.00", Reason.NET_POSITION)])
def test_the_listed_total_alone_may_be_too_small(credit: str, reason: Reason) -> None:
    dollars = a_receivable(invoice="26000043", amount="2000.00", currency="USD")

    assert reasons(DUE, a_credit(credit), dollars)["26000042"] is reason


@pytest.mark.parametrize(("credit", "reason"), [("-5998.99", Reason.CALL_BY_AMOUNT), ("-5999.00", Reason.NET_POSITION)])
def test_the_balance_alone_may_be_too_small(credit: str, reason: Reason) -> None:
    large = a_receivable(invoice="26000043", amount="6000.00")

    assert reasons(large, a_credit(credit))["26000043"] is reason


@pytest.mark.parametrize("days_overdue", [-10, 0])
def test_a_call_is_not_made_for_what_is_not_yet_due(days_overdue: int) -> None:
    large = a_receivable(invoice="26000043", amount="6000.00")
    coming = a_receivable(invoice="26000044", amount="9000.00", days_overdue=days_overdue)

    assert reasons(large, coming, a_credit("-6500.00"))["26000043"] is Reason.NET_POSITION


def test_a_call_stands_while_only_the_listed_total_is_nothing() -> None:
    large = a_receivable(invoice="26000043", amount="6000.00", currency="USD")
    small = a_receivable(invoice="26000044", amount="300.00", currency="USD")
    credit = a_credit("-7000.00", currency="USD")
    euros = a_receivable(invoice="26000045", amount="4000.00")

    found = reasons(large, small, credit, euros)

    assert found["26000043"] is Reason.CALL_BY_AMOUNT
    assert found["26000044"] is Reason.NET_POSITION


@pytest.mark.parametrize(
    "kept_apart",
    [
        a_receivable(invoice="26000043", amount="3000.00", invoice_key="held"),
        a_receivable(invoice="26000043", amount="3000.00", direct_debit=True, days_overdue=20),
        a_receivable(invoice="26000043", amount="3000.00", collecting=True, days_overdue=50),
    ],
    ids=["held", "direct debit", "being collected"],
)
def test_what_is_held_or_collected_does_not_help_the_balance(kept_apart: Receivable) -> None:
    large = a_receivable(invoice="26000044", amount="6000.00")
    history = a_history(holds=(a_hold(invoice_key="held"),))

    found = reasons(large, kept_apart, a_credit("-6500.00"), history=history)

    assert found["26000044"] is Reason.NET_POSITION


def test_a_failed_direct_debit_helps_the_balance() -> None:
    failed = a_receivable(invoice="26000043", amount="3000.00", direct_debit=True, days_overdue=21)

    assert reasons(failed, a_credit("-2000.00"))["26000043"] is Reason.DIRECT_DEBIT_FAILED


@pytest.mark.fault(69)
def test_a_reminded_debtor_with_a_new_credit_is_left_alone() -> None:
    old = a_receivable(days_overdue=40)
    history = a_history(a_step(old, day=TODAY - timedelta(days=14)))

    assert reasons(old, a_credit("-400.00"), history=history)["26000042"] is Reason.NET_POSITION


def test_the_last_invoice_paid_leaves_a_credit_and_no_mail() -> None:
    verdict = verdict_on(a_credit("-20.00"))

    assert [each.reason for each in verdict.decisions] == [Reason.CREDIT]
    assert verdict.notices == ()
