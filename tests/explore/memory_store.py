"""The real store over a database in memory, which can be copied and put back."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine, event, insert
from sqlalchemy.pool import StaticPool

from reminder.ports.clock import Clock
from reminder.store import migrate
from reminder.store.engine import Database, _begin
from reminder.store.schema import meta
from reminder.store.store import Store


class MemoryDatabase(Database):
    """The store's own transactions and SQL; only the file is missing."""

    def __init__(self) -> None:
        super().__init__(Path("memory.db"))
        self.driver = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.driver.execute("PRAGMA foreign_keys=ON")
        self._engine = create_engine("sqlite://", creator=lambda: self.driver, poolclass=StaticPool)
        event.listen(self._engine, "begin", _begin)

    def copy(self) -> sqlite3.Connection:
        """Give a copy of everything in it."""
        copied = sqlite3.connect(":memory:")
        self.driver.backup(copied)
        return copied

    def put_back(self, copied: sqlite3.Connection) -> None:
        """Hold again what a copy holds."""
        copied.backup(self.driver)


def a_memory_store(clock: Clock, database: MemoryDatabase) -> Store:
    """Make an empty store in memory."""
    with database.unrecorded() as connection:
        migrate.upgrade(connection)
        connection.execute(insert(meta).values(id=1, generation=0, recovered_run=0, created=clock.now()))
    return Store(database, clock=clock)
