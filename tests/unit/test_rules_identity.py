"""Which receivable is which, when due dates are changed, instalments paid and new ones made."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.model.books import Receivable
from reminder.model.history import Instalment
from reminder.rules.identity import instalments_of, recognise
from tests.builders import TODAY, a_receivable, without_due_date

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
LAST_WEEK = TODAY - timedelta(days=7)


def due(day: date, invoice: str = "26000042") -> Receivable:
    return a_receivable(due_date=day, invoice=invoice)


def seen(*receivables: Receivable, on: date = LAST_WEEK) -> tuple[Instalment, ...]:
    return instalments_of(receivables, on)


def names(receivables: tuple[Receivable, ...]) -> dict[date | None, str]:
    return {each.due_date: each.instalment for each in receivables}


def test_a_receivable_seen_for_the_first_time_is_named_after_its_due_date() -> None:
    assert names(recognise([due(NOVEMBER)], ())) == {NOVEMBER: "2026-11-01"}


def test_a_changed_due_date_keeps_its_identity() -> None:
    (moved,) = recognise([due(DECEMBER)], seen(due(NOVEMBER)))

    assert moved.key == due(NOVEMBER).key
    assert moved.due_date == DECEMBER


def test_a_due_date_changed_twice_keeps_its_identity() -> None:
    first = recognise([due(DECEMBER)], seen(due(NOVEMBER)))

    second = recognise([due(JANUARY)], seen(*first))

    assert names(second) == {JANUARY: "2026-11-01"}


def test_a_due_date_taken_away_keeps_its_identity() -> None:
    assert names(recognise([without_due_date(due(NOVEMBER))], seen(due(NOVEMBER)))) == {None: "2026-11-01"}


def test_a_due_date_filled_in_later_keeps_its_identity() -> None:
    assert names(recognise([due(NOVEMBER)], seen(without_due_date(due(NOVEMBER))))) == {NOVEMBER: ""}


@pytest.mark.fault(74)
def test_instalments_are_told_apart_by_due_date() -> None:
    rows = [due(NOVEMBER), due(DECEMBER)]

    assert names(recognise(rows, seen(*rows))) == {NOVEMBER: "2026-11-01", DECEMBER: "2026-12-01"}


def test_a_paid_instalment_leaves_the_others_their_identity() -> None:
    known = seen(due(NOVEMBER), due(DECEMBER), due(JANUARY))

    assert names(recognise([due(DECEMBER), due(JANUARY)], known)) == {DECEMBER: "2026-12-01", JANUARY: "2027-01-01"}


def test_a_new_instalment_beside_known_ones_is_new() -> None:
    rows = [due(NOVEMBER), due(DECEMBER)]

    assert names(recognise(rows, seen(due(NOVEMBER)))) == {NOVEMBER: "2026-11-01", DECEMBER: "2026-12-01"}


def test_an_invoice_split_in_instalments_goes_on_in_the_first_of_them() -> None:
    known = seen(due(NOVEMBER))

    found = names(recognise([due(JANUARY), due(DECEMBER)], known))

    assert found == {DECEMBER: "2026-11-01", JANUARY: "2027-01-01"}


def test_one_of_two_instalments_moved_keeps_both_histories() -> None:
    known = seen(due(NOVEMBER), due(DECEMBER))

    assert names(recognise([due(DECEMBER), due(JANUARY)], known)) == {DECEMBER: "2026-12-01", JANUARY: "2026-11-01"}


def test_two_instalments_moved_at_once_keep_their_order() -> None:
    known = seen(due(NOVEMBER), due(DECEMBER))

    found = names(recognise([due(JANUARY), due(date(2027, 2, 1))], known))

    assert found == {JANUARY: "2026-11-01", date(2027, 2, 1): "2026-12-01"}


def test_an_instalment_paid_weeks_ago_gives_its_identity_to_no_new_one() -> None:
    known = (*seen(due(NOVEMBER), on=TODAY - timedelta(days=28)), *seen(due(DECEMBER)))

    assert names(recognise([due(DECEMBER), due(JANUARY)], known)) == {DECEMBER: "2026-12-01", JANUARY: "2027-01-01"}


def test_of_two_instalments_once_due_on_one_day_the_one_seen_last_is_meant() -> None:
    paid = Instalment(invoice_key="key-26000042", instalment="a", due_date=NOVEMBER, last_seen=date(2026, 10, 1))
    moved = replace(paid, instalment="b", last_seen=LAST_WEEK)

    assert names(recognise([due(NOVEMBER)], [moved, paid])) == {NOVEMBER: "b"}
    assert names(recognise([due(NOVEMBER)], [paid, moved])) == {NOVEMBER: "b"}


@pytest.mark.fault(73)
def test_a_reversed_payment_goes_on_where_it_was() -> None:
    known = seen(due(NOVEMBER), on=TODAY - timedelta(days=60))

    assert names(recognise([due(NOVEMBER)], known)) == {NOVEMBER: "2026-11-01"}


def test_a_new_instalment_on_the_old_date_of_a_moved_one_gets_a_name_of_its_own() -> None:
    moved = recognise([due(DECEMBER)], seen(due(NOVEMBER)))

    found = recognise([due(NOVEMBER), due(DECEMBER)], seen(*moved))

    assert names(found) == {DECEMBER: "2026-11-01", NOVEMBER: "2026-11-01+"}


def of(debtor: str, number: int = 42) -> Receivable:
    """Build an invoice whose identity begins with its debtor, as a ledger's does."""
    return replace(due(NOVEMBER), debtor_id=debtor, invoice_key=f"{debtor}/70/2026/{number}")


def test_an_invoice_that_went_over_to_another_debtor_keeps_its_identity() -> None:
    for _ in range(2):
        (moved,) = recognise([of("new")], seen(of("old")))

        assert moved.key == of("old").key
        assert moved.debtor_id == "new"


def test_an_invoice_that_is_still_there_under_its_own_debtor_lends_no_identity() -> None:
    found = recognise([of("old"), of("new")], seen(of("old")))

    assert {each.key for each in found} == {of("old").key, of("new").key}


def test_an_invoice_that_was_known_under_its_debtor_stays_what_it_is() -> None:
    (found,) = recognise([of("new")], seen(of("old"), of("new")))

    assert found.key == of("new").key


def test_an_invoice_lends_its_identity_to_one_other_or_to_none() -> None:
    found = recognise([of("new"), of("newer")], seen(of("old")))

    assert {each.key for each in found} == {of("new").key, of("newer").key}


def test_another_invoice_of_another_debtor_lends_no_identity() -> None:
    (found,) = recognise([of("new", 43)], seen(of("old")))

    assert found.key == of("new", 43).key


def test_another_invoice_lends_no_identity() -> None:
    assert names(recognise([due(DECEMBER, "26000043")], seen(due(NOVEMBER)))) == {DECEMBER: "2026-12-01"}


def test_only_the_instalment_of_a_receivable_changes() -> None:
    (found,) = recognise([due(DECEMBER)], seen(due(NOVEMBER)))

    assert replace(found, instalment="2026-12-01") == due(DECEMBER)


def test_the_order_of_rows_and_memory_says_nothing() -> None:
    rows, known = [due(DECEMBER), due(JANUARY)], seen(due(NOVEMBER), due(DECEMBER), due(date(2026, 10, 1)))

    found = {
        tuple(sorted((str(day), name) for day, name in names(recognise(list(order), memory)).items()))
        for order in permutations(rows)
        for memory in permutations(known)
    }

    assert len(found) == 1


WEEKS = st.lists(st.sets(st.sampled_from([None, *(NOVEMBER + timedelta(days=7 * n) for n in range(5))])), max_size=6)


@given(weeks=WEEKS)
def test_no_two_receivables_ever_share_an_identity(weeks: list[set[date | None]]) -> None:
    memory: dict[str, Instalment] = {}

    for number, days in enumerate(weeks):
        rows = [due(day) if day else without_due_date(due(NOVEMBER)) for day in days]
        found = recognise(rows, memory.values())
        memory |= {each.instalment: each for each in seen(*found, on=TODAY + timedelta(weeks=number))}

        assert len({each.key for each in found}) == len(rows)
        assert {each.due_date for each in found} == days
