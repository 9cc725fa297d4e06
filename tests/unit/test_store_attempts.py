"""What `status` reads of the mails: those that are open, and those of the last run that made any."""

from pathlib import Path

from reminder.model.reminder import State
from reminder.ports.store import Change
from reminder.store.store import Store
from tests.store_samples import DAY, StoppedClock, a_mail


def test_mails_that_are_open_and_those_of_the_last_run_are_current(tmp_path: Path):
    with Store.open(tmp_path / "reminder.db", clock=StoppedClock()) as store:
        attempts = store.attempts("acme")
        for number in range(4):
            run = f"RUN{number // 2}"
            claimed = attempts.claim(a_mail(f"ACME-{number}", (f"key-{number}", "friendly")), b"", run=run, as_of=DAY)
            if claimed and number != 1:
                attempts.move(claimed, State.FAILED, Change(detail="broken", free_claims=True))

        current = [each.reference for each in attempts.current()]

    assert current == ["ACME-1", "ACME-2", "ACME-3"]
