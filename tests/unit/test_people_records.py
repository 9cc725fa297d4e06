"""What people record between runs: holds and calls."""

from datetime import date, timedelta

import pytest
import typer

from reminder.app.calls import CallWish, record_call
from reminder.app.holds import HoldWish, add_hold, release_hold
from reminder.cli.days import strict_day
from reminder.errors import UsageError
from reminder.model.history import CallOutcome, HoldReason
from reminder.report.stories import hold_document
from reminder.rules.holds import expired
from tests.builders import TODAY, a_decision, a_hold, a_receivable
from tests.desks import People
from tests.fakes import START

DAY = timedelta(days=1)


def known() -> People:
    people = People()
    people.ran(a_decision())
    return people


def test_a_hold_on_an_invoice_is_on_all_of_it_and_names_its_debtor():
    people = known()

    hold = add_hold(people.desk, HoldWish(reason=HoldReason.DISPUTE, invoice="26000042"), START)

    assert (hold.invoice_key, hold.invoice, hold.debtor_code) == (a_receivable().invoice_key, "26000042", "1001")
    assert people.desk.notes.holds() == (hold,)


def test_a_hold_on_a_debtor_is_on_no_invoice():
    hold = add_hold(known().desk, HoldWish(reason=HoldReason.PLAN, debtor="1001", until=TODAY, note="3 x"), START)

    assert (hold.debtor_code, hold.invoice_key, hold.until, hold.note) == ("1001", "", TODAY, "3 x")


def test_a_hold_that_ended_already_is_refused_and_not_recorded():
    people = known()

    with pytest.raises(UsageError, match="has passed"):
        add_hold(people.desk, HoldWish(reason=HoldReason.PLAN, debtor="1001", until=TODAY - DAY), START)

    assert people.desk.notes.holds() == ()


def test_ids_are_short_and_two_holds_on_one_debtor_have_their_own():
    people = known()
    wish = HoldWish(reason=HoldReason.MANUAL, debtor="1001")

    first, second = add_hold(people.desk, wish, START), add_hold(people.desk, wish, START + DAY)

    assert len(first.id) == len(second.id) == 6
    assert first.id != second.id


def test_a_hold_is_released_by_its_id_in_whatever_case_wherever_it_is():
    one, other = People(), known()
    other.name = "acme"
    one.name = "beta"
    hold = add_hold(other.desk, HoldWish(reason=HoldReason.MANUAL, debtor="1001"), START)

    name = release_hold((one.desk, other.desk), hold.id.lower())

    assert name == "acme"
    assert other.desk.notes.holds() == ()


def test_an_unknown_hold_is_refused_with_those_that_stand():
    people = known()
    hold = add_hold(people.desk, HoldWish(reason=HoldReason.MANUAL, debtor="1001"), START)

    with pytest.raises(UsageError) as refused:
        release_hold((people.desk,), "NOPE")

    assert hold.id in refused.value.hint


def test_a_hold_as_a_document_has_the_keys_of_the_contract():
    document = hold_document(a_hold(until=TODAY), administration="acme")

    assert list(document) == [
        "id",
        "administration",
        "debtor_code",
        "invoice",
        "until",
        "reason",
        "note",
        "source",
        "created",
    ]


@pytest.mark.parametrize(
    ("until", "since", "said"),
    [
        (TODAY - DAY, TODAY - 7 * DAY, True),
        (TODAY - 7 * DAY, TODAY - 7 * DAY, True),
        (TODAY - 8 * DAY, TODAY - 7 * DAY, False),
        (TODAY, TODAY - 7 * DAY, False),
        (None, TODAY - 7 * DAY, False),
        (TODAY - 80 * DAY, None, True),
    ],
)
def test_a_hold_is_said_to_have_expired_in_the_first_run_after_its_last_day(
    until: date | None, since: date | None, *, said: bool
):
    hold = a_hold(until=until)

    assert expired((hold,), since, TODAY) == ((hold,) if said else ())


def test_a_call_is_recorded_about_every_instalment_and_releases_backlog():
    people = known()
    memory = people.store.memory("acme")
    memory.mark_backlog([a_receivable().key])

    record_call(people.desk, CallWish(invoice="26000042", outcome=CallOutcome.NOTE, note="belt terug"))

    (call,) = memory.calls()
    assert (call.receivable, call.day, call.note) == (a_receivable().key, TODAY, "belt terug")
    assert memory.backlog() == frozenset()


def test_a_promise_for_today_is_taken_and_one_for_yesterday_is_refused():
    people = known()

    record_call(people.desk, CallWish(invoice="26000042", outcome=CallOutcome.PROMISE, promise=TODAY))
    with pytest.raises(UsageError, match="has passed"):
        record_call(people.desk, CallWish(invoice="26000042", outcome=CallOutcome.PROMISE, promise=TODAY - DAY))

    assert [each.until for each in people.desk.notes.calls()] == [TODAY]


@pytest.mark.parametrize("text", ["2026-1-5", "20261105", "05-11-2026", "2026-W45-1", "2026-02-30", "morgen", ""])
def test_a_day_is_read_strictly(text: str):
    with pytest.raises(typer.BadParameter):
        strict_day(text)


def test_a_day_is_read():
    assert strict_day("2026-11-05") == date(2026, 11, 5)
