"""Opening the store: made once, brought up to date, and trusted only after it was looked at."""

import os
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select, update

from reminder.errors import StoreError, UsageError
from reminder.store import migrate
from reminder.store.engine import Database
from reminder.store.faults import damaged, translated
from reminder.store.generation import RECOVER, GenerationFile, sync_directory, write_durably
from reminder.store.locks import waiting_lock
from reminder.store.schema import decisions, meta

APPLICATION_ID = 0x52_4D_4E_44
"""`RMND` in the file's header: this database and no other."""
DURABLE = 2
PROBE_SIZE = 65_536


def open_database(path: Path, *, generation_file: Path | None, now: datetime, recovering: bool = False) -> Database:
    """Open the database, making it when neither it nor its generation file is there; StoreError when it isn't sound.

    `recovering` opens a missing or older database as well, as `recover` must, and leaves the generation file alone.
    """
    generation = GenerationFile(path=generation_file) if generation_file else None
    known = generation.read() if generation and not recovering else None
    _refuse_lost(path, known)
    _make_directory(path.parent)
    with waiting_lock(path.with_name(f"{path.name}.opening.lock")):
        _make_file(path)
        database = Database(path, generation=generation)
        try:
            _prepare(database, known, now=now, recovering=recovering)
        except BaseException:
            database.close()
            raise
    return database


def examine(database: Database, *, whole: bool = True) -> None:
    """Look at the whole database and write to it for real; StoreError when it is damaged, full or read-only.

    Unless `whole`, the decisions are passed over: they are nearly all of the file, and a million take a second.
    """
    with database.bare() as driver:
        settings = _pragma(driver, "synchronous"), _pragma(driver, "journal_mode")
        looks = ("quick_check",) if whole else tuple(f"quick_check('{name}')" for name in _small_tables(driver))
        sound = all(_pragma(driver, look) == "ok" for look in looks)
    if not sound:
        raise damaged(database.path)
    if settings != (DURABLE, "wal"):
        raise StoreError(f"the store {database.path.name} would not keep what is written", code="not-durable")
    with database.unrecorded() as connection:
        connection.execute(update(meta).values(generation=meta.c.generation + 1))
        connection.rollback()
    _probe(database.path.with_name(f"{database.path.name}.probe"))


def created(database: Database) -> datetime:
    """Tell when the database was made."""
    with database.read() as connection:
        found: datetime = connection.scalars(select(meta.c.created)).one()
    return found


def intact(database: Database) -> bool:
    """Tell whether the generation file is there and the database is as far as it says: then nothing was lost."""
    known = database.last_generation()
    return bool(known) and _generation(database) >= known


def _refuse_lost(path: Path, known: int | None) -> None:
    if known is None:
        return
    with translated(path):
        lost = not path.exists() or path.stat().st_size == 0
    if lost:
        raise _lost(path)


def _lost(path: Path) -> StoreError:
    return StoreError(
        f"the store {path.name} is missing or empty, though runs were recorded in it", hint=RECOVER, code="lost"
    )


def _foreign(path: Path) -> StoreError:
    return StoreError(
        f"{path.name} is a database of another program",
        hint="check `database` in the configuration; the file was left alone",
        code="foreign-database",
    )


def _make_directory(directory: Path) -> None:
    with translated(directory):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)


def _make_file(path: Path) -> None:
    """Make an empty file that only its owner reads; SQLite gives its -wal and -shm the same mode."""
    with translated(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise UsageError(
            f"others may read the store {path.name} (mode {mode:03o}), and it holds access tokens",
            hint=f"run `chmod 600` on {path.name}, and on its -wal and -shm files",
            code="permissions",
        )


def _prepare(database: Database, known: int | None, *, now: datetime, recovering: bool) -> None:
    with database.bare() as driver:
        application = _pragma(driver, "application_id")
        empty = driver.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if empty and known is not None:
        raise _lost(database.path)
    if empty:
        _create(database, now)
    elif application != APPLICATION_ID:
        raise _foreign(database.path)
    else:
        migrate.bring_up_to_date(database)
    _compare(database, known, recovering=recovering)


def _create(database: Database, now: datetime) -> None:
    with database.bare() as driver:
        driver.execute("PRAGMA journal_mode=WAL")
    with database.unrecorded() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        migrate.upgrade(connection)
        connection.execute(insert(meta).values(id=1, generation=0, recovered_run=0, created=now))
    with translated(database.path):
        sync_directory(database.path.parent)


def _compare(database: Database, known: int | None, *, recovering: bool) -> None:
    """Refuse a database that is older than the generation file; put the file right when it is older or not there.

    When recovering nothing is decided yet: accepting the store does that.
    """
    if recovering:
        return
    generation = _generation(database)
    if known is not None and generation < known:
        raise StoreError(
            f"the store {database.path.name} is older than the last run (generation {generation} of {known})",
            hint=RECOVER,
            code="rolled-back",
        )
    if database.counted and generation != known:
        with database.write() as connection:
            connection.execute(update(meta).values(generation=max(generation, known or 0)))


def _generation(database: Database) -> int:
    with database.read() as connection:
        found: int = connection.scalars(select(meta.c.generation)).one()
    return found


def _small_tables(driver: sqlite3.Connection) -> list[str]:
    names = driver.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return [name for (name,) in names if name != decisions.name]


def _pragma(driver: sqlite3.Connection, name: str) -> object:
    return driver.execute(f"PRAGMA {name}").fetchone()[0]


def _probe(path: Path) -> None:
    """Write as much as a mail to the disk and take it away again: a full or read-only disk shows here."""
    with translated(path):
        write_durably(path, bytes(PROBE_SIZE))
        path.unlink(missing_ok=True)
