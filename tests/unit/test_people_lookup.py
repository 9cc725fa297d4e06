"""Which invoice or debtor a person means, and the story that is told about it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from reminder.app.explain import explain_debtor, explain_invoice
from reminder.app.meant import find_debtor, find_invoice
from reminder.errors import UsageError
from reminder.model.decision import Reason
from reminder.model.history import Step
from reminder.model.run import RunState
from reminder.report.stories import debtor_document, invoice_document
from reminder.words import facts
from tests.builders import TODAY, a_call, a_credit, a_debtor, a_decision, a_hold, a_receivable
from tests.desks import People
from tests.store_samples import a_mail

WEEK = timedelta(days=7)
NUMBERS = ("26000042", "F2026-0042", "1234")


def a_known(**changes: object) -> People:
    people = People()
    people.ran(a_decision(receivable=a_receivable(numbers=NUMBERS, **changes)))  # type: ignore[arg-type]
    return people


@pytest.mark.parametrize("number", [*NUMBERS, " f2026-0042 "])
def test_an_invoice_is_found_by_any_of_its_numbers(number: str):
    found = find_invoice(a_known().desk, number)

    assert (found.invoice, found.debtor_code, found.receivables) == (
        "26000042",
        "1001",
        (a_receivable().key,),
    )


def test_an_unknown_invoice_is_refused_with_the_nearest_numbers():
    with pytest.raises(UsageError) as refused:
        find_invoice(a_known().desk, "26000043")

    assert refused.value.exit_code == 2
    assert "26000042" in refused.value.hint


def test_before_any_run_nothing_is_known():
    with pytest.raises(UsageError) as refused:
        find_invoice(People().desk, "26000042")

    assert refused.value.hint.startswith("no invoice is known yet; ")


def test_all_instalments_of_an_invoice_are_meant():
    first = a_receivable(invoice="26000042", days_overdue=30)
    second = replace(a_receivable(invoice="26000042", days_overdue=0), invoice_key=first.invoice_key)
    people = People()
    people.ran(a_decision(receivable=first), a_decision(Reason.NOT_DUE, receivable=second))

    found = find_invoice(people.desk, "26000042")

    assert set(found.receivables) == {first.key, second.key}


def test_a_number_of_several_invoices_is_refused_and_their_other_numbers_are_named():
    people = People()
    one = a_receivable(invoice="26000042", numbers=("26000042", "77"))
    other = a_receivable(invoice="26000043", numbers=("26000043", "77"))
    people.ran(a_decision(receivable=one), a_decision(receivable=other))

    with pytest.raises(UsageError) as refused:
        find_invoice(people.desk, "77")

    assert "26000042" in refused.value.message
    assert "26000043" in refused.value.message


def test_the_number_that_debtors_know_comes_before_the_same_number_elsewhere():
    people = People()
    shown = a_receivable(invoice="77", numbers=("77",))
    hidden = a_receivable(invoice="26000043", numbers=("26000043", "77"))
    people.ran(a_decision(receivable=shown), a_decision(receivable=hidden))

    assert find_invoice(people.desk, "77").invoice_key == shown.invoice_key


def test_an_unknown_debtor_is_refused_with_those_of_a_like_name():
    people = People()
    people.ran(a_decision(), a_decision(debtor=a_debtor(code="2", name="Hotel Amstel")))

    with pytest.raises(UsageError) as refused:
        find_debtor(people.desk, "amstel")

    assert refused.value.hint == "the nearest are 2 (Hotel Amstel)"


def test_every_decision_about_an_invoice_is_told_oldest_first_stopped_runs_included():
    people = People()
    people.ran(a_decision(Reason.GRACE), day=TODAY - WEEK)
    people.ran(a_decision(), day=TODAY, state=RunState.STOPPED)

    (story,) = explain_invoice(people.desk, "26000042")

    assert [each.decision.reason for each in story.entries] == [Reason.GRACE, Reason.FIRST_CONTACT]


def test_an_invoice_that_a_later_run_did_not_see_is_closed_by_the_first_of_these():
    people = People()
    other = a_decision(receivable=a_receivable(invoice="26000099"))
    people.ran(a_decision(), other, day=TODAY - 3 * WEEK)
    people.ran(day=TODAY - 2 * WEEK, state=RunState.FAILED)
    closing = people.ran(other, day=TODAY - WEEK)
    people.ran(other, day=TODAY)

    (story,) = explain_invoice(people.desk, "26000042")
    (still_open,) = explain_invoice(people.desk, "26000099")

    assert story.closed_by is not None
    assert story.closed_by.id == closing
    assert still_open.closed_by is None


def test_the_past_of_an_invoice_holds_its_steps_mails_calls_and_holds_and_no_others():
    people = People()
    decision = a_decision()
    people.ran(decision)
    key = decision.receivable.key
    memory, attempts = people.store.memory("acme"), people.store.attempts("acme")
    memory.import_steps([Step(receivable=key, tier="friendly", day=TODAY, sent=True)])
    memory.import_steps([Step(receivable="other@", tier="friendly", day=TODAY, sent=True)])
    attempts.claim(a_mail("MINE", (key, "formal")), b"", run="R", as_of=TODAY)
    attempts.claim(a_mail("OTHER", ("other@", "formal")), b"", run="R", as_of=TODAY)
    memory.record_calls([a_call(decision.receivable), a_call(a_receivable(invoice="26000099"))])
    memory.add_hold(a_hold(id="WHOLE"))
    memory.add_hold(a_hold(id="INVOICE", invoice_key=decision.receivable.invoice_key))
    memory.add_hold(a_hold(id="ELSEWHERE", invoice_key="key-26000099"))

    (story,) = explain_invoice(people.desk, "26000042")

    assert [each.tier for each in story.past.steps] == ["friendly"]
    assert [each.reference for each in story.past.mails] == ["MINE"]
    assert len(story.past.calls) == 1
    assert {each.id for each in story.past.holds} == {"WHOLE", "INVOICE"}


def test_a_debtor_is_told_with_what_it_owes_what_of_that_is_overdue_and_the_balance():
    people = People()
    not_due = a_receivable(invoice="26000044", days_overdue=-3, amount="100.00")
    people.ran(
        a_decision(receivable=a_receivable(amount="250.00")),
        a_decision(Reason.NOT_DUE, receivable=not_due, days_overdue=0),
        a_decision(Reason.CREDIT, receivable=a_credit("-50.00")),
    )

    story = explain_debtor(people.desk, "1001")

    assert story.open == {"EUR": Decimal("350.00")}
    assert story.overdue == {"EUR": Decimal("250.00")}
    assert story.net == {"EUR": Decimal("300.00")}


def test_a_debtor_whose_last_invoice_was_paid_owes_nothing():
    people = People()
    other = a_decision(debtor=a_debtor(code="2"), receivable=a_receivable(invoice="26000099"))
    people.ran(a_decision(), other, day=TODAY - WEEK)
    people.ran(other, day=TODAY)

    story = explain_debtor(people.desk, "1001")

    assert story.open == {}
    assert story.closed_by is not None


def test_how_late_past_invoices_were_paid_is_known_between_two_runs():
    people = People()
    early, late = a_receivable(invoice="1", days_overdue=-9), a_receivable(invoice="2", days_overdue=20)
    still = a_receivable(invoice="3", days_overdue=40)
    people.ran(*(a_decision(receivable=each) for each in (early, late, still)), day=TODAY)
    people.ran(a_decision(receivable=still), day=TODAY + WEEK, state=RunState.STOPPED)
    people.ran(a_decision(receivable=still), day=TODAY + 2 * WEEK)

    story = explain_debtor(people.desk, "1001")

    assert [(each.receivable.invoice, each.seen, each.gone) for each in story.paid] == [
        ("1", TODAY, TODAY + 2 * WEEK),
        ("2", TODAY, TODAY + 2 * WEEK),
    ]
    assert [each.days_late for each in story.paid] == [(0, 5), (20, 34)]
    assert story.usually_late == (10, 20)


def test_what_was_paid_without_a_due_date_counts_in_no_average_and_a_credit_is_not_paid():
    people = People()
    undated = replace(a_receivable(invoice="1"), due_date=None)
    people.ran(a_decision(receivable=undated), a_decision(Reason.CREDIT, receivable=a_credit("-50.00")), day=TODAY)
    people.ran(a_decision(debtor=a_debtor(code="2"), receivable=a_receivable(invoice="9")), day=TODAY + WEEK)

    story = explain_debtor(people.desk, "1001")

    assert [(each.receivable.invoice, each.days_late) for each in story.paid] == [("1", None)]
    assert story.usually_late is None


@pytest.mark.parametrize(
    ("days", "dutch", "english"),
    [
        ((0, 0), "op tijd", "on time"),
        ((0, 5), "0–5 dagen te laat", "0–5 days late"),
        ((7, 7), "7 dagen te laat", "7 days late"),
        (None, "", ""),
    ],
)
def test_lateness_is_said_as_far_as_it_is_known(days: tuple[int, int] | None, dutch: str, english: str):
    assert (facts.late(days, "nl"), facts.late(days, "en")) == (dutch, english)


def test_the_document_of_an_invoice_says_each_decision_in_words_and_facts():
    people = People()
    run = people.ran(a_decision(Reason.GRACE, earliest_next_step=TODAY + WEEK, starting_tier="friendly"))

    document = invoice_document(explain_invoice(people.desk, "26000042"), "nl")

    (decision,) = document["decisions"]
    assert (document["invoice"], document["debtor_code"]) == ("26000042", "1001")
    assert (decision["run"], decision["as_of"]) == (run, TODAY.isoformat())
    assert decision["earliest_next_step"] == (TODAY + WEEK).isoformat()
    assert "coulancedagen" in decision["text"]
    assert (decision["amount"], decision["starting_tier"]) == ("250.00", "friendly")


def test_the_document_of_a_debtor_has_its_amounts_as_strings():
    people = People()
    people.ran(a_decision())

    document = debtor_document(explain_debtor(people.desk, "1001"), "en")

    assert document["open"] == document["overdue"] == document["net"] == {"EUR": "250.00"}
    assert document["last_mail"] is None
