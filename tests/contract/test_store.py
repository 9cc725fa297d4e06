"""What every store does: the one in memory and the one on disk."""
# ruff: noqa: ANN401 - a builder takes any field of the value it builds

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reminder.errors import LockedError, StoreError
from reminder.model.books import Contact
from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.history import Call, CallOutcome, Instalment, Step
from reminder.model.policy import Mode
from reminder.model.reminder import OPEN_STATES, Attempt, Reminder, State
from reminder.model.run import AdministrationRun, Failure, Notification, Run, RunState, Settled
from reminder.ports.store import Change, PendingRefresh, Token
from reminder.store.store import Store
from reminder.store.transitions import NEXT
from tests.builders import TODAY, a_contact, a_debtor, a_decision, a_hold, a_receivable, a_step
from tests.fakes_store import FakeStore
from tests.store_samples import NOW, StoppedClock, a_mail


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "reminder.db"
    Store.open(path, clock=StoppedClock()).close()
    return path


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[FakeStore | Store]:
    if request.param == "memory":
        yield FakeStore()
        return
    with Store.open(Path(shutil.copy2(empty_database, tmp_path)), clock=StoppedClock()) as opened:
        yield opened


def claimed(store: FakeStore | Store, mail: Reminder | None = None, *, run: str = "RUN1", day: date = TODAY) -> Attempt:
    attempt = store.attempts("acme").claim(mail or a_mail(), b"the mail", run=run, as_of=day)
    assert attempt is not None
    return attempt


PATHS = {
    State.PLANNED: (),
    State.CREATING: (State.CREATING,),
    State.DRAFTED: (State.CREATING, State.DRAFTED),
    State.SENDING: (State.CREATING, State.DRAFTED, State.SENDING),
    State.SENT: (State.CREATING, State.DRAFTED, State.SENDING, State.SENT),
    State.SENT_PRESUMED: (State.CREATING, State.DRAFTED, State.SENDING, State.SENT_PRESUMED),
    State.WITHDRAWN: (State.WITHDRAWN,),
    State.GONE: (State.CREATING, State.DRAFTED, State.GONE),
    State.USER_OWNED: (State.CREATING, State.DRAFTED, State.USER_OWNED),
    State.REVIEW: (State.REVIEW,),
    State.FAILED: (State.FAILED,),
}


def brought_to(store: FakeStore | Store, attempt: Attempt, state: State, change: Change | None = None) -> Attempt:
    path = PATHS[state]
    for each in path[:-1]:
        attempt = store.attempts("acme").move(attempt, each)
    return store.attempts("acme").move(attempt, path[-1], change) if path else attempt


def a_run(run_id: str = "RUN1", *, day: date = TODAY, names: tuple[str, ...] = ("acme",)) -> Run:
    started = datetime.combine(day, NOW.time(), tzinfo=UTC)
    results = tuple(a_result(name=name, state=RunState.RUNNING) for name in names)
    return Run(id=run_id, as_of=day, started=started, finished=None, exit_code=0, administrations=results)


def a_result(**changes: Any) -> AdministrationRun:
    result = AdministrationRun(name="acme", mode=Mode.SEND, dry_run=False, state=RunState.DONE, exit_code=0)
    return replace(result, **changes)


def a_full_decision(**changes: Any) -> Decision:
    receivable = a_receivable(
        invoice_amount=Decimal("1000.00"),
        amount="250.05",
        base_amount="230.01",
        currency="USD",
        numbers=("26000042", "PO-7"),
        payment_reference="RF18",
        description="Brood",
        collecting=True,
        direct_debit=True,
        currency_mismatch=True,
    )
    debtor = a_debtor(
        contact=a_contact(),
        address_fault="two bad addresses",
        blocked=True,
        own_division=True,
        marked=True,
        business=True,
    )
    facts = {
        "receivable": receivable,
        "debtor": debtor,
        "reference": "ACME-1",
        "starting_tier": "friendly",
        "next_tier": "formal",
        "last_step": a_step(),
        "hold": a_hold(until=TODAY),
        "broken_promise": TODAY,
        "earliest_next_step": TODAY + timedelta(days=7),
    }
    return a_decision(**{**facts, **changes})


def recorded(store: FakeStore | Store, run: Run, result: AdministrationRun) -> None:
    store.runs(result.name).begin(run)
    store.runs(result.name).finish(run, result)


# Attempts


def test_a_claimed_mail_is_planned_and_open(store: FakeStore | Store):
    mail = a_mail("ACME-1", ("key-1", "friendly"), ("key-2", None), thread_id="thread", send=True)

    attempt = store.attempts("acme").claim(mail, b"the mail", run="RUN1", as_of=TODAY)

    assert attempt is not None
    assert (attempt.state, attempt.version, attempt.run, attempt.as_of) == (State.PLANNED, 1, "RUN1", TODAY)
    assert (attempt.to, attempt.items, attempt.total) == (mail.to, mail.items, mail.total)
    assert (attempt.fingerprint, attempt.thread_id, attempt.send) == (mail.fingerprint, "thread", True)
    assert store.attempts("acme").open() == (attempt,)
    assert store.attempts("acme").mail("ACME-1") == b"the mail"


def test_a_step_that_is_claimed_is_not_claimed_again(store: FakeStore | Store):
    claimed(store, a_mail("ACME-1", ("key-1", "friendly")))

    second = store.attempts("acme").claim(
        a_mail("ACME-2", ("key-2", "friendly"), ("key-1", "friendly")), b"", run="RUN2", as_of=TODAY
    )

    assert second is None
    assert [each.reference for each in store.attempts("acme").every()] == ["ACME-1"]
    assert claimed(store, a_mail("ACME-3", ("key-2", "friendly"))).state is State.PLANNED


def test_a_row_without_a_step_of_its_own_may_stand_in_many_mails(store: FakeStore | Store):
    claimed(store, a_mail("ACME-1", ("key-1", "friendly"), ("credit", None)))

    second = claimed(store, a_mail("ACME-2", ("key-2", "friendly"), ("credit", None)))

    assert second.state is State.PLANNED


def test_another_administration_claims_the_same_step(store: FakeStore | Store):
    claimed(store)

    other = store.attempts("bravo").claim(a_mail(administration="bravo"), b"", run="RUN1", as_of=TODAY)

    assert other is not None
    assert store.attempts("acme").count("debtor-1001", "EUR") == 1
    assert [each.administration for each in store.attempts("bravo").open()] == ["bravo"]


def test_a_debtor_that_was_mailed_within_the_interval_is_left_alone(store: FakeStore | Store):
    first = claimed(store)
    brought_to(store, first, State.SENT, Change(done_on=TODAY))

    def at(days: int, reference: str, run: str = "RUN2") -> Attempt | None:
        mail = a_mail(reference, (reference, "friendly"))
        quiet = TODAY + timedelta(days=days)
        return store.attempts("acme").claim(mail, b"", run=run, as_of=TODAY, quiet_from=quiet)

    assert at(0, "ACME-2") is None
    assert at(1, "ACME-3") is not None
    assert at(0, "ACME-4", run="RUN1") is not None


@pytest.mark.parametrize("before", State)
def test_only_a_transition_of_the_table_is_made(store: FakeStore | Store, before: State):
    for after in NEXT.get(before, ()):
        attempt = brought_to(store, claimed(store, a_mail(f"ACME-{after}", (after, "friendly"))), before)
        assert store.attempts("acme").move(attempt, after).state is after
    attempt = brought_to(store, claimed(store), before)

    for after in set(State) - NEXT.get(before, frozenset()):
        with pytest.raises(StoreError, match="cannot become"):
            store.attempts("acme").move(attempt, after)

    assert store.attempts("acme").find("ACME-1") == attempt


def test_open_states_and_a_failure_have_a_next_one_and_no_others():
    assert set(NEXT) == {*OPEN_STATES, State.FAILED}


def test_what_becomes_known_with_a_transition_is_kept(store: FakeStore | Store):
    attempt = brought_to(store, claimed(store), State.CREATING, Change(tried_at=NOW, detail="asked"))
    drafted = store.attempts("acme").move(
        attempt, State.DRAFTED, Change(draft_id="d1", message_id="m1", thread_id="t1", detail="")
    )
    gone = store.attempts("acme").move(drafted, State.GONE, Change(done_on=TODAY, known_sent=True))

    found = store.attempts("acme").find("ACME-1")

    assert found == gone
    assert (gone.draft_id, gone.message_id, gone.thread_id, gone.tried_at) == ("d1", "m1", "t1", NOW)
    assert (gone.done_on, gone.known_sent, gone.detail, gone.version) == (TODAY, True, "", 4)


def test_an_attempt_that_somebody_else_moved_is_not_moved(store: FakeStore | Store):
    attempt = claimed(store)
    store.attempts("acme").move(attempt, State.CREATING)

    with pytest.raises(StoreError, match="changed by another process"):
        store.attempts("acme").move(attempt, State.WITHDRAWN, Change(free_claims=True))

    assert store.attempts("acme").claim(a_mail("ACME-2"), b"", run="RUN2", as_of=TODAY) is None


def test_a_state_reached_twice_does_not_let_an_old_view_through(store: FakeStore | Store):
    attempt = claimed(store)
    creating = store.attempts("acme").move(attempt, State.CREATING)
    store.attempts("acme").move(creating, State.PLANNED)

    with pytest.raises(StoreError, match="changed by another process"):
        store.attempts("acme").move(attempt, State.CREATING)


def test_freed_claims_may_be_claimed_again_and_others_may_not(store: FakeStore | Store):
    withdrawn, failed = claimed(store), claimed(store, a_mail("ACME-2", ("key-2", "friendly")))

    store.attempts("acme").move(withdrawn, State.WITHDRAWN, Change(free_claims=True))
    store.attempts("acme").move(failed, State.FAILED)

    assert store.attempts("acme").claim(a_mail("ACME-3"), b"", run="RUN2", as_of=TODAY) is not None
    again = a_mail("ACME-4", ("key-2", "friendly"))
    assert store.attempts("acme").claim(again, b"", run="RUN2", as_of=TODAY) is None


def test_open_attempts_come_oldest_first_and_final_ones_not(store: FakeStore | Store):
    for reference in ("ACME-9", "ACME-1", "ACME-5"):
        claimed(store, a_mail(reference, (reference, "friendly")))
    middle = store.attempts("acme").find("ACME-1")
    assert middle is not None

    store.attempts("acme").move(middle, State.FAILED)

    assert [each.reference for each in store.attempts("acme").open()] == ["ACME-9", "ACME-5"]


@pytest.mark.parametrize("state", [State.SENT, State.SENT_PRESUMED, State.GONE])
def test_a_mail_that_is_done_makes_its_steps_done(store: FakeStore | Store, state: State):
    attempt = claimed(store, a_mail("ACME-1", ("key-1", "formal"), ("credit", None)))
    brought_to(store, attempt, state, Change(done_on=TODAY + timedelta(days=1)))

    steps = store.attempts("acme").steps()

    day = TODAY + timedelta(days=1)
    sent = state is State.SENT
    assert [replace(each, tone="") for each in steps] == [
        Step(receivable="key-1", tier="formal", day=day, sent=sent, reference="ACME-1")
    ]


def test_a_step_knows_the_tone_of_its_mail(store: FakeStore | Store):
    attempt = claimed(store, a_mail("ACME-1", ("key-1", "friendly"), tier="final-demand"))
    brought_to(store, attempt, State.SENT, Change(done_on=TODAY))

    (step,) = store.attempts("acme").steps()

    assert (step.tier, step.tone) == ("friendly", "final-demand")


def test_mails_and_steps_of_some_debtors_alone_are_given(store: FakeStore | Store):
    for reference, debtor in (("ACME-1", "one"), ("ACME-2", "two"), ("ACME-3", "one")):
        attempt = claimed(store, a_mail(reference, (f"key-{reference}", "formal"), debtor_id=debtor))
        brought_to(store, attempt, State.SENT, Change(done_on=TODAY))

    attempts = store.attempts("acme")

    assert [each.reference for each in attempts.every(debtors={"one"})] == ["ACME-1", "ACME-3"]
    assert [each.reference for each in attempts.steps(debtors={"two"})] == ["ACME-2"]
    assert attempts.every(debtors=()) == ()
    assert len(attempts.steps()) == 3


def test_a_vanished_draft_that_is_known_to_have_been_sent_says_so(store: FakeStore | Store):
    brought_to(store, claimed(store), State.GONE, Change(done_on=TODAY, known_sent=True))

    assert [step.sent for step in store.attempts("acme").steps()] == [True]


@pytest.mark.parametrize("state", [*OPEN_STATES, State.WITHDRAWN, State.FAILED])
def test_a_mail_that_is_not_done_makes_no_step_done(store: FakeStore | Store, state: State):
    brought_to(store, claimed(store), state)

    assert store.attempts("acme").steps() == ()


def test_steps_read_in_by_hand_count_as_sent(store: FakeStore | Store):
    imported = [a_step(receivable, reference="") for receivable in (a_receivable(), a_receivable(invoice="2"))]

    added = store.memory("acme").import_steps(imported)
    again = store.memory("acme").import_steps([replace(imported[0], day=TODAY)])

    assert (added, again) == (2, 0)
    assert set(store.attempts("acme").steps()) == set(imported)
    assert store.attempts("bravo").steps() == ()


def test_the_last_mail_to_a_debtor_is_known_by_its_day(store: FakeStore | Store):
    for place, (debtor, state, day) in enumerate(
        [
            ("d1", State.SENT, 3),
            ("d1", State.GONE, 2),
            ("d2", State.GONE, 1),
            ("d3", State.FAILED, 9),
            ("d4", State.DRAFTED, 9),
        ]
    ):
        mail = a_mail(f"ACME-{place}", (f"key-{place}", "friendly"), debtor_id=debtor)
        brought_to(store, claimed(store, mail), state, Change(done_on=TODAY + timedelta(days=day)))
    brought_to(store, claimed(store, a_mail("ACME-9", debtor_id="d5"), day=TODAY), State.SENT_PRESUMED)

    found = store.attempts("acme").mailed_on()

    assert found == {"d1": TODAY + timedelta(days=3), "d2": TODAY + timedelta(days=1), "d5": TODAY}
    assert store.attempts("bravo").mailed_on() == {}


def test_mails_are_counted_by_statement(store: FakeStore | Store):
    claimed(store)
    claimed(store, a_mail("ACME-2", ("key-2", "friendly"), currency="USD"))
    claimed(store, a_mail("ACME-3", ("key-3", "friendly"), debtor_id="debtor-2"))

    assert store.attempts("acme").count("debtor-1001", "EUR") == 1
    assert store.attempts("acme").count("debtor-9", "EUR") == 0


def test_an_unknown_mail_is_an_error(store: FakeStore | Store):
    with pytest.raises(StoreError, match="no mail"):
        store.attempts("acme").mail("ACME-9")


# Runs and history


def test_a_run_that_began_is_no_run_that_was_done(store: FakeStore | Store):
    store.runs("acme").begin(a_run())

    assert store.runs("acme").last_done() is None
    assert store.runs("acme").last_as_of() == TODAY


@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.FAILED, RunState.LOCKED])
def test_the_last_run_that_was_done_is_not_hidden_by_one_that_was_not(store: FakeStore | Store, state: RunState):
    done = a_result(totals={"EUR": Decimal("10.00")}, decisions=(a_decision(),))
    recorded(store, a_run("RUN1", day=TODAY - timedelta(days=7)), done)
    recorded(store, a_run("RUN2"), a_result(state=state, exit_code=8))

    assert store.runs("acme").last_done() == replace(done, decisions=())
    assert store.runs("acme").last_as_of() == TODAY
    assert store.runs("bravo").last_done() is None
    assert store.runs("bravo").last_as_of() is None


def test_a_whole_run_is_read_back_as_it_was_recorded(store: FakeStore | Store):
    mail = claimed(store, run="01RUN1")
    result = a_result(
        exit_code=3,
        open_count=3,
        books_until=TODAY - timedelta(days=3),
        warnings=(Notification(code="stale-books", text="Boeken zijn oud"),),
        totals={"EUR": Decimal("250.00"), "USD": Decimal("-12.34")},
        decisions=(a_full_decision(), a_decision(Reason.NO_DUE_DATE, days_overdue=None), bare_decision()),
        reminders=(mail,),
        settled=(Settled(reference="ACME-0", before="drafted", after="withdrawn", reason="paid"),),
        error=Failure(code="x", message="m", hint="h"),
    )
    run = replace(a_run("01RUN1"), finished=NOW + timedelta(minutes=1))
    recorded(store, run, result)

    found = store.history().run("01RUN1")

    assert found == replace(run, exit_code=3, administrations=(result,))


def bare_decision() -> Decision:
    receivable = a_receivable(invoice=None, invoice_date=None, entry_date=None, invoice_number=None)
    debtor = a_debtor(language=None, contact=Contact(full_name="J. Jansen"), business=False, emails=())
    return a_decision(Reason.NO_ADDRESS, receivable=receivable, debtor=debtor)


def test_a_run_shows_its_mails_in_their_last_known_state(store: FakeStore | Store):
    mail, other = claimed(store, run="01RUN1"), claimed(store, a_mail("ACME-2", ("k", "formal")), run="01RUN2")
    recorded(store, a_run("01RUN1"), a_result(reminders=(mail,)))

    drafted = brought_to(store, mail, State.DRAFTED)

    found = store.history().run("01RUN1")
    assert found is not None
    assert found.administrations[0].reminders == (drafted,)
    assert other not in found.administrations[0].reminders


def test_a_stopped_run_keeps_its_plan(store: FakeStore | Store):
    plan = replace(claimed(FakeStore()), tried_at=NOW, version=0)
    recorded(store, a_run("01RUN1"), a_result(state=RunState.STOPPED, exit_code=8, reminders=(plan,)))

    found = store.history().run("01RUN1")

    assert found is not None
    assert found.administrations[0].reminders == (plan,)
    assert store.attempts("acme").every() == ()


def test_a_run_shows_its_mails_and_those_that_it_did_not_come_to(store: FakeStore | Store):
    mail = claimed(store, run="01RUN1")
    left = replace(claimed(FakeStore(), a_mail("ACME-2", ("k", "formal"))), version=0)
    recorded(store, a_run("01RUN1"), a_result(reminders=(mail, left)))

    found = store.history().run("01RUN1")

    assert found is not None
    assert found.administrations[0].reminders == (mail, left)


def test_runs_are_listed_newest_first_over_all_administrations(store: FakeStore | Store):
    earlier = a_run("01RUN1", day=TODAY - timedelta(days=7), names=("acme", "bravo"))
    recorded(store, earlier, a_result(decisions=(a_decision(),)))
    recorded(store, earlier, a_result(name="bravo", state=RunState.FAILED, exit_code=5))
    recorded(store, a_run("01RUN2"), a_result())

    runs = store.history().runs()

    assert [(run.id, run.exit_code) for run in runs] == [("01RUN2", 0), ("01RUN1", 5)]
    assert [each.name for each in runs[1].administrations] == ["acme", "bravo"]
    assert all(each.decisions == () for run in runs for each in run.administrations)
    assert [run.id for run in store.history().runs(since=TODAY)] == ["01RUN2"]


def test_a_run_of_which_an_administration_still_runs_is_not_finished(store: FakeStore | Store):
    run = a_run("01RUN1", names=("acme", "bravo"))
    recorded(store, replace(run, finished=NOW), a_result())
    store.runs("bravo").begin(run)

    (found,) = store.history().runs()

    assert found.finished is None
    assert found.administrations[1].state is RunState.RUNNING


def test_a_run_that_never_ended_is_broken_off_when_the_next_one_begins(store: FakeStore | Store):
    store.runs("acme").begin(a_run("01RUN1"))

    store.runs("acme").begin(a_run("01RUN2"))

    newest, oldest = store.history().runs()
    assert newest.administrations[0].state is RunState.RUNNING
    assert oldest.administrations[0].state is RunState.FAILED
    assert oldest.exit_code == 1
    assert oldest.administrations[0].error is not None
    assert oldest.administrations[0].error.code == "broken-off"


def test_mails_that_were_only_planned_do_not_count(store: FakeStore | Store):
    left = replace(claimed(FakeStore(), a_mail("ACME-2", ("k", "formal"))), version=0)
    recorded(store, a_run("01RUN1"), a_result(reminders=(claimed(store), left)))

    assert store.history().counts()[("01RUN1", "acme")].reminders == 1


def test_the_counts_of_a_run_are_known_without_its_decisions(store: FakeStore | Store):
    calls = [a_decision(Reason.CALL_BY_AMOUNT), a_decision(Reason.CALL_BY_AMOUNT), a_decision(Reason.NO_ADDRESS)]
    recorded(
        store, a_run("01RUN1"), a_result(open_count=4, decisions=(a_decision(), *calls), reminders=(claimed(store),))
    )

    counts = store.history().counts()[("01RUN1", "acme")]

    assert (counts.open, counts.reminders, counts.calls) == (4, 1, 2)


def test_a_run_is_found_by_the_beginning_of_its_id(store: FakeStore | Store):
    for run_id in ("01AB", "01AC", "02XX"):
        recorded(store, a_run(run_id), a_result())

    found = {prefix: store.history().run(prefix) for prefix in ("02", "01ab", "01A", "03", "01A_")}

    assert {prefix: run.id for prefix, run in found.items() if run} == {"02": "02XX", "01ab": "01AB"}


def test_decisions_about_an_invoice_are_found_by_any_of_its_numbers(store: FakeStore | Store):
    older, newer = a_full_decision(), a_full_decision(reason=Reason.CALLED, outcome=Outcome.SKIP)
    recorded(store, a_run("01RUN1", day=TODAY - timedelta(days=7)), a_result(decisions=(older, bare_decision())))
    recorded(store, a_run("01RUN2"), a_result(decisions=(newer,)))

    found = store.history().decisions("acme", numbers=["PO-7"])

    assert [(run.id, decision) for run, decision in found] == [("01RUN1", older), ("01RUN2", newer)]
    assert store.history().decisions("bravo", numbers=["PO-7"]) == ()
    assert store.history().decisions("acme", numbers=["unknown"]) == ()


def test_numbers_and_debtors_are_known_by_administration(store: FakeStore | Store):
    recorded(store, a_run("01RUN1"), a_result(decisions=(a_full_decision(),)))

    assert store.history().known_numbers("acme") == {"26000042": "key-26000042", "PO-7": "key-26000042"}
    assert store.history().known_debtors("acme") == {"1001": "Bakkerij De Gouden Croissant"}
    assert store.history().known_numbers("bravo") == {}
    assert store.history().known_debtors("bravo") == {}


def test_every_debtor_is_known_by_the_name_that_it_had_last(store: FakeStore | Store):
    def named(code: str, name: str) -> Decision:
        return a_decision(receivable=a_receivable(invoice=code), debtor=a_debtor(code=code, name=name))

    first = tuple(named(code, f"Debiteur {code}") for code in ("3", "1", "20"))
    recorded(store, a_run("01RUN1"), a_result(decisions=first))
    recorded(store, a_run("01RUN2"), a_result(decisions=(named("1", "Debiteur Een"),)))

    known = store.history().known_debtors("acme")

    assert known == {"1": "Debiteur Een", "20": "Debiteur 20", "3": "Debiteur 3"}


def test_a_number_that_was_used_again_names_the_invoice_last_seen(store: FakeStore | Store):
    for run, key, weeks in (("01RUN1", "key-b", 2), ("01RUN2", "key-a", 1)):
        day = TODAY - timedelta(weeks=weeks)
        decision = a_decision(receivable=a_receivable(invoice="7", invoice_key=key))
        recorded(store, a_run(run, day=day), a_result(decisions=(decision,)))

    assert store.history().known_numbers("acme") == {"7": "key-a"}
    assert len(store.history().decisions("acme", numbers=["7"])) == 2


def test_decisions_about_a_debtor_come_oldest_first(store: FakeStore | Store):
    recorded(store, a_run("01RUN1"), a_result(decisions=(a_decision(), a_decision(debtor=a_debtor(code="2")))))
    recorded(store, a_run("01RUN2"), a_result(decisions=(a_decision(Reason.INTERVAL),)))

    found = store.history().debtor_decisions("acme", "1001")

    assert [(run.id, decision.reason) for run, decision in found] == [
        ("01RUN1", Reason.FIRST_CONTACT),
        ("01RUN2", Reason.INTERVAL),
    ]


def test_mails_are_summed_by_week_of_finished_runs(store: FakeStore | Store):
    mail = claimed(store)
    for place, (weeks, mails, state) in enumerate(
        [
            (9, 5, RunState.DONE),
            (3, 1, RunState.DONE),
            (3, 2, RunState.DONE),
            (2, 9, RunState.STOPPED),
            (1, 0, RunState.DONE),
        ]
    ):
        day = TODAY - timedelta(weeks=weeks) + timedelta(days=place % 5)
        recorded(store, a_run(f"RUN{place}", day=day), a_result(state=state, reminders=(mail,) * mails))
    recorded(store, a_run("RUN9"), a_result(reminders=(mail,) * 7))

    assert store.runs("acme").weekly_reminders(TODAY) == (5, 3, 0)
    assert store.runs("acme").weekly_reminders(TODAY, weeks=2) == (3, 0)
    assert store.runs("bravo").weekly_reminders(TODAY) == ()


def test_a_dry_run_is_not_recorded(store: FakeStore | Store):
    with pytest.raises(ValueError, match="dry run"):
        store.runs("acme").finish(a_run(), a_result(dry_run=True))

    assert store.history().runs() == ()


# Memory


def test_a_receivable_seen_again_keeps_its_identity_and_takes_the_new_date(store: FakeStore | Store):
    first = Instalment(invoice_key="key-1", instalment="2026-11-02", due_date=date(2026, 11, 2), last_seen=TODAY)
    later = replace(first, due_date=None, last_seen=TODAY + timedelta(days=7))
    store.memory("acme").remember([first, replace(first, instalment="2026-12-02")])

    store.memory("acme").remember([later])

    assert set(store.memory("acme").instalments()) == {later, replace(first, instalment="2026-12-02")}
    assert store.memory("bravo").instalments() == ()


def test_nothing_seen_changes_nothing(store: FakeStore | Store):
    store.memory("acme").remember([])
    store.memory("acme").mark_backlog([])

    assert store.memory("acme").instalments() == ()


def test_a_recorded_call_releases_backlog_for_good(store: FakeStore | Store):
    call = Call(receivable="key-1@", day=TODAY, outcome=CallOutcome.PROMISE, until=TODAY, note="belt terug")
    store.memory("acme").mark_backlog(["key-1@", "key-2@"])

    store.memory("acme").record_calls([call])
    store.memory("acme").mark_backlog(["key-1@", "key-2@"])

    assert store.memory("acme").backlog() == {"key-2@"}
    assert store.memory("acme").calls() == (call,)
    assert (store.memory("bravo").backlog(), store.memory("bravo").calls()) == (frozenset(), ())


def test_a_hold_stands_until_it_is_released(store: FakeStore | Store):
    expired = a_hold(id="hold-2", until=date(2020, 1, 1), created=date(2020, 1, 1), invoice_key="key-1", note="n")
    store.memory("acme").add_hold(a_hold())
    store.memory("acme").add_hold(expired)

    assert store.memory("acme").holds() == (expired, a_hold())
    assert store.memory("bravo").release_hold("hold-1") is False
    assert store.memory("acme").release_hold("hold-1") is True
    assert store.memory("acme").release_hold("hold-1") is False
    assert store.memory("acme").holds() == (expired,)


# Access


def a_token(**changes: Any) -> Token:
    token = Token(access="access", refresh="refresh", expires_at=NOW + timedelta(minutes=10), issued_at=NOW)
    return replace(token, **changes)


def test_a_new_pair_replaces_the_old_one_and_clears_the_mark(store: FakeStore | Store):
    tokens = store.tokens("acme", "exact")
    assert (tokens.read(), tokens.pending()) == (None, None)
    pending = PendingRefresh(refresh_digest="digest", begun_at=NOW)

    tokens.save(a_token())
    tokens.begin(pending)
    assert (tokens.read(), tokens.pending()) == (a_token(), pending)
    tokens.save(a_token(access="newer"))

    assert (tokens.read(), tokens.pending()) == (a_token(access="newer"), None)


def test_a_mark_can_be_taken_back_and_set_again(store: FakeStore | Store):
    tokens = store.tokens("acme", "exact")
    tokens.begin(PendingRefresh(refresh_digest="one", begun_at=NOW))
    tokens.begin(PendingRefresh(refresh_digest="two", begun_at=NOW))
    pending = tokens.pending()

    tokens.clear_pending()

    assert pending == PendingRefresh(refresh_digest="two", begun_at=NOW)
    assert tokens.pending() is None


def test_tokens_are_kept_by_administration_and_service(store: FakeStore | Store):
    store.tokens("acme", "exact").save(a_token())

    assert store.tokens("acme", "gmail").read() is None
    assert store.tokens("bravo", "exact").read() is None


def test_the_right_to_renew_is_free_again_after_a_failure(store: FakeStore | Store):
    with pytest.raises(LockedError, match="inside"), store.tokens("acme", "exact").lock():
        raise LockedError("inside")

    with store.tokens("acme", "exact").lock(), store.tokens("bravo", "exact").lock():
        pass


def test_credentials_are_replaced_whole(store: FakeStore | Store):
    before = store.credentials("acme").load()

    store.credentials("acme").save("one")
    store.credentials("acme").save("two")

    assert (before, store.credentials("acme").load(), store.credentials("bravo").load()) == (None, "two", None)
