"""The loopback address that Google's consent page sends the browser back to."""

import hmac
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

PATH = "/callback"

_LONGEST = 4096
_PATIENCE = 5.0
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>reminder</title></head>
<body><p>{text}</p></body></html>
"""
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Listener:
    """Takes in one answer of the consent page, and nothing else, for as long as the context lasts.

    The browser calls 127.0.0.1; `bind` may be another address of this machine, as in a container.
    """

    def __init__(self, *, port: int, bind: str, state: str) -> None:
        self._server = _Server((bind, port), _Handler)
        self._server.state = state
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def redirect_uri(self) -> str:
        """The address that the browser is sent to."""
        return f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def wait(self, timeout: float) -> str | None:
        """Give the address that the browser came back with; None when it did not within `timeout` seconds."""
        self._server.arrived.wait(timeout)
        return self._server.redirected

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join(_PATIENCE)
        self._server.server_close()


class _Server(HTTPServer):
    """The listening socket, what it waits for, and what came."""

    state: str = ""
    redirected: str | None = None

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.arrived = threading.Event()

    def server_bind(self) -> None:
        # The base class looks up the host's name, which may take long and is of no use here.
        super(HTTPServer, self).server_bind()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a caller that breaks off is no news, and a traceback could show the code."""

    def verdict(self, target: str, host: str) -> tuple[int, str]:
        """Give the status and the text for a request; a right one is kept."""
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        state = query.get("state", [""])[0]
        checks = (
            (len(target) > _LONGEST, 414, "This address is too long."),
            (host not in self._hosts(), 421, "This page is for the consent of Gmail alone."),
            (parts.path != PATH, 404, "There is nothing here."),
            (self.arrived.is_set(), 410, "This was answered already."),
            (not hmac.compare_digest(state.encode(), self.state.encode()), 400, "This does not belong to the request."),
            ("code" not in query and "error" not in query, 400, "There is no answer in this address."),
        )
        wrong = next(((status, text) for applies, status, text in checks if applies), None)
        if wrong is not None:
            return wrong
        self.redirected = target
        self.arrived.set()
        return 200, "Received. You can close this page and go back to the terminal."

    def _hosts(self) -> tuple[str, ...]:
        return tuple(f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost"))


class _Handler(BaseHTTPRequestHandler):
    """Answers a GET; every other method is refused by the base class."""

    timeout = _PATIENCE
    server: _Server
    server_version = "reminder"
    sys_version = ""

    def do_GET(self) -> None:
        status, text = self.server.verdict(self.path, self.headers.get("Host", ""))
        page = _PAGE.format(text=text).encode()
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(page))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Write nothing: the request line holds the code."""
