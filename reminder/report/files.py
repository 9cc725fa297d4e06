"""Files for people: whole or not there, and for their owner's eyes alone."""

import os
from pathlib import Path

from reminder.errors import UsageError
from reminder.failpoints import failpoint


def put(path: Path, text: str) -> None:
    """Write a file beside its place and move it there; a link or another file in its place is replaced by it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        failpoint("before_placed")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def put_new(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file that a person named; UsageError when it is there already, or cannot be written."""
    try:
        if not overwrite and os.path.lexists(path):
            raise UsageError(f"{path} is there already", hint="add --overwrite, or name another file")
        put(path, text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="name another file") from error
