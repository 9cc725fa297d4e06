"""What holds of whole runs over the books of several debtors, twice in a row: nothing lost, nothing added."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from hypothesis import event, given, settings
from hypothesis import strategies as st

from reminder.model.books import Books, Receivable
from reminder.model.decision import Outcome, Reason
from reminder.model.run import AdministrationRun
from reminder.report.document import administration_document
from tests.builders import TODAY, a_hold
from tests.fakes import FakeLedger
from tests.offices import World
from tests.strategies import Ledger, ledgers, whole_books

LATER = st.sampled_from([7, 14, 21, 42])


def a_world(books: Books) -> World:
    return World(ledger=FakeLedger(receivables=books.receivables, debtors=books.debtors))


def ran_twice(world: World, days: int) -> tuple[AdministrationRun, AdministrationRun]:
    """Run, let a person send every draft, and run again so many days later."""
    first = world.run_on(TODAY)
    world.send_all_drafts()
    return first, world.run_on(TODAY + timedelta(days=days))


def sums(receivables: Iterable[Receivable]) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for each in receivables:
        amounts[each.currency] = amounts.get(each.currency, Decimal(0)) + each.amount
    return amounts


@settings(max_examples=20, deadline=None)
@given(books=whole_books(), days=LATER)
def test_every_receivable_of_a_run_has_one_decision_and_the_totals_are_the_ledgers(books: Books, days: int) -> None:
    for run in ran_twice(a_world(books), days):
        event(f"{min(len(run.reminders), 3)} mails")

        assert Counter(each.receivable.invoice_key for each in run.decisions) == Counter(
            each.invoice_key for each in books.receivables
        )
        assert run.open_count == len(books.receivables)
        assert run.totals == sums(books.receivables) == sums(each.receivable for each in run.decisions)


@settings(max_examples=20, deadline=None)
@given(books=whole_books(), days=LATER, data=st.data())
def test_the_order_of_rows_changes_nothing_of_a_run(books: Books, days: int, data: st.DataObject) -> None:
    rows = tuple(data.draw(st.permutations(books.receivables)))
    shuffled = Books(receivables=rows, debtors={key: books.debtors[key] for key in reversed(list(books.debtors))})

    told = [administration_document(run) for run in ran_twice(a_world(books), days)]

    assert [administration_document(run) for run in ran_twice(a_world(shuffled), days)] == told


@settings(max_examples=20, deadline=None)
@given(books=whole_books(), days=LATER)
def test_every_mail_is_about_one_debtor_and_asks_for_exactly_what_it_lists(books: Books, days: int) -> None:
    rows = {each.invoice_key: each for each in books.receivables}
    for run in ran_twice(a_world(books), days):
        statements = [(each.debtor_id, each.currency) for each in run.reminders]
        assert len(statements) == len(set(statements))
        for mail in run.reminders:
            listed = [rows[item.receivable.partition("@")[0]] for item in mail.items]

            assert {(each.debtor_id, each.currency) for each in listed} == {(mail.debtor_id, mail.currency)}
            assert mail.total == sum(each.amount for each in listed) == sum(item.amount for item in mail.items)
            assert sum(each.base_amount for each in listed) > 1


@settings(max_examples=20, deadline=None)
@given(books=whole_books())
def test_a_hold_on_one_debtor_only_takes_its_mails_away(books: Books) -> None:
    free, held = a_world(books), a_world(books)
    held.store.memory("acme").add_hold(a_hold(debtor_code="1"))

    without, with_hold = free.run_on(TODAY), held.run_on(TODAY)

    event(f"{sum(each.debtor_code == '1' for each in without.reminders)} mails held")
    kept = [each for each in without.reminders if each.debtor_code != "1"]
    assert [(each.debtor_code, each.items) for each in with_hold.reminders] == [
        (each.debtor_code, each.items) for each in kept
    ]
    others = [each for each in without.decisions if each.debtor.code != "1"]
    assert [each for each in with_hold.decisions if each.debtor.code != "1"] == others
    assert {each.outcome for each in with_hold.decisions if each.debtor.code == "1"} == {Outcome.SKIP}


def test_the_ledgers_that_are_drawn_reach_every_reason_and_many_mails_and_calls() -> None:
    reasons: Counter[Reason] = Counter()
    outcomes: Counter[Outcome] = Counter()

    @settings(max_examples=800, deadline=None, derandomize=True, database=None)
    @given(ledger=ledgers())
    def draw(ledger: Ledger) -> None:
        verdict = ledger.verdict()
        reasons.update(each.reason for each in verdict.decisions)
        outcomes.update({each.outcome for each in verdict.decisions})

    draw()

    assert set(reasons) == set(Reason)
    assert outcomes[Outcome.REMIND] > 200
    assert outcomes[Outcome.CALL] > 200
