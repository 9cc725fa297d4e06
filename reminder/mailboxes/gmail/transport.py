"""The one way to Google's servers: a request goes out at most once, and a redirect is an answer."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httplib2

TIMEOUT = 60.0
"""Seconds that connecting, or any wait for the next bytes, may take."""

LONGEST = 180.0
"""Seconds that a whole answer may take, however its bytes come in."""

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest answer that is read; a draft with attachments stays below it."""

_PIECE = 65536


class NotSent(httplib2.HttpLib2Error):
    """No connection came about: the request certainly had no effect."""


class Lost(httplib2.HttpLib2Error):
    """The request may have gone out, but no whole answer came back."""


class GuardedHttp(httplib2.Http):
    """An HTTP client for google-auth and google-api-python-client that never sends anything a second time.

    Each request has a connection of its own, so that a stale one is no reason to repeat a write. httplib2 itself
    repeats a request once when the server closes the connection without an answer, also a POST, whatever it is told.
    """

    def __init__(self, *, timeout: float = TIMEOUT, longest: float = LONGEST, largest: int = LARGEST) -> None:
        super().__init__(timeout=timeout, proxy_info=None)
        self.follow_redirects = False
        self._longest = longest
        self._largest = largest

    def _conn_request(
        self,
        conn: Any,  # noqa: ANN401 - httplib2's connection, plain or TLS
        request_uri: str,
        method: str,
        body: Any,  # noqa: ANN401 - text or bytes
        headers: dict[str, str],
    ) -> tuple[httplib2.Response, bytes]:
        conn.close()
        try:
            conn.connect()
        except (OSError, httplib2.HttpLib2Error) as error:
            conn.close()
            raise NotSent("no connection") from error
        try:
            with _cut_after(self._longest, conn.sock):
                conn.request(method, request_uri, body, {**headers, "accept-encoding": "identity"})
                response = conn.getresponse()
                return httplib2.Response(response), self._content(response)
        except (OSError, http.client.HTTPException) as error:
            raise Lost("no whole answer") from error
        finally:
            conn.close()

    def _content(self, response: http.client.HTTPResponse) -> bytes:
        expected, content = response.length, bytearray()
        while (expected is None or len(content) < expected) and (piece := response.read1(_PIECE)):
            content += piece
            if len(content) > self._largest:
                raise http.client.HTTPException("the answer is too long")
        if expected is not None and len(content) < expected:
            raise http.client.IncompleteRead(bytes(content))
        return bytes(content)


@contextmanager
def _cut_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Break a connection off when its answer takes longer than this; what came until then does not count."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if over.is_set():
            raise http.client.HTTPException("the answer takes too long")
