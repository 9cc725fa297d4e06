"""What one mail holds: whose step it is, what it lists, and in what tone."""

from datetime import timedelta

import pytest

from reminder.model.books import Receivable
from reminder.model.decision import Notice, Reason
from reminder.model.history import Block, Blocker, Step
from reminder.model.policy import DebtorSettings
from tests.builders import (
    TODAY,
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

DUE = a_receivable(invoice="26000042", days_overdue=20)
OLD = a_receivable(invoice="26000001", days_overdue=50)


def only_notice(*receivables: Receivable, **case: object) -> Notice:
    (notice,) = verdict_on(*receivables, **case).notices
    return notice


def invoices(notice: Notice) -> list[str | None]:
    return [each.invoice for each in notice.listed]


def step(receivable: Receivable, tier: str, *, days_ago: int = 10, sent: bool = True) -> Step:
    return a_step(receivable, tier=tier, day=TODAY - timedelta(days=days_ago), sent=sent)


def test_ten_overdue_invoices_make_one_mail() -> None:
    ten = [a_receivable(invoice=f"2600010{number}", days_overdue=20 + number) for number in range(10)]

    notice = only_notice(*ten)

    assert len(notice.steps) == len(notice.listed) == 10


def test_each_currency_has_a_mail_of_its_own() -> None:
    dollars = a_receivable(invoice="26000043", currency="USD", amount="80.00")

    notices = verdict_on(DUE, dollars).notices

    assert [(each.currency, str(each.total)) for each in notices] == [("EUR", "250.00"), ("USD", "80.00")]


def test_every_receivable_records_its_own_step() -> None:
    large = a_receivable(invoice="26000043", amount="2000.00")

    notice = only_notice(DUE, large)

    tiers = {each.receivable.invoice: each.tier for each in notice.steps}
    assert tiers == {"26000042": "friendly", "26000043": "formal"}


def test_what_is_past_due_within_its_grace_is_listed_without_a_step() -> None:
    fresh = a_receivable(invoice="26000043", days_overdue=1)

    notice = only_notice(DUE, fresh)

    assert invoices(notice) == ["26000042", "26000043"]
    assert [each.receivable.invoice for each in notice.steps] == ["26000042"]


def test_what_is_not_past_due_is_not_listed() -> None:
    assert invoices(only_notice(DUE, a_receivable(invoice="26000043", days_overdue=0))) == ["26000042"]


def test_what_cannot_be_mailed_by_itself_is_listed_all_the_same() -> None:
    small = a_receivable(invoice="26000043", amount="0.50", days_overdue=20)
    waiting = a_receivable(invoice="26000044", days_overdue=19)

    notice = only_notice(DUE, small, waiting, history=a_history(step(waiting, "friendly")))

    assert invoices(notice) == ["26000042", "26000043", "26000044"]


def test_the_oldest_comes_first_and_credits_last() -> None:
    credit = a_credit(days_overdue=90)

    assert invoices(only_notice(credit, DUE, OLD)) == ["26000001", "26000042", "26000050"]


@pytest.mark.parametrize(
    "kept_out",
    [
        a_receivable(invoice=None, invoice_key="none"),
        a_receivable(invoice="26000043", direct_debit=True, days_overdue=20),
        a_receivable(invoice="26000043", direct_debit=True, days_overdue=21),
        a_receivable(invoice="26000043", collecting=True),
        a_receivable(invoice="26000043", currency_mismatch=True),
        a_receivable(invoice="26000043", invoice_key="held"),
        a_receivable(invoice="26000043", invoice_key="held", days_overdue=3),
        a_receivable(invoice="26000043", invoice_key="backlog", days_overdue=200),
        without_due_date(a_receivable(invoice="26000043")),
    ],
    ids=["number", "debit", "failed debit", "collecting", "mismatch", "hold", "hold in grace", "backlog", "due date"],
)
def test_what_must_not_be_asked_for_is_not_listed(kept_out: Receivable) -> None:
    holds, backlog = (a_hold(invoice_key="held"),), frozenset({f"backlog@{kept_out.instalment}"})

    assert invoices(only_notice(DUE, kept_out, history=a_history(holds=holds, backlog=backlog))) == ["26000042"]


def test_backlog_is_not_listed_even_while_its_own_reason_is_another() -> None:
    small = a_receivable(invoice="26000043", amount="0.80", days_overdue=20)

    verdict = verdict_on(DUE, small, history=a_history(backlog=frozenset({small.key})))

    assert verdict.decisions[1].reason is Reason.BELOW_MINIMUM
    assert invoices(verdict.notices[0]) == ["26000042"]


def test_every_credit_is_listed_whatever_its_date_or_number() -> None:
    coming = a_credit("-10.00", invoice="26000050", days_overdue=-30)
    payment = without_due_date(a_credit("-20.00", invoice=None))

    notice = only_notice(DUE, coming, payment)

    assert notice.total == DUE.amount - 30


@pytest.mark.parametrize("tier", ["friendly", "formal"])
def test_the_tone_is_that_of_the_highest_step_now_due(tier: str) -> None:
    other = a_receivable(invoice="26000043", amount="1000.00" if tier == "formal" else "900.00")

    assert only_notice(DUE, other).tone.name == tier


def test_a_formal_reminder_already_sent_keeps_the_tone_formal() -> None:
    notice = only_notice(DUE, OLD, history=a_history(step(OLD, "formal")))

    assert (notice.tone.name, [each.tier for each in notice.steps]) == ("formal", ["friendly"])


def test_a_reminder_sent_for_what_is_not_listed_gives_no_tone() -> None:
    history = a_history(step(OLD, "formal"), holds=(a_hold(invoice_key=OLD.invoice_key),))

    assert only_notice(DUE, OLD, history=history).tone.name == "friendly"


def test_a_call_made_before_gives_no_tone() -> None:
    assert only_notice(DUE, OLD, history=a_history(step(OLD, "call-me"))).tone.name == "friendly"


def test_a_tier_reached_only_by_climbing_gives_the_tone_as_a_step_now_due() -> None:
    policy, history = a_policy(final_demand=True), a_history(step(OLD, "friendly", days_ago=30), step(OLD, "formal"))

    notice = only_notice(DUE, OLD, policy=policy, history=history)

    assert (notice.tone.name, [each.tier for each in notice.steps]) == ("final-demand", ["final-demand", "friendly"])


def test_a_final_demand_already_sent_does_not_set_the_tone_of_another_mail() -> None:
    policy, history = a_policy(final_demand=True), a_history(step(OLD, "formal"), step(OLD, "final-demand"))

    assert only_notice(DUE, OLD, policy=policy, history=history).tone.name == "formal"


@pytest.mark.parametrize(("sent_known", "tone"), [(True, "friendly"), (False, "formal")])
def test_a_draft_that_is_known_to_have_been_thrown_away_gives_no_tone(*, sent_known: bool, tone: str) -> None:
    history = a_history(step(OLD, "formal", sent=False))

    assert only_notice(DUE, OLD, history=history, sent_known=sent_known).tone.name == tone


@pytest.mark.fault(99)
def test_only_reminders_known_to_have_been_sent_are_mentioned() -> None:
    sent, gone = step(OLD, "friendly", days_ago=30), step(OLD, "formal", sent=False)

    notice = only_notice(DUE, OLD, history=a_history(gone, sent))

    assert notice.earlier == (sent,)


def test_earlier_reminders_of_what_is_not_listed_are_not_mentioned() -> None:
    history = a_history(step(OLD, "formal"), holds=(a_hold(invoice_key=OLD.invoice_key),))

    assert only_notice(DUE, OLD, history=history).earlier == ()


def test_the_configured_language_goes_before_the_ledgers() -> None:
    german = a_debtor(language="de")

    assert only_notice(DUE, debtor=german).language == "de"
    assert only_notice(DUE, debtor=german, settings=DebtorSettings(language="en")).language == "en"


def test_the_configured_address_goes_before_the_ledgers() -> None:
    settings = DebtorSettings(emails=("crediteuren@klant.example",))

    assert only_notice(DUE, settings=settings).to == ("crediteuren@klant.example",)


def test_a_mail_goes_to_the_addresses_that_did_not_bounce() -> None:
    debtor = a_debtor(emails=("oud@bakkerij.example", "nieuw@bakkerij.example"))

    notice = only_notice(DUE, debtor=debtor, history=a_history(bounced=frozenset({"oud@bakkerij.example"})))

    assert notice.to == ("nieuw@bakkerij.example",)


def test_the_mail_of_a_draft_only_debtor_stays_a_draft() -> None:
    assert only_notice(DUE, settings=DebtorSettings(draft_only=True)).stays_draft
    assert not only_notice(DUE).stays_draft


@pytest.mark.parametrize("block", Block, ids=str)
def test_a_mail_that_is_still_open_keeps_back_its_own_statement_only(block: Block) -> None:
    dollars = a_receivable(invoice="26000043", currency="USD")
    history = a_history(blockers={"EUR": Blocker(block=block, reference="R-1")})

    verdict = verdict_on(DUE, dollars, history=history)

    assert [each.reason for each in verdict.decisions] == [Reason(block.value), Reason.FIRST_CONTACT]
    assert [each.currency for each in verdict.notices] == ["USD"]


def test_an_open_mail_keeps_no_call_back() -> None:
    large = a_receivable(amount="7000.00")
    history = a_history(blockers={"EUR": Blocker(block=Block.UNSETTLED, reference="R-1")})

    assert verdict_on(large, history=history).decisions[0].reason is Reason.CALL_BY_AMOUNT
