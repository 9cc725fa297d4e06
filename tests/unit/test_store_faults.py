"""A write that fails leaves nothing half, whatever failed."""

import errno
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from reminder.errors import StoreError
from reminder.ports.store import PendingRefresh, Token
from reminder.store.engine import Database
from reminder.store.faults import translated
from reminder.store.store import Store
from tests.store_samples import NOW, Place, claim, references

MAIL = 20_000


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path)


@pytest.mark.parametrize("pages", range(0, 24, 2))
def test_a_database_that_may_not_grow_keeps_every_mail_whole(place: Place, pages: int):
    with place.open() as store:
        assert claim(store, "ACME-0", size=MAIL)
        limited(store.attempts("acme")._database, pages)

        failure = first_failure(store)
        kept = references(store)

    assert failure.code == "disk-full"
    assert kept == [f"ACME-{number}" for number in range(len(kept))]
    with place.open() as store:
        store.examine()
        assert references(store) == kept
        assert claim(store, f"ACME-{len(kept)}", size=MAIL)


def first_failure(store: Store) -> StoreError:
    try:
        for number in range(1, 20):
            claim(store, f"ACME-{number}", size=MAIL)
    except StoreError as error:
        return error
    raise AssertionError("nothing failed")


def limited(database: Database, pages: int) -> None:
    with database.bare() as driver:
        now = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count={now + pages}")


FILL = """
import resource, sys
from pathlib import Path
from reminder.errors import StoreError
from tests.store_samples import Place, claim
place = Place(folder=Path(sys.argv[1]))
with place.open() as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        for number in range(60):
            claim(store, f"ACME-{number}", size=20_000)
            print(f"ACME-{number}", flush=True)
    except StoreError as error:
        print(error.code, error.exit_code, flush=True)
"""


@pytest.mark.fault(42)
@pytest.mark.parametrize("size", [400_000, 430_001, 555_555])
def test_a_file_that_may_not_grow_keeps_every_mail_that_was_acknowledged(place: Place, size: int):
    place.open().close()

    told = subprocess.run(
        [sys.executable, "-c", FILL, str(place.folder), str(size)], capture_output=True, text=True, check=True
    ).stdout.split("\n")

    *acknowledged, last, _ = told
    assert last in {"disk-full 7", "unreadable 7"}
    with place.open() as store:
        store.examine()
        assert references(store)[: len(acknowledged)] == acknowledged


@pytest.mark.fault(26)
def test_a_renewal_is_not_begun_when_a_token_would_not_fit(place: Place):
    with place.open() as store:
        tokens = store.tokens("acme", "exact")
        limited(tokens._database, 2)

        with pytest.raises(StoreError) as caught:
            tokens.begin(PendingRefresh(refresh_digest="digest", begun_at=NOW))

        assert caught.value.code == "disk-full"
        assert tokens.pending() is None


def test_a_renewal_that_was_begun_needs_no_more_room(place: Place):
    with place.open() as store:
        tokens = store.tokens("acme", "exact")
        tokens.begin(PendingRefresh(refresh_digest="digest", begun_at=NOW))
        limited(tokens._database, 0)
        log = place.database.with_name("reminder.db-wal").stat().st_size

        tokens.save(Token(access="a" * 4000, refresh="r" * 4000, expires_at=NOW, issued_at=NOW))

        assert tokens.pending() is None
        assert place.database.with_name("reminder.db-wal").stat().st_size == log


@pytest.mark.fault(125)
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "disk-full"),
        (OSError(errno.EDQUOT, "over quota"), "disk-full"),
        (OSError(errno.EROFS, "read-only"), "read-only"),
        (PermissionError(errno.EACCES, "no"), "read-only"),
        (OSError(errno.EIO, "broken"), "unreadable"),
    ],
)
def test_what_the_system_refuses_is_explained(error: OSError, code: str):
    with pytest.raises(StoreError) as caught, translated(Path("reminder.db")):
        raise error

    assert (caught.value.code, caught.value.exit_code) == (code, 7)
    assert caught.value.hint


def test_a_mistake_in_sql_stays_one():
    with pytest.raises(sqlite3.OperationalError), translated(Path("reminder.db")):
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")


def test_a_generation_that_cannot_be_kept_is_a_failure(place: Place):
    with place.open() as store:
        place.generation.unlink()
        place.generation.mkdir()

        with pytest.raises(StoreError):
            claim(store, "ACME-1")
