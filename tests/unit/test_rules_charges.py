"""The collection fee and statutory interest, to the cent, against worked examples, and who may be told of them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.model.charges import Charge, Charges
from reminder.model.decision import DueStep, Notice
from reminder.model.policy import Tier
from reminder.rules.charges import charge_of, collection_fee
from reminder.rules.interest import interest, to_cents
from reminder.rules.rates import Kind, shipped_rates
from tests.builders import FINAL_DEMAND, FORMAL, FRIENDLY, TODAY, a_credit, a_debtor, a_notice, a_receivable

RATES = shipped_rates()
ALL = Charges(collection_fee=True, interest=True)
BUSINESS = a_debtor(business=True)
COMMERCIAL, CONSUMER = Kind.COMMERCIAL, Kind.CONSUMER

cents = st.integers(min_value=1, max_value=150_000_000).map(lambda number: Decimal(number) / 100)


def charged(notice: Notice, charges: Charges = ALL, *, today: date = TODAY, country: str = "nl") -> Charge | None:
    return charge_of(notice, charges, today=today, creditor_country=country, rates=RATES)


@pytest.mark.parametrize(
    ("principal", "fee", "with_vat"),
    [
        ("0.01", "40.00", "48.40"),
        ("100.00", "40.00", "48.40"),
        ("266.67", "40.00", "48.40"),
        ("266.70", "40.01", "48.41"),
        ("270.00", "40.50", "49.01"),
        ("300.00", "45.00", "54.45"),
        ("1000.50", "150.08", "181.60"),
        ("1210.00", "181.50", "219.62"),
        ("2500.00", "375.00", "453.75"),
        ("2750.00", "400.00", "484.00"),
        ("3000.00", "425.00", "514.25"),
        ("3345.00", "459.50", "556.00"),
        ("5000.00", "625.00", "756.25"),
        ("7500.00", "750.00", "907.50"),
        ("10000.00", "875.00", "1058.75"),
        ("12345.67", "898.46", "1087.14"),
        ("50000.00", "1275.00", "1542.75"),
        ("200000.00", "2775.00", "3357.75"),
        ("500000.00", "4275.00", "5172.75"),
        ("1000000.00", "6775.00", "8197.75"),
        ("9999999.99", "6775.00", "8197.75"),
    ],
)
def test_the_fee_is_the_one_of_the_decree(principal: str, fee: str, with_vat: str):
    assert collection_fee(Decimal(principal)) == Decimal(fee)
    assert collection_fee(Decimal(principal), vat=True) == Decimal(with_vat)


@given(one=cents, other=cents)
def test_a_larger_principal_never_has_a_smaller_fee_and_together_is_never_dearer(one: Decimal, other: Decimal):
    together = collection_fee(one + other)

    assert max(collection_fee(one), collection_fee(other)) <= together
    assert together <= collection_fee(one) + collection_fee(other) + Decimal("0.01")


@pytest.mark.parametrize(
    ("kind", "principal", "first", "last", "expected"),
    [
        (COMMERCIAL, "1210.00", date(2025, 11, 1), date(2025, 12, 31), "20.53"),
        (CONSUMER, "1000.00", date(2025, 12, 1), date(2026, 2, 28), "11.56"),
        (COMMERCIAL, "5000.00", date(2024, 5, 15), date(2025, 8, 31), "770.68"),
        (COMMERCIAL, "2500.00", date(2026, 6, 1), date(2026, 11, 22), "124.14"),
        (CONSUMER, "750.00", date(2023, 6, 15), date(2026, 11, 22), "159.21"),
        (COMMERCIAL, "10000.00", date(2024, 1, 1), date(2024, 12, 31), "1240.82"),
        (COMMERCIAL, "100.00", date(2026, 11, 1), date(2026, 11, 1), "0.03"),
        (CONSUMER, "1648.58", date(2014, 12, 12), date(2015, 5, 28), "16.08"),
    ],
)
def test_interest_is_what_it_is_day_by_day(kind: Kind, principal: str, first: date, last: date, expected: str):
    found = interest(Decimal(principal), RATES, kind=kind, first=first, last=last)

    assert found is not None
    assert to_cents(found) == Decimal(expected)


def test_what_starts_on_a_leap_day_has_its_anniversaries_on_the_day_before():
    first = date(2024, 2, 29)
    year = interest(Decimal(1000), RATES, kind=COMMERCIAL, first=first, last=date(2025, 2, 27))
    more = interest(Decimal(1000), RATES, kind=COMMERCIAL, first=first, last=date(2025, 2, 28))

    assert year is not None
    assert more is not None
    assert more - year == pytest.approx((1000 + year) * Decimal("11.15") / 36500, abs=Decimal("1e-12"))


def test_nothing_is_computed_before_or_past_the_table():
    assert interest(Decimal(100), RATES, kind=COMMERCIAL, first=date(2014, 12, 31), last=TODAY) is None
    assert interest(Decimal(100), RATES, kind=COMMERCIAL, first=TODAY, last=RATES.known_until) is not None
    day_after = RATES.known_until + timedelta(days=1)
    assert interest(Decimal(100), RATES, kind=COMMERCIAL, first=TODAY, last=day_after) is None


def test_no_days_bear_no_interest():
    assert interest(Decimal(100), RATES, kind=CONSUMER, first=TODAY, last=TODAY - timedelta(days=1)) == 0


def test_the_table_rises_day_by_day_changes_at_half_years_and_says_how_sure_it_is():
    for rows in RATES.rows.values():
        days = [row.start for row in rows]
        assert days == sorted(set(days))
        assert {(day.month, day.day) for day in days} <= {(1, 1), (7, 1)}
        assert {row.certainty for row in rows} <= {"certain", "likely"}
        assert days[-1] <= RATES.checked_on <= RATES.known_until < days[-1] + timedelta(days=184)


def test_a_consumer_is_named_the_fee_and_never_interest():
    charge = charged(a_notice(a_receivable(amount="1250.00"), tone=FINAL_DEMAND))

    assert charge == Charge(consumer=True, until=TODAY, receivables=("key-26000042@2026-11-02",), fee=Decimal("187.50"))


def test_a_business_is_named_fee_and_commercial_interest_from_the_day_after_the_due_date():
    row = a_receivable(amount="2500.00", due_date=date(2026, 5, 31))

    charge = charged(a_notice(row, tone=FINAL_DEMAND, debtor=BUSINESS), today=date(2026, 11, 22))

    assert charge is not None
    assert (charge.fee, charge.interest, charge.consumer) == (Decimal("375.00"), Decimal("124.14"), False)


def test_nothing_is_named_that_was_not_asked_for():
    charge = charged(a_notice(tone=FINAL_DEMAND, debtor=BUSINESS), Charges())

    assert charge is not None
    assert (charge.fee, charge.interest, charge.rates_missing) == (None, None, False)


def test_vat_is_added_to_the_fee_only_when_asked():
    charge = charged(a_notice(tone=FINAL_DEMAND), Charges(collection_fee=True, vat_on_fee=True))

    assert charge is not None
    assert (charge.fee, charge.with_vat) == (Decimal("48.40"), True)


def test_past_the_table_there_is_no_interest_and_that_is_known():
    charge = charged(a_notice(tone=FINAL_DEMAND, debtor=BUSINESS), today=date(2027, 1, 4))

    assert charge is not None
    assert (charge.fee, charge.interest, charge.rates_missing) == (Decimal("40.00"), None, True)


def test_the_fee_counts_only_what_takes_this_step_added_up():
    rows = (a_receivable(amount="1000.00"), a_receivable(amount="2000.00", invoice="2"), a_receivable(invoice="3"))
    steps = (
        DueStep(receivable=rows[0], tier="final-demand"),
        DueStep(receivable=rows[1], tier="final-demand"),
        DueStep(receivable=rows[2], tier="friendly"),
    )

    charge = charged(a_notice(*rows, tone=FINAL_DEMAND, steps=steps))

    assert charge is not None
    assert charge.fee == Decimal("425.00")
    assert charge.receivables == (rows[0].key, rows[1].key)


def test_credits_are_taken_off_before_the_fee_and_the_interest():
    row = a_receivable(amount="1250.00")
    with_credit = charged(a_notice(row, a_credit("-250.00"), tone=FINAL_DEMAND, debtor=BUSINESS))
    without = charged(a_notice(replace(row, amount=Decimal("1000.00")), tone=FINAL_DEMAND, debtor=BUSINESS))

    assert with_credit is not None
    assert without is not None
    assert (with_credit.fee, with_credit.interest) == (without.fee, without.interest)
    assert (with_credit.fee, with_credit.interest) == (Decimal("150.00"), Decimal("5.98"))


def test_what_credits_cover_whole_bears_nothing():
    rows = (a_receivable(amount="100.00"), a_receivable(amount="500.00", invoice="2"), a_credit("-150.00"))
    steps = (DueStep(receivable=rows[0], tier="final-demand"),)

    charge = charged(a_notice(*rows, tone=FINAL_DEMAND, debtor=BUSINESS, steps=steps))

    assert charge is not None
    assert (charge.fee, charge.interest) == (None, None)


@pytest.mark.parametrize("tone", [FRIENDLY, FORMAL])
def test_nothing_is_named_before_the_final_demand(tone: Tier):
    assert charged(a_notice(tone=tone)) is None


def test_a_final_demand_that_can_be_the_first_contact_names_nothing():
    assert charged(a_notice(tone=replace(FINAL_DEMAND, first_from_amount=Decimal(5000)))) is None


@pytest.mark.parametrize(("debtor", "creditor"), [("BE", "nl"), ("be", "nl"), ("NL", "be"), ("DE", "nl")])
@pytest.mark.parametrize("business", [True, None])
def test_dutch_law_stays_at_home(debtor: str, creditor: str, business: bool | None):  # noqa: FBT001
    notice = a_notice(tone=FINAL_DEMAND, debtor=a_debtor(country=debtor, business=business))

    assert charged(notice, country=creditor) is None


def test_a_foreign_currency_bears_no_charge():
    assert charged(a_notice(a_receivable(currency="USD"), tone=FINAL_DEMAND)) is None
