"""The sandbox on loopback sockets: one server per half, both in one time."""

import asyncio
import logging
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from reminder.sandbox.book import Book
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.faults import FaultMiddleware, FaultScript

HOST = "127.0.0.1"
BACKLOG = 128
PATIENCE = 5.0
"""Seconds to wait for a server to start or to end."""


class _Loop(uvicorn.Server):
    """A uvicorn server that starts and stops without its polling pauses."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._running = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self.up.set()

    async def main_loop(self) -> None:
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in self.servers:
            listener.close()
        for listening in sockets or ():
            listening.close()
        for task in tuple(self.server_state.tasks):
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    def stop(self) -> None:
        self._running.call_soon_threadsafe(self._stopping.set)


class Server:
    """One ASGI application on a loopback socket, served by a thread for as long as the context lasts."""

    def __init__(self, app: ASGIApp, *, port: int = 0) -> None:
        self._app = app
        self._port = port

    def __enter__(self) -> Self:
        self._socket = _listen(self._port)
        self._port = self._socket.getsockname()[1]
        self._loop = _Loop(_config(self._app))
        self._thread = threading.Thread(target=self._loop.run, args=([self._socket],), daemon=True)
        self._thread.start()
        if not self._loop.up.wait(PATIENCE):
            raise RuntimeError("The sandbox server did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.stop()
        self._thread.join(PATIENCE)

    @property
    def url(self) -> str:
        """The address to call, without a slash at the end."""
        return f"http://{HOST}:{self._port}"


def _listen(port: int) -> socket.socket:
    """A listening socket that names its protocol: only then does asyncio send small writes at once."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    listening.listen(BACKLOG)
    return listening


def _unless_cut_off(record: logging.LogRecord) -> bool:
    """Keep every report but that of an answer cut off by the end of the server."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _config(app: ASGIApp) -> uvicorn.Config:
    log = logging.getLogger("uvicorn.error")
    log.setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    log.addFilter(_unless_cut_off)
    return uvicorn.Config(
        app,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
    )


class Sandbox:
    """A local Exact Online and a local Gmail, with the worlds behind them at hand as the truth."""

    def __init__(
        self,
        book: Book | None = None,
        clock: SandboxClock | None = None,
        *,
        exact_port: int = 0,
        gmail_port: int = 0,
    ) -> None:
        from reminder.sandbox.exact.app import exact_app
        from reminder.sandbox.exact.world import ExactWorld
        from reminder.sandbox.gmail.app import gmail_app
        from reminder.sandbox.gmail.world import GmailWorld
        from reminder.sandbox.guide_book import guide_book

        self.clock = clock or SandboxClock()
        self.exact = ExactWorld(self.clock, book or guide_book(self.clock.today()))
        self.gmail = GmailWorld(self.clock)
        self.exact_faults = FaultScript()
        self.gmail_faults = FaultScript()
        exact = FaultMiddleware(exact_app(self.exact), self.exact_faults, self.clock)
        gmail = FaultMiddleware(gmail_app(self.gmail), self.gmail_faults, self.clock)
        self._exact_server = Server(exact, port=exact_port)
        self._gmail_server = Server(gmail, port=gmail_port)

    def __enter__(self) -> Self:
        self._exact_server.__enter__()
        try:
            self._gmail_server.__enter__()
        except BaseException:
            self._exact_server.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gmail_server.__exit__(kind, error, trace)
        self._exact_server.__exit__(kind, error, trace)

    @property
    def exact_url(self) -> str:
        """The address of the Exact half."""
        return self._exact_server.url

    @property
    def gmail_url(self) -> str:
        """The address of the Gmail half."""
        return self._gmail_server.url
