"""What retention lets go, and what it never does."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder.model.history import Call, CallOutcome
from reminder.model.policy import Mode
from reminder.model.reminder import State
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.store.maintenance import Forgotten
from reminder.store.store import Store
from tests.builders import a_decision, a_hold
from tests.store_samples import DAY, NOW, StoppedClock, a_mail

OLD = DAY - timedelta(days=100)
NAME = "Bakkerij De Gouden Croissant"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reminder.db"


def filled(path: Path) -> Store:
    """Open a store with an old run: one settled mail, one open, a decision, a call and three holds."""
    store = Store.open(path, clock=StoppedClock())
    for number, state in enumerate((State.FAILED, State.CREATING)):
        mail = a_mail(f"ACME-{number}", (f"key-{number}", "friendly"))
        attempt = store.attempts("acme").claim(mail, b"Beste bakker", run="RUN1", as_of=OLD)
        assert attempt is not None
        store.attempts("acme").move(attempt, state)
    result = AdministrationRun(name="acme", mode=Mode.DRAFT, dry_run=False, state=RunState.DONE, exit_code=0)
    run = Run(id="RUN1", as_of=OLD, started=NOW, finished=NOW, exit_code=0, administrations=(result,))
    store.runs("acme").finish(run, replace(result, open_count=1, decisions=(a_decision(),)))
    store.memory("acme").record_calls([Call(receivable="key-1", day=OLD, outcome=CallOutcome.NOTE, note="boos")])
    for hold in (a_hold(id="stands"), a_hold(id="expired", until=OLD), a_hold(id="released")):
        store.memory("acme").add_hold(replace(hold, created=OLD))
    store.memory("acme").release_hold("released")
    return store


def forget(store: Store, *, mails: date = OLD, facts: date = OLD, administration: str = "acme") -> Forgotten:
    return store.maintenance(administration).forget(mails_before=mails, facts_before=facts)


def test_nothing_goes_before_its_day(path: Path):
    with filled(path) as store:
        assert forget(store) == Forgotten(mails=0, reminders=0, decisions=0)
        assert forget(store, mails=DAY, facts=DAY, administration="bravo") == Forgotten(
            mails=0, reminders=0, decisions=0
        )

        assert store.attempts("acme").mail("ACME-0") == b"Beste bakker"
        assert len(store.history().decisions("acme", numbers=["26000042"])) == 1
        assert {hold.id for hold in store.memory("acme").holds()} == {"stands", "expired"}


def test_the_bytes_of_settled_mails_go_first(path: Path):
    with filled(path) as store:
        forgotten = forget(store, mails=DAY)

        assert forgotten == Forgotten(mails=1, reminders=0, decisions=0)
        assert [store.attempts("acme").mail(f"ACME-{number}") for number in (0, 1)] == [b"", b"Beste bakker"]
        assert [each.debtor_name for each in store.attempts("acme").every()] == [NAME, NAME]


def test_names_go_and_what_prevents_a_second_mail_stays(path: Path):
    with filled(path) as store:
        forgotten = forget(store, mails=DAY, facts=DAY)

        assert forgotten == Forgotten(mails=1, reminders=1, decisions=1)
        assert [(each.debtor_name, len(each.to)) for each in store.attempts("acme").every()] == [("", 0), (NAME, 2)]
        assert store.attempts("acme").claim(a_mail("ACME-9", ("key-0", "friendly")), b"", run="R", as_of=DAY) is None
        assert [run.id for run in store.history().runs()] == ["RUN1"]
        assert store.history().counts()["RUN1", "acme"].open == 1
        assert store.memory("acme").calls() == ()
        assert [hold.id for hold in store.memory("acme").holds()] == ["stands"]
        assert store.history().known_numbers("acme") == {}


def test_what_was_let_go_cannot_be_read_from_the_disk(path: Path):
    with filled(path) as store:
        store.attempts("acme").move(store.attempts("acme").open()[0], State.WITHDRAWN)
        forget(store, mails=DAY, facts=DAY)
        store.compact()

        on_disk = b"".join(each.read_bytes() for each in path.parent.iterdir())

    assert b"Beste bakker" not in on_disk
    assert NAME.encode() not in on_disk
    assert b"key-0" in on_disk
