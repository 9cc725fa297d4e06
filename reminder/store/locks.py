"""Locks between processes of this machine; the system frees them when their holder dies."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from reminder.errors import LockedError
from reminder.store.faults import translated
from reminder.store.generation import write_durably

WAIT_SECONDS = 180.0


@contextmanager
def waiting_lock(path: Path, *, seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold a lock as soon as its holder lets go; LockedError when that takes too long."""
    lock = FileLock(path, mode=0o600, timeout=seconds)
    _acquire(lock, path, message=f"another process keeps {path.name}")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def run_lock(path: Path, *, administration: str, now: datetime) -> Iterator[None]:
    """Hold the only right to run this administration; LockedError names who holds it. Beside it stands who we are."""
    lock = FileLock(path, mode=0o600, timeout=0)
    holder = path.with_suffix(".holder")
    _acquire(lock, path, message=f"another run of {administration} is active{_described(holder)}")
    try:
        with translated(holder):
            write_durably(holder, json.dumps({"pid": os.getpid(), "started": now.isoformat()}).encode())
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _acquire(lock: FileLock, path: Path, *, message: str) -> None:
    try:
        lock.acquire()
    except Timeout as error:
        raise LockedError(message, hint="wait until it ends, then run again") from error
    except OSError:
        with translated(path):
            raise


def _described(holder: Path) -> str:
    try:
        known = json.loads(holder.read_text(encoding="utf-8"))
        return f" (process {int(known['pid'])}, started {datetime.fromisoformat(known['started']).isoformat()})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
