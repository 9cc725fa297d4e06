"""SQLite's and the system's errors as failures that say what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from reminder.errors import StoreError

FULL = ("disk-full", "the disk is full", "make room on the disk, then run again; nothing that was recorded is lost")
READ_ONLY = ("read-only", "it cannot be written", "make the database and its directory writable for this user")
DAMAGED = ("damaged", "it is damaged", "leave the file alone, restore a backup, then run `reminder recover`")
NO_DATABASE = ("no-database", "it is not a database", "check `database` in the configuration; the file was left alone")
BUSY = ("busy", "another process keeps it occupied", "wait for the other command to end, then run again")
UNREADABLE = ("unreadable", "the disk gave an error", "check the disk and its free space, then run again")
NOT_OPENED = ("not-opened", "it cannot be opened", "check `database` in the configuration and the rights on the file")

BY_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: NO_DATABASE,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_IOERR: UNREADABLE,
    sqlite3.SQLITE_CANTOPEN: NOT_OPENED,
}
BY_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.ENOENT: NOT_OPENED,
    errno.ENOTDIR: NOT_OPENED,
    errno.EISDIR: NOT_OPENED,
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what goes wrong with this file inside the block into a StoreError; a mistake in SQL stays one."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        fault = BY_SQLITE.get(_code(error))
        if fault is None:
            raise
        raise _failure(path, fault) from error
    except OSError as error:
        raise _failure(path, BY_SYSTEM.get(error.errno or 0, UNREADABLE)) from error


def damaged(path: Path) -> StoreError:
    """Say that what the file holds is not sound."""
    return _failure(path, DAMAGED)


def _code(error: DBAPIError | sqlite3.Error) -> int:
    origin = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(origin, "sqlite_errorcode", 0)) & 0xFF


def _failure(path: Path, fault: tuple[str, str, str]) -> StoreError:
    code, what, hint = fault
    return StoreError(f"the store {path.name} is unusable: {what}", hint=hint, code=code)
