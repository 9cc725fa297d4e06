"""A file that holds a token answer from its arrival until the pair in it is stored."""

import os
from pathlib import Path

from reminder.errors import StoreError


class FileTokenJournal:
    """The journal as one file that only its owner may read; it is gone whenever nothing is under way."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, answer: bytes) -> None:
        """Add bytes, durable when this returns."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        try:
            with os.fdopen(os.open(self._path, flags, 0o600), "wb") as file:
                file.write(answer)
                file.flush()
                os.fsync(file.fileno())
            self._sync_folder()
        except OSError as error:
            raise _failed(error) from error

    def read(self) -> bytes:
        """Give all that was added since the last wipe."""
        try:
            return self._path.read_bytes() if self._path.exists() else b""
        except OSError as error:
            raise _failed(error) from error

    def wipe(self) -> None:
        """Remove it."""
        try:
            self._path.unlink(missing_ok=True)
            self._sync_folder()
        except OSError as error:
            raise _failed(error) from error

    def _sync_folder(self) -> None:
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _failed(error: OSError) -> StoreError:
    message = f"The journal of tokens cannot be used: {error.strerror}"
    return StoreError(message, hint="look at space and rights of its folder")
