"""A policy over the weeks to come, held against runs that really happened."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from reminder.app.simulate import simulate
from reminder.model.decision import Outcome, Reason
from reminder.model.forecast import Week, difference, totals_of
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun
from reminder.report.document import decision_document, reminder_document
from reminder.report.forecasts import comparison_document, forecast_document
from tests.builders import TODAY, a_debtor, a_policy, a_receivable
from tests.fakes import FakeLedger
from tests.offices import World

WEEK = timedelta(days=7)
DEBTORS = {each.id: each for each in (a_debtor(), a_debtor(code="1002", name="Hotel Amstel", emails=("a@b.example",)))}
BOOKS = (
    a_receivable(invoice="26000042", days_overdue=21, amount="1250.00"),
    a_receivable(invoice="26000043", days_overdue=2, amount="80.00"),
    a_receivable(invoice="26000044", days_overdue=-20, amount="75.00"),
    a_receivable(invoice="26000045", days_overdue=25, amount="900.00", debtor_id="debtor-1002"),
    a_receivable(invoice="26000046", days_overdue=200, amount="60.00", debtor_id="debtor-1002"),
    a_receivable(invoice="26000047", days_overdue=-40, amount="9000.00", debtor_id="debtor-1002"),
    a_receivable(invoice="26000048", days_overdue=-45, amount="50.00", debtor_id="debtor-1002"),
)


def a_world(**changes: object) -> World:
    return World(ledger=FakeLedger(receivables=BOOKS, debtors=DEBTORS), **changes)  # type: ignore[arg-type]


def said(result: AdministrationRun) -> tuple[object, ...]:
    mails = [reminder_document(each) for each in result.reminders]
    kept = [
        {key: mail[key] for key in ("reference", "tier", "subject", "invoices", "listed", "total")} for mail in mails
    ]
    return [decision_document(each) for each in result.decisions], kept


def forecast(world: World, weeks: int) -> tuple[Week, ...]:
    return simulate(world.office(), world.order(dry_run=True), weeks=weeks).weeks


def test_the_first_week_is_what_a_dry_run_tells():
    world = a_world()

    (week,) = forecast(world, 1)

    assert week.result == world.run_on(TODAY, dry_run=True)


def test_the_weeks_foreseen_are_those_that_come_when_nobody_pays_and_all_drafts_are_sent():
    foreseen = forecast(a_world(), 16)
    world = a_world()

    for week in foreseen:
        happened = world.run_on(week.as_of)
        world.send_all_drafts()

        assert said(week.result) == said(happened), week.as_of

    reasons = {each.reason for week in foreseen for each in week.result.decisions}
    assert {Reason.NEXT_STEP, Reason.CALL_FIRST, Reason.BACKLOG, Reason.CALL_BY_AGE, Reason.CALL_BY_AMOUNT} <= reasons


def test_nobody_climbs_while_the_longer_term_of_a_final_demand_runs_that_listed_it_too():
    first, later = a_receivable(invoice="1", days_overdue=31), a_receivable(invoice="2", days_overdue=6)
    ledger = FakeLedger(receivables=(first, later), debtors=DEBTORS)
    worlds = [World(ledger=ledger, policy=a_policy(final_demand=True)) for _ in range(2)]
    foreseen = forecast(worlds[0], 6)

    for week in foreseen:
        happened = worlds[1].run_on(week.as_of)
        worlds[1].send_all_drafts()

        assert said(week.result) == said(happened), week.as_of

    reasons = [each.reason for week in foreseen for each in week.result.decisions if each.receivable.invoice == "2"]
    assert [each.tier for week in foreseen for each in week.result.reminders][-2:] == ["final-demand", "formal"]
    assert reasons[2:] == [Reason.FIRST_CONTACT, Reason.STEP_NOT_DUE, Reason.TERM_RUNNING, Reason.NEXT_STEP]


def test_in_send_mode_the_weeks_foreseen_are_those_that_come_after_the_first_run():
    world, other = a_world(mode=Mode.SEND), a_world(mode=Mode.SEND)
    for each in (world, other):
        each.run_on(TODAY - WEEK)
        each.send_all_drafts()

    foreseen = forecast(world, 10)

    for week in foreseen:
        assert said(week.result) == said(other.run_on(week.as_of)), week.as_of


def test_drafts_that_wait_count_as_sent_today():
    world = a_world()
    world.run_on(TODAY)

    first, second, *_ = forecast(world, 2)

    assert first.result.reminders == ()
    assert Reason.DRAFT_WAITING in {each.reason for each in first.result.decisions}
    by_invoice = {each.receivable.invoice: each for each in second.result.decisions}
    assert by_invoice["26000042"].last_step is not None
    assert by_invoice["26000042"].last_step.day == TODAY


def test_a_forecast_pulls_once_and_writes_nothing():
    world = a_world()
    other = world.office(policy=a_policy(grace_days=7))

    simulate(world.office(), world.order(dry_run=True), weeks=12, other=other)

    assert world.ledger.calls.count("open_items") == 1
    assert world.mailbox.writes == []
    assert world.store.attempts("acme").every() == ()
    assert world.store.memory("acme").instalments() == ()
    assert world.store.runs("acme").recorded == {}


def test_another_policy_over_the_same_books_is_what_that_policy_would_say_alone():
    world = a_world()
    lenient = a_policy(grace_days=28)

    found = simulate(world.office(), world.order(dry_run=True), weeks=6, other=world.office(policy=lenient))
    alone = simulate(world.office(policy=lenient), world.order(dry_run=True), weeks=6)

    assert [said(each.result) for each in found.others] == [said(each.result) for each in alone.weeks]
    assert said(found.weeks[0].result) != said(found.others[0].result)


def test_the_difference_of_two_policies_is_in_mails_calls_and_euros():
    world = a_world()
    quick_to_call = a_policy(tiers=(*a_policy().tiers[:2], replace(a_policy().tiers[2], from_days_overdue=31)))

    found = simulate(world.office(), world.order(dry_run=True), weeks=3, other=world.office(policy=quick_to_call))

    ours, theirs = totals_of(found.weeks), totals_of(found.others)
    more = difference(ours, theirs)
    assert more.calls == theirs.calls - ours.calls > 0
    assert more.mails == theirs.mails - ours.mails
    assert more.called["EUR"] == theirs.called["EUR"] - ours.called["EUR"]
    document = comparison_document(found.weeks, found.others, file="other.toml")
    assert document["compare"]["difference"]["calls"] == more.calls
    assert document["compare"]["file"] == "other.toml"


def test_a_receivable_on_the_call_list_for_weeks_counts_once():
    weeks = forecast(a_world(), 5)

    totals = totals_of(weeks)

    calls = [each for week in weeks for each in week.result.decisions if each.outcome is Outcome.CALL]
    assert totals.calls == len({each.receivable.key for each in calls}) < len(calls)
    assert totals.called == {"EUR": Decimal("60.00")}


def test_a_week_as_a_document_has_the_shapes_of_a_run():
    weeks = forecast(a_world(), 2)

    document = forecast_document(weeks)

    assert [each["as_of"] for each in document["weeks"]] == [TODAY.isoformat(), (TODAY + WEEK).isoformat()]
    assert document["weeks"][0]["reminders"] == [reminder_document(each) for each in weeks[0].result.reminders]
    assert document["weeks"][0]["stop"] is None
