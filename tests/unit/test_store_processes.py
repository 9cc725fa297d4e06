"""Several processes on one store: each thing happens once, and nobody waits for the dead."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from reminder.errors import LockedError
from reminder.store.locks import run_lock, waiting_lock
from tests.store_samples import NOW, Place, claim, references

MAILS = [f"ACME-{number}" for number in range(40)]


def claim_all(folder: Path) -> list[str]:
    with Place(folder=folder).open() as store:
        return [reference for reference in MAILS if claim(store, reference)]


def test_processes_that_open_and_claim_at_once_claim_each_step_once(tmp_path: Path):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        won = list(pool.map(claim_all, [tmp_path, tmp_path]))

    assert sorted(won[0] + won[1]) == sorted(MAILS)
    with Place(folder=tmp_path).open() as store:
        assert sorted(references(store)) == sorted(MAILS)


def test_threads_that_claim_at_once_claim_each_step_once(tmp_path: Path):
    with Place(folder=tmp_path).open() as store, ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda reference: claim(store, reference), MAILS * 4))

    assert won.count(True) == len(MAILS)


HOLD = """
import sys, time
from pathlib import Path
from tests.store_samples import Place
with Place(folder=Path(sys.argv[1])).open() as store, store.run_lock("acme"):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.fault(31, 32)
def test_a_second_run_is_told_who_holds_the_first_and_a_dead_one_holds_nothing(tmp_path: Path):
    with Place(folder=tmp_path).open() as store, holder(tmp_path) as process:
        try:
            with pytest.raises(LockedError, match=rf"process {process.pid}, started 2026-11-23T07:00") as caught:
                store.run_lock("acme").__enter__()
            with store.run_lock("bravo"):
                pass
        finally:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()

        with store.run_lock("acme"):
            pass

    assert caught.value.exit_code == 4


def test_a_lock_is_free_again_after_its_block(tmp_path: Path):
    for _ in range(2):
        with run_lock(tmp_path / "reminder.db.acme.run.lock", administration="acme", now=NOW):
            pass

    assert [path.name for path in tmp_path.iterdir()] == ["reminder.db.acme.run.lock"]


@pytest.mark.parametrize("content", ["", "[]", '{"pid": "x"}', '{"pid": 1, "started": "yesterday"}'])
def test_a_holder_that_cannot_be_read_is_not_named(tmp_path: Path, content: str):
    path = tmp_path / "acme.lock"
    with run_lock(path, administration="acme", now=datetime.now(NOW.tzinfo)):
        path.with_suffix(".holder").write_text(content)

        with pytest.raises(LockedError) as caught:
            run_lock(path, administration="acme", now=NOW).__enter__()

    assert re.fullmatch("another run of acme is active", caught.value.message)


def test_waiting_for_a_lock_ends(tmp_path: Path):
    path = tmp_path / "token.lock"

    with waiting_lock(path), pytest.raises(LockedError, match="keeps token"), waiting_lock(path, seconds=0.1):
        raise AssertionError("the lock was given twice")

    assert path.stat().st_mode & 0o777 == 0o600
