"""What can go wrong with one call: answers replaced, slowed down, cut off or never given."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Login</title></head><body><h1>Log in</h1></body></html>"


@dataclass(slots=True, kw_only=True)
class Answer:
    """A whole HTTP answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request on its way to the application, and the means to answer or to cut it off."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send

    async def pass_on(self) -> None:
        """Let the application answer as usual."""
        await self.app(self.scope, self.receive, self.send)

    async def work(self) -> Answer:
        """Let the application do its work; returns the answer instead of sending it."""
        answer = Answer()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = dict(MutableHeaders(scope=message).items())
            else:
                answer.body += message.get("body", b"")

        await self.app(self.scope, self.receive, keep)
        return answer

    async def start(self, answer: Answer) -> None:
        """Send the status and headers, with the length of the whole body."""
        fields = {**answer.headers, "content-length": str(len(answer.body))}
        headers = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
        await self.send({"type": "http.response.start", "status": answer.status, "headers": headers})

    async def answer(self, answer: Answer) -> None:
        """Send a whole answer."""
        await self.start(answer)
        await self.send({"type": "http.response.body", "body": answer.body})

    async def read_body(self) -> None:
        """Take in the rest of the request, so that closing looks like an orderly end."""
        more = True
        while more:
            message = await self.receive()
            more = message.get("more_body", False)

    async def close(self) -> None:
        """Close the connection without (the rest of) an answer."""
        self._connection.transport.close()
        while (await self.receive())["type"] != "http.disconnect":
            pass

    def write(self, content: bytes) -> None:
        """Put bytes on the connection past everything that knows HTTP."""
        self._connection.transport.write(content)

    @property
    def closed(self) -> bool:
        """Whether the caller has gone."""
        return bool(self._connection.disconnected)

    @property
    def _connection(self) -> Any:  # noqa: ANN401 - uvicorn's request cycle, which has no public type
        return self.receive.__self__  # type: ignore[attr-defined]


Action = Callable[[Exchange], Awaitable[None]]


def status(code: int, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Action:
    """An answer of this status instead of the work."""

    async def play(exchange: Exchange) -> None:
        await exchange.answer(Answer(status=code, headers=dict(headers or {}), body=body))

    return play


def status_after(code: int, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Action:
    """The work is done, but an answer of this status says otherwise."""

    async def play(exchange: Exchange) -> None:
        await exchange.work()
        await exchange.answer(Answer(status=code, headers=dict(headers or {}), body=body))

    return play


def html_page(body: bytes = LOGIN_PAGE) -> Action:
    """A page with status 200, as a proxy or a login form gives, instead of the work."""
    return status(200, headers={"content-type": "text/html; charset=utf-8"}, body=body)


def redirect(location: str, code: int = 302) -> Action:
    """A redirect to another place instead of the work."""
    return status(code, headers={"location": location})


def delay(seconds: float) -> Action:
    """The work is done after this many seconds, and answered as usual."""

    async def play(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)
        await exchange.pass_on()

    return play


def delay_after(seconds: float) -> Action:
    """The work is done at once, its answer comes this many seconds later."""

    async def play(exchange: Exchange) -> None:
        answer = await exchange.work()
        await asyncio.sleep(seconds)
        await exchange.answer(answer)

    return play


def drip(bytes_per_second: float) -> Action:
    """The answer comes byte by byte at this pace."""

    async def play(exchange: Exchange) -> None:
        answer = await exchange.work()
        await exchange.start(answer)
        for byte in answer.body:
            await asyncio.sleep(1 / bytes_per_second)
            if exchange.closed:
                return
            await exchange.send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        await exchange.send({"type": "http.response.body", "body": b""})

    return play


def drip_headers(bytes_per_second: float) -> Action:
    """The work is done, then the answer's status and headers come byte by byte, without end."""

    async def play(exchange: Exchange) -> None:
        await exchange.work()
        exchange.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while not exchange.closed:
            exchange.write(b"a")
            await asyncio.sleep(1 / bytes_per_second)

    return play


def truncate(share: float = 0.5) -> Action:
    """The connection closes after this share of the answer's body, short of its Content-Length."""

    async def play(exchange: Exchange) -> None:
        answer = await exchange.work()
        await exchange.start(answer)
        part = answer.body[: int(len(answer.body) * share)]
        await exchange.send({"type": "http.response.body", "body": part, "more_body": True})
        await exchange.close()

    return play


def content_type(value: str) -> Action:
    """The usual answer under another Content-Type."""

    async def play(exchange: Exchange) -> None:
        answer = await exchange.work()
        answer.headers["content-type"] = value
        await exchange.answer(answer)

    return play


def replace_body(change: Callable[[bytes], bytes]) -> Action:
    """The usual answer with its bytes changed: NaN, doubled rows, a foreign `__next`, half a document."""

    async def play(exchange: Exchange) -> None:
        answer = await exchange.work()
        answer.body = change(answer.body)
        await exchange.answer(answer)

    return play


async def close_before(exchange: Exchange) -> None:
    """The connection closes without an answer, before any work was done."""
    await exchange.read_body()
    await exchange.close()


async def close_after(exchange: Exchange) -> None:
    """The work is done, then the connection closes without an answer."""
    await exchange.work()
    await exchange.close()


def meanwhile(event: Callable[[], None]) -> Action:
    """Something happens in the world just before this call's work, such as a payment."""

    async def play(exchange: Exchange) -> None:
        event()
        await exchange.pass_on()

    return play
