"""New identifiers in Gmail's forms; the same calls at the same times give the same ones."""

import hashlib
from datetime import datetime

from reminder.sandbox.marks import SECRET_MARK


class Identifiers:
    """Gives ids that never repeat within one world."""

    def __init__(self) -> None:
        self._given = 0

    def message(self, now: datetime) -> str:
        """Give 16 hexadecimal digits, ascending."""
        return f"{int(now.timestamp() * 1000):011x}{self.position() % 16**5:05x}"

    def draft(self) -> str:
        """Give an ``r`` and a number, which may be negative."""
        return f"r{int.from_bytes(self._digest('draft')[:8], signed=True)}"

    def message_id(self) -> str:
        """Give a Message-ID as Gmail writes it."""
        return f"<CA+{self._digest('message-id').hex()[:40]}@mail.gmail.com>"

    def secret(self, kind: str) -> str:
        """Give an opaque value for a code or a token of this kind."""
        return f"{kind}.{SECRET_MARK}-{self._digest(kind).hex()[:40]}"

    def label(self) -> str:
        """Give the id of a user's label."""
        return f"Label_{self.position()}"

    def position(self) -> int:
        """Give a number higher than any before."""
        self._given += 1
        return self._given

    def _digest(self, kind: str) -> bytes:
        return hashlib.sha256(f"{kind} {self.position()}".encode()).digest()
