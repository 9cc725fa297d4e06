"""One SQLite file: connections that lose nothing, and transactions whose failures are understood."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, update
from sqlalchemy.pool import QueuePool

from reminder.errors import StoreError
from reminder.store.faults import translated
from reminder.store.generation import GenerationFile
from reminder.store.schema import meta

BUSY_SECONDS = 30.0
WRITES = "writes"


class Database:
    """The store's file; every read and write goes through one transaction of it."""

    def __init__(self, path: Path, *, generation: GenerationFile | None = None) -> None:
        self.path = path
        self._engine = _engine(path)
        self._generation = generation

    @property
    def counted(self) -> bool:
        """Whether a generation file follows what is written."""
        return self._generation is not None

    def last_generation(self) -> int:
        """Tell how far the generation file says that the database once was; 0 when it says nothing."""
        try:
            return (self._generation.read() or 0) if self._generation else 0
        except StoreError:
            return 0

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give one consistent view; StoreError when the file cannot be used."""
        with translated(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give the only right to write until the block ends; then all of it is durable, or none of it is there."""
        generation = 0
        with self.unrecorded() as connection:
            before = _changes(connection)
            yield connection
            if _changes(connection) > before:
                raised = update(meta).values(generation=meta.c.generation + 1).returning(meta.c.generation)
                generation = connection.scalars(raised).one()
        if generation and self._generation:
            self._generation.write(generation)

    @contextmanager
    def unrecorded(self) -> Iterator[Connection]:
        """Give the right to write as `write` does, without counting it as a new generation."""
        with translated(self.path), self._engine.execution_options(**{WRITES: True}).begin() as connection:
            yield connection

    @contextmanager
    def bare(self) -> Iterator[sqlite3.Connection]:
        """Give a connection without a transaction, for what SQLite refuses inside one."""
        with translated(self.path), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the engine below makes no other
            yield driver

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _changes(connection: Connection) -> int:
    return int(getattr(connection.connection.driver_connection, "total_changes", 0))


def _engine(path: Path) -> Engine:
    """Make connections that begin by themselves: Python's own transactions lose rows and start without the lock."""
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
