"""The days and amounts at which a reason begins or ends to apply."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reminder.model.books import Books
from reminder.model.decision import Decision, Reason, Verdict
from reminder.model.history import Hold
from reminder.model.policy import DebtorSettings
from reminder.rules.dunning import statements_of
from tests.builders import (
    TODAY,
    a_debtor,
    a_history,
    a_hold,
    a_receivable,
    verdict_on,
    without_due_date,
)


def only(verdict: Verdict) -> Decision:
    (decision,) = verdict.decisions
    return decision


def test_what_is_due_today_is_not_past_due() -> None:
    decision = only(verdict_on(a_receivable(days_overdue=0)))

    assert (decision.reason, decision.days_overdue) == (Reason.NOT_DUE, 0)


def test_what_has_no_due_date_has_no_days_overdue() -> None:
    decision = only(verdict_on(without_due_date(a_receivable())))

    assert (decision.reason, decision.days_overdue) == (Reason.NO_DUE_DATE, None)


def test_an_entry_date_after_the_due_date_starts_the_count() -> None:
    late = a_receivable(days_overdue=40, entry_date=TODAY - timedelta(days=13))

    decision = only(verdict_on(late))

    assert (decision.reason, decision.days_overdue) == (Reason.GRACE, 13)


def test_an_invoice_entered_after_its_due_date_gets_its_grace_from_the_entry() -> None:
    late = a_receivable(days_overdue=40, entry_date=TODAY - timedelta(days=14))

    decision = only(verdict_on(late))

    assert (decision.reason, decision.days_overdue) == (Reason.FIRST_CONTACT, 14)


@pytest.mark.parametrize(
    ("days", "reason"), [(13, Reason.GRACE), (14, Reason.FIRST_CONTACT), (15, Reason.FIRST_CONTACT)]
)
def test_grace_ends_at_fourteen_days(days: int, reason: Reason) -> None:
    assert only(verdict_on(a_receivable(days_overdue=days))).reason is reason


@pytest.mark.parametrize(("amount", "reason"), [("1.00", Reason.BELOW_MINIMUM), ("1.01", Reason.FIRST_CONTACT)])
def test_the_minimum_itself_is_not_reminded(amount: str, reason: Reason) -> None:
    beside = a_receivable(invoice="26000043", amount="100.00")

    decisions = verdict_on(a_receivable(amount=amount), beside).decisions

    assert decisions[0].reason is reason


def test_the_minimum_is_in_the_currency_of_the_administration() -> None:
    yen = a_receivable(amount="150.00", base_amount="0.90", currency="JPY")

    assert only(verdict_on(yen)).reason is Reason.BELOW_MINIMUM


@pytest.mark.parametrize(
    ("days", "reason"),
    [(14, Reason.DIRECT_DEBIT), (20, Reason.DIRECT_DEBIT), (21, Reason.DIRECT_DEBIT_FAILED)],
)
def test_a_direct_debit_has_failed_after_twenty_days(days: int, reason: Reason) -> None:
    assert only(verdict_on(a_receivable(days_overdue=days, direct_debit=True))).reason is reason


@pytest.mark.fault(70)
def test_what_is_being_collected_is_left_alone_whatever_its_age() -> None:
    under_way = a_receivable(days_overdue=70, direct_debit=True, collecting=True)

    assert only(verdict_on(under_way)).reason is Reason.DIRECT_DEBIT


@pytest.mark.parametrize(("ago", "reason"), [(0, Reason.ON_HOLD), (1, Reason.FIRST_CONTACT)])
def test_a_hold_lasts_up_to_and_including_its_day(ago: int, reason: Reason) -> None:
    hold = a_hold(until=TODAY - timedelta(days=ago))

    assert only(verdict_on(a_receivable(), history=a_history(holds=(hold,)))).reason is reason


def test_a_hold_without_a_day_lasts_until_it_is_released() -> None:
    hold = a_hold(created=TODAY - timedelta(days=700), until=None)

    assert only(verdict_on(a_receivable(), history=a_history(holds=(hold,)))).reason is Reason.ON_HOLD


@pytest.mark.parametrize("hold", [a_hold(debtor_code="1002"), a_hold(debtor_code="", invoice_key="key-other")])
def test_a_hold_on_something_else_holds_nothing_here(hold: Hold) -> None:
    assert only(verdict_on(a_receivable(), history=a_history(holds=(hold,)))).reason is Reason.FIRST_CONTACT


def test_a_hold_on_an_invoice_holds_all_its_instalments_and_nothing_else() -> None:
    first, second = a_receivable(days_overdue=50), a_receivable(days_overdue=20)
    other = a_receivable(invoice="26000043")
    hold = a_hold(invoice_key=first.invoice_key)

    decisions = verdict_on(first, second, other, history=a_history(holds=(hold,))).decisions

    reasons = {(each.receivable.invoice, each.receivable.due_date): each.reason for each in decisions}
    assert reasons == {
        ("26000042", first.due_date): Reason.ON_HOLD,
        ("26000042", second.due_date): Reason.ON_HOLD,
        ("26000043", other.due_date): Reason.FIRST_CONTACT,
    }


def test_a_marker_in_the_ledger_is_a_hold() -> None:
    decision = only(verdict_on(a_receivable(), debtor=a_debtor(marked=True)))

    assert decision.reason is Reason.ON_HOLD
    assert decision.hold
    assert decision.hold.source == "ledger"


def test_a_bounced_address_is_no_address_until_it_is_changed() -> None:
    history = a_history(bounced=frozenset({"administratie@bakkerij.example"}))

    unchanged = only(verdict_on(a_receivable(), history=history))
    changed = only(verdict_on(a_receivable(), history=history, debtor=a_debtor(emails=("nieuw@bakkerij.example",))))

    assert (unchanged.reason, changed.reason) == (Reason.NO_ADDRESS, Reason.FIRST_CONTACT)


@pytest.mark.fault(86)
def test_an_invalid_address_in_the_ledger_is_called_about() -> None:
    debtor = a_debtor(emails=(), address_fault="address not valid")

    assert only(verdict_on(a_receivable(), debtor=debtor)).reason is Reason.NO_ADDRESS


def test_a_configured_address_stands_in_for_a_missing_one() -> None:
    settings = DebtorSettings(emails=("crediteuren@klant.example",))

    verdict = verdict_on(a_receivable(), debtor=a_debtor(emails=()), settings=settings)

    assert only(verdict).reason is Reason.FIRST_CONTACT
    assert verdict.notices[0].to == ("crediteuren@klant.example",)


def test_amounts_decide_in_the_currency_of_the_administration() -> None:
    dollars = replace(a_receivable(amount="1050.00", currency="USD"), base_amount=Decimal("980.00"))

    assert only(verdict_on(dollars)).tier == "friendly"


def test_a_late_entry_moves_the_day_of_the_first_contact() -> None:
    late = a_receivable(days_overdue=40, entry_date=TODAY - timedelta(days=4))

    assert only(verdict_on(late)).earliest_next_step == TODAY + timedelta(days=10)


def test_a_hold_ends_on_the_day_after_its_last() -> None:
    hold = a_hold(until=TODAY + timedelta(days=3))

    decision = only(verdict_on(a_receivable(), history=a_history(holds=(hold,))))

    assert decision.earliest_next_step == TODAY + timedelta(days=4)


def test_a_hold_until_the_end_of_the_calendar_ends_on_no_day() -> None:
    hold = a_hold(until=date.max)

    decision = only(verdict_on(a_receivable(), history=a_history(holds=(hold,))))

    assert (decision.reason, decision.earliest_next_step) == (Reason.ON_HOLD, None)


def test_the_interval_names_the_day_on_which_it_ends() -> None:
    decision = only(verdict_on(a_receivable(), history=a_history(last_mail=TODAY - timedelta(days=2))))

    assert decision.earliest_next_step == TODAY + timedelta(days=4)


def test_statements_come_in_order_of_debtor_code_and_currency() -> None:
    debtors = [a_debtor(code="20"), a_debtor(code="10")]
    rows = [
        a_receivable(invoice="26000001", debtor_id="debtor-20", currency="USD"),
        a_receivable(invoice="26000002", debtor_id="debtor-20"),
        a_receivable(invoice="26000003", debtor_id="debtor-10"),
    ]

    groups = statements_of(Books(receivables=tuple(rows), debtors={each.id: each for each in debtors}))

    found = [[(each.debtor.code, each.currency, len(each.receivables)) for each in group] for group in groups]
    assert found == [[("10", "EUR", 1)], [("20", "EUR", 1), ("20", "USD", 1)]]
