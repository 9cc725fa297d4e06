"""When the store is made, opened and trusted, and when it is not."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from reminder.errors import ReminderError, StoreError, UsageError
from reminder.model.reminder import State
from reminder.store.opening import APPLICATION_ID
from reminder.store.store import Store
from tests.store_samples import Place, StoppedClock, claim, references


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path)


def refused(place: Place, *, recovering: bool = False) -> StoreError:
    with pytest.raises(StoreError) as caught:
        place.open(recovering=recovering)
    assert caught.value.exit_code == 7
    return caught.value


def filled(place: Place, *names: str) -> None:
    with place.open() as store:
        assert all(claim(store, name) for name in names or ("ACME-1",))


def kept_copy(place: Place) -> Path:
    """Copy the database as a backup would, whole."""
    backup = place.folder / "backup.db"
    with closing(sqlite3.connect(place.database)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    backup.chmod(0o600)
    return backup


def restored(place: Place, backup: Path) -> None:
    lost(place)
    shutil.copy2(backup, place.database)


def lost(place: Place) -> None:
    for path in place.database.parent.glob(f"{place.database.name}*"):
        path.unlink()


def test_a_fresh_store_is_readable_for_its_owner_alone(place: Place):
    before = os.umask(0o000)
    try:
        with place.open() as store:
            claim(store, "ACME-1")
            store.examine()
            files = {path.name: path.stat().st_mode & 0o777 for path in place.database.parent.iterdir()}
    finally:
        os.umask(before)

    assert {"reminder.db", "reminder.db-wal", "reminder.db-shm"} <= set(files)
    assert set(files.values()) == {0o600}
    assert place.generation.stat().st_mode & 0o777 == 0o600
    assert place.database.parent.stat().st_mode & 0o777 == 0o700


def test_a_directory_that_was_there_keeps_its_rights(place: Place):
    place.database.parent.mkdir(mode=0o755)

    place.open().close()

    assert place.database.parent.stat().st_mode & 0o777 == 0o755


@pytest.mark.fault(47)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_store_that_others_may_read_is_refused(place: Place, mode: int):
    filled(place)
    place.database.chmod(mode)

    with pytest.raises(UsageError, match="others may read") as caught:
        place.open()

    assert caught.value.exit_code == 2
    assert "chmod 600" in caught.value.hint


def test_what_was_written_is_there_after_opening_again(place: Place):
    filled(place, "ACME-1", "ACME-2")

    with place.open() as store:
        store.examine()
        found = references(store)

    assert found == ["ACME-1", "ACME-2"]


@pytest.mark.fault(10)
def test_the_file_says_whose_it_is_and_is_durable(place: Place):
    filled(place)

    with closing(sqlite3.connect(place.database)) as connection:
        pragmas = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "journal_mode")]

    assert pragmas == [APPLICATION_ID, "wal"]


def test_a_store_without_a_generation_file_works(place: Place):
    for name in ("ACME-1", "ACME-2"):
        with Store.open(place.database, clock=StoppedClock()) as store:
            assert claim(store, name)

    assert not place.generation.exists()


def test_a_lost_generation_file_is_made_again(place: Place):
    filled(place)
    before = place.generation.read_text()
    place.generation.unlink()

    place.open().close()

    assert int(place.generation.read_text()) >= int(before)


def test_looking_does_not_raise_the_generation_and_writing_does(place: Place):
    filled(place)
    before = int(place.generation.read_text())

    with place.open() as store:
        store.examine()
        references(store)
        claim(store, "ACME-1")
        looked = int(place.generation.read_text())
        claim(store, "ACME-2")

    assert looked == before
    assert int(place.generation.read_text()) == before + 1


def missing(place: Place) -> None:
    lost(place)


def truncated(place: Place) -> None:
    lost(place)
    place.database.touch(mode=0o600)


def emptied(place: Place) -> None:
    lost(place)
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    place.database.chmod(0o600)


@pytest.mark.fault(44)
@pytest.mark.parametrize("loss", [missing, truncated, emptied])
def test_a_store_that_went_missing_is_noticed(place: Place, loss: Callable[[Place], None]):
    filled(place)
    loss(place)
    before = place.database.exists()

    error = refused(place)

    assert error.code == "lost"
    assert "reminder recover" in error.hint
    assert place.database.exists() == before


@pytest.mark.parametrize("loss", [missing, truncated, emptied])
def test_recovery_goes_on_with_an_empty_store(place: Place, loss: Callable[[Place], None]):
    filled(place)
    before = int(place.generation.read_text())
    loss(place)

    with place.open(recovering=True) as store:
        store.accept()
        found = references(store)

    assert found == []
    assert int(place.generation.read_text()) >= before
    place.open().close()


@pytest.mark.fault(46)
@pytest.mark.parametrize("beginning", [truncated, emptied])
def test_a_store_whose_making_was_cut_off_is_a_fresh_start(place: Place, beginning: Callable[[Place], None]):
    place.database.parent.mkdir()
    beginning(place)

    with place.open() as store:
        assert claim(store, "ACME-1")


@pytest.mark.fault(30)
def test_every_older_copy_is_noticed(place: Place):
    copies = []
    for name in ("ACME-1", "ACME-2", "ACME-3"):
        filled(place, name)
        copies.append(kept_copy(place))
        copies[-1] = copies[-1].rename(place.folder / f"{name}.db")

    for older in copies[:-1]:
        restored(place, older)
        assert refused(place).code == "rolled-back"

    restored(place, copies[-1])
    with place.open() as store:
        assert references(store) == ["ACME-1", "ACME-2", "ACME-3"]


def test_recovery_goes_on_with_an_older_copy(place: Place):
    filled(place, "ACME-1")
    backup = kept_copy(place)
    filled(place, "ACME-2")
    restored(place, backup)

    with place.open(recovering=True) as store:
        store.accept()
        found = references(store)

    assert found == ["ACME-1"]
    place.open().close()


def test_an_older_copy_that_was_only_looked_at_is_still_refused(place: Place):
    filled(place, "ACME-1")
    backup = kept_copy(place)
    filled(place, "ACME-2")
    restored(place, backup)

    place.open(recovering=True).close()

    assert refused(place).code == "rolled-back"


@pytest.mark.parametrize("said", ["twelve", "9" * 23], ids=["a-word", "beyond-counting"])
def test_recovery_goes_on_with_a_generation_file_that_holds_something_else(place: Place, said: str):
    filled(place, "ACME-1")
    place.generation.write_text(said)

    with place.open(recovering=True) as store:
        store.accept()

    with place.open() as store:
        assert references(store) == ["ACME-1"]


def test_a_store_that_is_as_far_as_its_generation_file_says_is_intact(place: Place):
    filled(place, "ACME-1")

    with place.open(recovering=True) as store:
        assert store.intact()


def test_a_store_that_is_ahead_of_its_generation_file_is_intact(place: Place):
    filled(place, "ACME-1")
    place.generation.write_text("1")

    with place.open(recovering=True) as store:
        assert store.intact()


@pytest.mark.parametrize("said", [None, "twelve", "1000"])
def test_a_store_is_not_intact_when_its_generation_file_does_not_say_so(place: Place, said: str | None):
    filled(place, "ACME-1")
    place.generation.unlink()
    if said:
        place.generation.write_text(said)

    with place.open(recovering=True) as store:
        assert not store.intact()


def test_an_accepted_store_leaves_what_is_open_to_a_person_and_trusts_no_run(place: Place):
    filled(place, "ACME-1")

    with place.open(recovering=True) as store:
        store.accept()

    with place.open() as store:
        (mail,) = store.attempts("acme").open()
        assert (mail.state, mail.detail) == (State.REVIEW, "recovered")
        assert store.attempts("acme").move(mail, State.WITHDRAWN).state is State.WITHDRAWN


def test_a_generation_file_behind_its_store_is_put_right(place: Place):
    filled(place)
    before = place.generation.read_text()
    place.generation.write_text("1\n")

    place.open().close()

    assert int(place.generation.read_text()) >= int(before)


@pytest.mark.parametrize("said", ["twelve", "9" * 23], ids=["a-word", "beyond-counting"])
def test_a_generation_file_with_something_else_in_it_is_refused(place: Place, said: str):
    filled(place)
    place.generation.write_text(said)

    assert refused(place).code == "generation"


def test_a_file_that_is_no_database_is_left_alone(place: Place):
    place.database.parent.mkdir()
    place.database.write_bytes(b"invoice;amount\n" * 1000)
    place.database.chmod(0o600)
    before = place.database.read_bytes()

    assert refused(place).code == "no-database"
    assert place.database.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(place: Place):
    place.database.parent.mkdir()
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("CREATE TABLE invoice (id)")
    place.database.chmod(0o600)
    before = place.database.read_bytes()

    assert refused(place).code == "foreign-database"
    assert place.database.read_bytes() == before


@pytest.mark.fault(44)
@pytest.mark.parametrize("page", [1, 2, 5, 20])
def test_a_damaged_database_is_noticed(place: Place, page: int):
    filled(place)
    content = bytearray(place.database.read_bytes())
    content[page * 4096 : page * 4096 + 2048] = os.urandom(2048)
    place.database.write_bytes(content)

    with pytest.raises(StoreError) as caught, place.open() as store:
        store.examine()

    assert caught.value.code in {"damaged", "no-database"}
    assert "reminder recover" in caught.value.hint


def test_a_short_look_passes_over_the_decisions_and_nothing_else(place: Place):
    with place.open() as store:
        claim(store, "ACME-1", size=20_000)
    with closing(sqlite3.connect(place.database)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'"))
    whole = place.database.read_bytes()

    def looked_at_with_damage_in(table: str) -> None:
        content = bytearray(whole)
        start = (roots[table] - 1) * 4096
        content[start + 1 : start + 5] = b"\xff" * 4
        place.database.write_bytes(content)
        with place.open() as store:
            store.examine(whole=False)

    looked_at_with_damage_in("decision")
    with pytest.raises(StoreError) as caught:
        looked_at_with_damage_in("claim")
    assert caught.value.code == "damaged"


@pytest.mark.fault(45)
def test_a_newer_schema_is_refused_with_both_names(place: Place):
    filled(place)
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num='0099'")
        connection.commit()

    error = refused(place)

    assert error.code == "newer-schema"
    assert "0099" in error.message
    assert "0001" in error.message


@pytest.mark.fault(43)
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory_is_noticed(place: Place):
    filled(place)
    place.database.parent.chmod(0o500)

    try:
        with pytest.raises(StoreError) as caught, place.open() as store:
            store.examine()
    finally:
        place.database.parent.chmod(0o700)

    assert caught.value.code == "read-only"


def test_a_directory_that_cannot_be_made_is_a_failure_of_the_store(place: Place):
    (place.folder / "data").write_text("a file, not a directory")

    with pytest.raises(ReminderError) as caught:
        replace(place).open()

    assert caught.value.exit_code == 7


def test_what_a_failure_says_holds_no_facts_of_a_mail(place: Place):
    with place.open() as store:
        claim(store, "ACME-1")
        with store.attempts("acme")._database.unrecorded() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER t BEFORE INSERT ON reminder BEGIN SELECT RAISE(ABORT, 'no'); END"
            )

        with pytest.raises(Exception, match="no") as caught:
            claim(store, "ACME-2")

    assert "bakkerij" not in str(caught.value)
