"""The report's figures add up to what is open, and say what changed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.model.decision import Decision, Outcome, Reason
from reminder.report.ageing import Bucket, ageing, bucket_of
from reminder.report.figures import by_outcome, by_tier, left_out
from reminder.report.html.chart import WIDTH, chart
from reminder.report.pointers import growing_old, large_together, to_call
from tests.builders import TODAY, a_credit, a_debtor, a_decision, a_policy, a_receivable
from tests.report_samples import an_attempt

cents = st.integers(-900_000, 900_000).map(lambda each: Decimal(each) / 100)
days = st.none() | st.integers(0, 200)


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    amount, currency = draw(cents), draw(st.sampled_from(["EUR", "USD"]))
    receivable = a_receivable(amount=amount, currency=currency)
    return a_decision(draw(st.sampled_from(Reason)), receivable=receivable, days_overdue=draw(days))


def owed(amount: str, *, days_overdue: int = 21, code: str = "1001", invoice: str = "1") -> Decision:
    debtor = a_debtor(code=code)
    receivable = a_receivable(amount=amount, days_overdue=days_overdue, invoice=invoice, debtor_id=debtor.id)
    return a_decision(receivable=receivable, debtor=debtor, days_overdue=days_overdue)


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (0, "current"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "90+"),
    ],
)
def test_the_last_day_of_a_bucket_is_in_it(late: int, bucket: str):
    assert bucket_of(late) == bucket


@given(st.lists(decisions(), max_size=12))
def test_every_amount_is_in_one_bucket_and_one_outcome(made: list[Decision]):
    totals: dict[str, Decimal] = {}
    for each in made:
        totals[each.receivable.currency] = totals.get(each.receivable.currency, Decimal(0)) + each.receivable.amount

    ages, outcomes = ageing(made, None), by_outcome(made)

    assert {each.currency: each.total for each in ages} == totals
    assert sum(each.count for each in ages) == len(made) == sum(each.count for each in outcomes)
    for currency, total in totals.items():
        assert sum(each.sums.get(currency, Decimal(0)) for each in outcomes) == total


@given(st.lists(decisions(), min_size=1, max_size=12), st.lists(decisions(), max_size=12))
def test_the_change_is_the_difference_with_the_run_before(now: list[Decision], before: list[Decision]):
    earlier = {each.currency: each.total for each in ageing(before, None)}

    for each in ageing(now, before):
        assert each.change == each.total - earlier.get(each.currency, Decimal(0))


@given(st.lists(decisions(), min_size=1, max_size=12), st.lists(decisions(), max_size=12))
def test_every_bar_is_inside_the_drawing_and_begins_or_ends_at_zero(now: list[Decision], before: list[Decision]):
    for each in ageing(now, before):
        drawing = chart(each)
        for bar in drawing.bars:
            assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
            end = bar.x + bar.width if bar.slice.amount < 0 else bar.x
            assert end == pytest.approx(drawing.zero, abs=0.2)


def test_without_a_run_before_there_is_no_change():
    (euro,) = ageing([owed("10.00")], None)

    assert euro.change is None
    assert {each.change for each in euro.slices} == {None}


def test_what_has_no_due_date_has_a_bucket_of_its_own_and_only_then():
    undated = replace(owed("10.00"), days_overdue=None)

    with_it, without_it = ageing([undated], None), ageing([owed("10.00")], None)

    assert [each.count for each in with_it[0].slices if each.bucket is Bucket.UNDATED] == [1]
    assert Bucket.UNDATED not in {each.bucket for each in without_it[0].slices}


def test_tiers_count_steps_and_mails_in_the_order_of_the_ladder():
    made = [
        a_decision(Reason.CALL_BY_AMOUNT, receivable=a_receivable(amount="6000.00"), tier="call-me"),
        a_decision(receivable=a_receivable(amount="10.00"), tier="friendly"),
        a_decision(receivable=a_receivable(amount="20.00", invoice="2"), tier="friendly"),
    ]

    lines = by_tier(made, [an_attempt()], ["friendly", "formal", "call-me"])

    assert [(each.tier, each.count, each.mails) for each in lines] == [
        ("friendly", 2, 0),
        ("formal", 0, 1),
        ("call-me", 1, 0),
    ]
    assert lines[0].sums == {"EUR": Decimal("30.00")}


def test_what_was_left_out_is_grouped_by_reason_in_their_order():
    made = [a_decision(Reason.INTERVAL), a_decision(Reason.GRACE), a_decision(Reason.INTERVAL), a_decision()]

    groups = left_out(made)

    assert [(each.reason, each.count) for each in groups] == [(Reason.GRACE, 1), (Reason.INTERVAL, 2)]
    assert all(each.outcome is Outcome.SKIP for group in groups for each in group.decisions)


def test_a_debtor_is_pointed_out_whose_receivables_are_large_together_only():
    small = [owed("2000.00", invoice=str(number)) for number in range(3)]
    one_large = [owed("6000.00", code="2"), owed("1.00", code="2", invoice="9")]

    found = large_together([*small, *one_large], a_policy())

    assert [(each.debtor.code, each.count, each.total) for each in found] == [("1001", 3, Decimal("6000.00"))]


@pytest.mark.parametrize("total", ["5000.00", "5000.01"])
def test_together_means_above_the_amount_of_the_first_call_tier(total: str):
    rest = Decimal(total) - Decimal("3000.00")
    made = [owed("3000.00"), owed(str(rest), invoice="2")]

    assert bool(large_together(made, a_policy())) == (total == "5000.01")


@pytest.mark.parametrize("reason", [Reason.ON_HOLD, Reason.EXCLUDED, Reason.DIRECT_DEBIT, Reason.OWN_DIVISION])
def test_what_is_left_alone_does_not_make_a_debtor_large(reason: Reason):
    held = replace(owed("3000.00", invoice="2"), outcome=Outcome.SKIP, reason=reason)

    assert large_together([owed("3000.00"), held], a_policy()) == ()


def test_what_is_not_due_and_credits_do_not_make_a_debtor_large():
    early = replace(owed("3000.00", invoice="2"), days_overdue=0)
    credit = a_decision(Reason.CREDIT, receivable=a_credit("-100.00"))

    assert large_together([owed("3000.00"), early, credit], a_policy()) == ()


def test_a_claim_grows_old_four_years_after_its_due_date():
    due = date(2022, 11, 23)
    old = a_decision(receivable=a_receivable(due_date=due))
    a_day_younger = a_decision(receivable=a_receivable(due_date=date(2022, 11, 24)))
    credit = a_decision(Reason.CREDIT, receivable=a_credit(due_date=due))

    assert growing_old([a_day_younger, credit, old], TODAY) == (old,)


def test_a_claim_of_a_leap_day_grows_old_on_the_first_of_march():
    leap = a_decision(receivable=a_receivable(due_date=date(2096, 2, 29)))

    assert growing_old([leap], date(2100, 2, 28)) == ()
    assert growing_old([leap], date(2100, 3, 1)) == (leap,)


def test_the_call_list_begins_with_the_largest_amount_times_age():
    calls = [
        a_decision(Reason.NO_ADDRESS, debtor=a_debtor(code="small"), receivable=a_receivable(amount="10.00")),
        a_decision(
            Reason.CALL_BY_AGE,
            debtor=a_debtor(code="old"),
            receivable=a_receivable(amount="1000.00"),
            days_overdue=100,
        ),
        a_decision(
            Reason.CALL_BY_AMOUNT,
            debtor=a_debtor(code="large"),
            receivable=a_receivable(amount="5500.00"),
            days_overdue=15,
        ),
    ]

    order = [each.decisions[0].debtor.code for each in to_call(calls)]

    assert order == ["old", "large", "small"]
