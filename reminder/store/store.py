"""The store: everything that is remembered, bound to one administration at a time."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from reminder.ports.clock import Clock
from reminder.store import opening, recovery
from reminder.store.attempts import SqlAttempts
from reminder.store.engine import Database
from reminder.store.history import SqlHistory
from reminder.store.letters import SqlLetters
from reminder.store.locks import run_lock
from reminder.store.maintenance import SqlMaintenance
from reminder.store.memory import SqlMemory
from reminder.store.runs import SqlRuns
from reminder.store.tokens import SqlCredentials, SqlTokens, lock_path


class Store:
    """One open database; each part of it that is handed out sees one administration only."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    def open(
        cls, path: Path, *, clock: Clock, generation_file: Path | None = None, recovering: bool = False
    ) -> "Store":
        """Open the store, made at first use and brought up to date; StoreError when it cannot be trusted.

        `recovering` accepts a database that is missing or older than its generation file, for `recover` alone.
        """
        database = opening.open_database(path, generation_file=generation_file, now=clock.now(), recovering=recovering)
        return cls(database, clock=clock)

    def created(self) -> datetime:
        """Tell when the store was made."""
        return opening.created(self._database)

    def examine(self, *, whole: bool = True) -> None:
        """Read the whole database and write to the disk for real, before a run; StoreError when it is not sound.

        Unless `whole`, what was decided in past runs is not read, which is nearly all of it.
        """
        opening.examine(self._database, whole=whole)

    def intact(self) -> bool:
        """Tell whether the generation file says that nothing of the store was lost."""
        return opening.intact(self._database)

    def accept(self) -> None:
        """Go on with a store that may be old, in one transaction.

        Every mail that is not settled becomes `review`, and the next run of every administration is a first one.
        """
        recovery.accept(self._database, now=self._clock.now())

    def letters(self, administration: str) -> SqlLetters:
        """Give the mails that left, and what came back on them."""
        return SqlLetters(self._database, administration=administration, clock=self._clock)

    def attempts(self, administration: str) -> SqlAttempts:
        """Give the journal of mails."""
        return SqlAttempts(self._database, administration=administration, clock=self._clock)

    def runs(self, administration: str) -> SqlRuns:
        """Give the record of runs."""
        return SqlRuns(self._database, administration=administration, clock=self._clock)

    def memory(self, administration: str) -> SqlMemory:
        """Give what is known of receivables and debtors."""
        return SqlMemory(self._database, administration=administration, clock=self._clock)

    def tokens(self, administration: str, service: str) -> SqlTokens:
        """Give the tokens of a service."""
        return SqlTokens(self._database, administration=administration, service=service)

    def credentials(self, administration: str) -> SqlCredentials:
        """Give the credentials of the mailbox."""
        return SqlCredentials(self._database, administration=administration)

    def maintenance(self, administration: str) -> SqlMaintenance:
        """Give what lets old facts go."""
        return SqlMaintenance(self._database, administration=administration)

    def compact(self) -> None:
        """Give the room of what was let go back to the disk, so that nothing of it can be read there."""
        with self._database.bare() as driver:
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def history(self) -> SqlHistory:
        """Give what was recorded, over all administrations."""
        return SqlHistory(self._database, clock=self._clock)

    def run_lock(self, administration: str) -> AbstractContextManager[None]:
        """Hold the only right to run an administration; LockedError, without waiting, names who holds it."""
        path = lock_path(self._database.path, administration, "run")
        return run_lock(path, administration=administration, now=self._clock.now())

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
