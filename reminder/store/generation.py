"""A count of what was written, kept apart from the database, so that a restored or lost one is noticed."""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from reminder.errors import StoreError
from reminder.store.faults import translated

RECOVER = "restore the newest copy of the database if there is one, then run `reminder recover`"

MOST_DIGITS = 18
"""More is beyond what the database can count to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationFile:
    """The file that remembers how far the database once was."""

    path: Path

    def read(self) -> int | None:
        """Give the count; None when there is no file, StoreError when it holds something else."""
        with translated(self.path):
            if not self.path.exists():
                return None
            content = self.path.read_bytes().strip()
        if not content.isdigit() or len(content) > MOST_DIGITS:
            raise StoreError(f"{self.path.name} does not hold a generation", hint=RECOVER, code="generation")
        return int(content)

    def write(self, generation: int) -> None:
        """Replace the count, durably: after a crash the file holds the old one or the new one."""
        with translated(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(self.path, f"{generation}\n".encode())


def write_durably(path: Path, content: bytes) -> None:
    """Put a file in place whole, readable for its owner alone, and on the disk when this returns."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make what was renamed in a directory last."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
