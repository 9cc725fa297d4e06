"""When a plan is too strange to be carried out, and what the age of the books allows."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reminder.model.books import Books, Overview, Receivable, UnreadableRow
from reminder.model.policy import Mode
from reminder.rules.freshness import allowed_mode, books_until
from reminder.rules.safety import missing_from_total, too_many, unsafe_books, wrong_books, wrong_clock
from tests.builders import TODAY, a_credit, a_debtor, a_receivable


def books(*receivables: Receivable, overview: str | None = None, count: int = 1) -> Books:
    seen = None if overview is None else Overview(count=count, total=Decimal(overview), currency="EUR")
    return Books(receivables=receivables, debtors={"debtor-1001": a_debtor()}, overview=seen)


@pytest.mark.fault(84)
def test_an_empty_ledger_after_a_full_one_stops() -> None:
    stop = unsafe_books(books(), open_before=12)

    assert stop
    assert (stop.code, stop.forceable) == ("empty-ledger", True)
    assert "12" in stop.message


def test_an_empty_ledger_that_the_overview_confirms_is_fine() -> None:
    assert unsafe_books(books(overview="0.00", count=0), open_before=12) is None


def test_an_empty_ledger_that_the_overview_contradicts_stops() -> None:
    assert unsafe_books(books(overview="450.00", count=3), open_before=12)


def test_an_empty_ledger_at_the_first_run_is_fine() -> None:
    assert unsafe_books(books(), open_before=0) is None


@pytest.mark.parametrize(
    ("receivable", "overview", "stops"),
    [
        (a_receivable(amount="250.00"), "-250.00", True),
        (a_credit("-250.00"), "250.00", True),
        (a_receivable(amount="250.00"), "250.00", False),
        (a_receivable(amount="250.00"), "90.00", False),
        (a_credit("-250.00"), "-250.00", False),
        (a_receivable(amount="250.00"), "0.00", False),
        (a_receivable(amount="250.00"), None, False),
    ],
)
def test_a_control_total_of_the_other_sign_stops(receivable: Receivable, overview: str | None, *, stops: bool) -> None:
    stop = unsafe_books(books(receivable, overview=overview), open_before=1)

    assert (stop is not None) is stops


@pytest.mark.parametrize(
    ("overview", "missing"),
    [("450.00", None), ("250.00", None), ("449.99", "-0.01"), ("1450.00", "1000.00"), (None, None)],
)
def test_what_the_overview_holds_beyond_the_pull_is_told(overview: str | None, missing: str | None) -> None:
    collected = a_receivable(invoice="26000043", amount="200.00", collecting=True)

    found = missing_from_total(books(a_receivable(amount="250.00"), collected, overview=overview))

    assert found == (None if missing is None else Decimal(missing))


def test_rows_that_cannot_be_read_explain_a_difference() -> None:
    pulled = replace(books(a_receivable(), overview="9.00"), unreadable=(UnreadableRow(row_id="1", fault="x"),))

    assert missing_from_total(pulled) is None


def test_a_contradicted_control_total_cannot_be_forced() -> None:
    stop = unsafe_books(books(a_receivable(), overview="-250.00"), open_before=1)

    assert stop
    assert (stop.code, stop.forceable) == ("control-total", False)


def test_the_control_total_is_compared_in_the_currency_of_the_administration() -> None:
    dollars = a_receivable(invoice="26000043", amount="9000.00", base_amount="100.00", currency="USD")

    stop = unsafe_books(books(dollars, a_credit("-200.00"), overview="-100.00"), open_before=2)

    assert stop is None


@pytest.mark.parametrize(("count", "stops"), [(100, False), (101, True)])
def test_more_reminders_than_the_limit_stop(count: int, *, stops: bool) -> None:
    assert (too_many(count, limit=100, weekly=()) is not None) is stops


@pytest.mark.fault(83)
@pytest.mark.parametrize(
    ("count", "weekly", "stops"),
    [
        (16, (5, 5), False),
        (15, (5, 5, 5), False),
        (16, (5, 5, 5), True),
        (10, (1, 1, 1), False),
        (11, (1, 1, 1), True),
        (11, (0, 0, 0), True),
        (16, (5, 6, 5, 6), False),
        (17, (5, 6, 5, 6), True),
        (16, (5, 5, 90), True),
    ],
)
def test_far_more_reminders_than_usual_stop(count: int, weekly: tuple[int, ...], *, stops: bool) -> None:
    assert (too_many(count, limit=100, weekly=weekly) is not None) is stops


def test_the_count_stops_may_be_forced() -> None:
    over_limit, unusual = too_many(101, limit=100, weekly=()), too_many(16, limit=100, weekly=(5, 5, 5))

    assert over_limit
    assert unusual
    assert over_limit.forceable
    assert unusual.forceable
    assert "15" in unusual.message


@pytest.mark.fault(65)
@pytest.mark.parametrize(
    ("expected", "found", "stops"),
    [("123456", "123456", False), ("123456", "654321", True), ("123456", "", True), ("", "Anything", False)],
)
def test_other_books_than_the_configured_stop(expected: str, found: str, *, stops: bool) -> None:
    assert (wrong_books(expected=expected, found=found, what="division") is not None) is stops


def test_capitals_and_blanks_around_a_name_do_not_matter() -> None:
    assert wrong_books(expected="Acme B.V.", found=" ACME b.v. ", what="division-name") is None


def test_other_books_cannot_be_forced() -> None:
    stop = wrong_books(expected="a@acme.example", found="b@acme.example", what="mailbox")

    assert stop
    assert (stop.code, stop.forceable) == ("wrong-mailbox", False)


@pytest.mark.fault(39)
@pytest.mark.parametrize(
    ("seconds", "stops"), [(0, False), (300, False), (-300, False), (301, True), (-301, True), (None, False)]
)
def test_a_clock_more_than_five_minutes_off_stops(seconds: int | None, *, stops: bool) -> None:
    skew = None if seconds is None else timedelta(seconds=seconds)

    assert (wrong_clock(skew, server="the ledger") is not None) is stops


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_books_go_to_the_oldest_of_the_journals_newest_lines() -> None:
    assert books_until({"20": days_ago(1), "21": days_ago(4)}, (), TODAY) == days_ago(4)


def test_a_journal_without_a_line_in_thirty_five_days_is_not_in_use() -> None:
    assert books_until({"20": days_ago(1), "21": days_ago(36)}, (), TODAY) == days_ago(1)
    assert books_until({"20": days_ago(1), "21": days_ago(35)}, (), TODAY) == days_ago(35)


def test_configured_journals_count_whatever_their_age_and_no_others() -> None:
    newest = {"20": days_ago(1), "21": days_ago(60), "22": days_ago(3)}

    assert books_until(newest, ("21",), TODAY) == days_ago(60)
    assert books_until(newest, ("20", "22"), TODAY) == days_ago(3)


@pytest.mark.parametrize(
    ("newest", "configured"),
    [({}, ()), ({"20": None}, ()), ({"20": TODAY}, ("20", "21")), ({"20": TODAY, "21": None}, ("20", "21"))],
    ids=["no journal", "no line", "configured and missing", "configured without a line"],
)
def test_the_books_date_can_be_unknown(newest: dict[str, date | None], configured: tuple[str, ...]) -> None:
    assert books_until(newest, configured, TODAY) is None


@pytest.mark.fault(68)
@pytest.mark.parametrize(("age", "mode"), [(0, Mode.SEND), (7, Mode.SEND), (8, Mode.DRAFT), (None, Mode.DRAFT)])
def test_stale_or_unknown_books_allow_drafts_only(age: int | None, mode: Mode) -> None:
    until = None if age is None else days_ago(age)

    allowed = allowed_mode(Mode.SEND, until=until, today=TODAY, max_age_days=7, first_run=False)

    assert (allowed.mode, allowed.stale) == (mode, mode is Mode.DRAFT)


def test_a_first_run_allows_drafts_only() -> None:
    allowed = allowed_mode(Mode.SEND, until=TODAY, today=TODAY, max_age_days=7, first_run=True)

    assert (allowed.mode, allowed.stale, allowed.first_run) == (Mode.DRAFT, False, True)


def test_fresh_books_never_raise_a_draft_to_a_sent_mail() -> None:
    assert allowed_mode(Mode.DRAFT, until=TODAY, today=TODAY, max_age_days=7, first_run=False).mode is Mode.DRAFT
