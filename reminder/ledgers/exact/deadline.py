"""A limit on the time of one whole request, from the first byte of the headers to the last of the body."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Deadline:
    """Cuts the connection of a request whose time is over.

    httpx limits each wait for bytes alone, so that a server giving one byte at a time is never too slow for it. Put
    `extensions` into every request of one client that has one connection at a time.
    """

    def __init__(self) -> None:
        self._stream: Any = None
        self.passed = False
        """Whether the last request was cut off."""

    @property
    def extensions(self) -> Mapping[str, Any]:
        """What makes a request of httpx tell which connection it takes."""
        return {"trace": self._trace}

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the request made meanwhile when it takes longer than this; look at `passed` then."""
        self.passed = False
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _trace(self, event: str, facts: Mapping[str, Any]) -> None:
        if event in OPENED:
            self._stream = facts["return_value"]

    def _cut(self) -> None:
        self.passed = True
        connection = self._stream.get_extra_info("socket") if self._stream else None
        with suppress(OSError):
            if connection is not None:
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
