"""What gives access: token pairs that are replaced whole, and the mailbox's credentials."""

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from reminder.ports.store import PendingRefresh, Token
from reminder.store.engine import Database
from reminder.store.locks import waiting_lock
from reminder.store.schema import credentials, pending_refreshes, tokens

PADDING = "." * 65_536
"""More than a token pair needs, so that a full disk shows before the old token is spent."""


class SqlTokens:
    """The port `Tokens` for one administration and service."""

    def __init__(self, database: Database, *, administration: str, service: str) -> None:
        self._database = database
        self._names = {"administration": administration, "service": service}

    def read(self) -> Token | None:
        """Give the stored pair, or None before the first consent."""
        with self._database.read() as connection:
            row = connection.execute(select(tokens).where(*self._own(tokens))).one_or_none()
        if row is None:
            return None
        return Token(access=row.access, refresh=row.refresh, expires_at=row.expires_at, issued_at=row.issued_at)

    def pending(self) -> PendingRefresh | None:
        """Give the refresh that was begun and not ended, or None."""
        columns = (pending_refreshes.c.refresh_digest, pending_refreshes.c.begun_at)
        with self._database.read() as connection:
            row = connection.execute(select(*columns).where(*self._own(pending_refreshes))).one_or_none()
        return None if row is None else PendingRefresh(refresh_digest=row.refresh_digest, begun_at=row.begun_at)

    def begin(self, pending: PendingRefresh) -> None:
        """Mark, durably, that a refresh begins, with room on the disk for the new pair; StoreError when there is none.

        The write-ahead log grows by this write and is then reused from its start, and the pages of the mark become the
        pair's, so that `save` needs no new room.
        """
        facts = {"refresh_digest": pending.refresh_digest, "begun_at": pending.begun_at, "padding": PADDING}
        statement = upsert(pending_refreshes).values(**self._names, **facts)
        with self._database.write() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=list(self._names), set_=facts))
        with self._database.bare() as driver:
            driver.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()

    def save(self, token: Token) -> None:
        """Store a new pair and clear the mark, in one transaction."""
        facts = {name: getattr(token, name) for name in ("access", "refresh", "expires_at", "issued_at")}
        statement = upsert(tokens).values(**self._names, **facts)
        with self._database.write() as connection:
            connection.execute(delete(pending_refreshes).where(*self._own(pending_refreshes)))
            connection.execute(statement.on_conflict_do_update(index_elements=list(self._names), set_=facts))

    def clear_pending(self) -> None:
        """Take the mark back: the request certainly never left."""
        with self._database.write() as connection:
            connection.execute(delete(pending_refreshes).where(*self._own(pending_refreshes)))

    def lock(self) -> AbstractContextManager[None]:
        """Hold the only right to renew, over all processes of this machine; LockedError after 180 s."""
        return waiting_lock(lock_path(self._database.path, *self._names.values()))

    def _own(self, table: Table) -> tuple[ColumnElement[bool], ...]:
        return tuple(table.c[name] == value for name, value in self._names.items())


class SqlCredentials:
    """The text that a mailbox's library keeps to renew its access, for one administration."""

    def __init__(self, database: Database, *, administration: str) -> None:
        self._database = database
        self._administration = administration

    def load(self) -> str | None:
        """Give the text, or None before the first consent."""
        query = select(credentials.c.text).where(credentials.c.administration == self._administration)
        with self._database.read() as connection:
            return connection.scalars(query).one_or_none()

    def save(self, text: str) -> None:
        """Replace the text."""
        statement = upsert(credentials).values(administration=self._administration, text=text)
        replaced = statement.on_conflict_do_update(index_elements=["administration"], set_={"text": text})
        with self._database.write() as connection:
            connection.execute(replaced)


def lock_path(database: Path, *names: str) -> Path:
    """Give the file that a lock of that name stands in, beside the database."""
    return database.with_name(".".join((database.name, *names, "lock")))
