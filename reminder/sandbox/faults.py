"""Faults on demand: which call goes wrong, and a record of every call that came in."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.fault_actions import Action, Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong, and on which of the matching calls since it was added.

    `path` is a regular expression searched in the path and in `path?query`; `method` "*" matches every method.
    """

    action: Action
    method: str = "*"
    path: str = ""
    nth: int = 1
    every: bool = False

    def matches(self, method: str, path: str, query: str) -> bool:
        """Whether a call counts for this fault."""
        found = re.search(self.path, path) or re.search(self.path, f"{path}?{query}")
        return self.method in ("*", method) and found is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it came in; `status` is None as long as it has no answer."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    status: int | None
    at: datetime


@dataclass(slots=True)
class _Armed:
    fault: Fault
    seen: int = 0

    def due(self) -> bool:
        self.seen += 1
        return self.fault.every or self.seen == self.fault.nth


@dataclass(slots=True)
class FaultScript:
    """The faults still to come, and all calls in the order they came in; safe to change from another thread."""

    history: list[Call] = field(default_factory=list)
    _armed: list[_Armed] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        """Arm a fault; it counts matching calls from now on."""
        with self._lock:
            self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Forget the armed faults; the history stays."""
        with self._lock:
            self._armed.clear()

    def take(self, method: str, path: str, query: str) -> Fault | None:
        """Count a call for every armed fault it matches; returns the first one that is due."""
        with self._lock:
            matching = [armed for armed in self._armed if armed.fault.matches(method, path, query)]
            due = [armed.fault for armed in matching if armed.due()]
        return due[0] if due else None

    def record(self, call: Call) -> int:
        """Add a call to the history; returns its place there."""
        with self._lock:
            self.history.append(call)
            return len(self.history) - 1

    def answered(self, place: int, status: int) -> None:
        """Note a call's status; the caller must not have seen any of the answer yet."""
        with self._lock:
            self.history[place] = replace(self.history[place], status=status)


class FaultMiddleware:
    """The outermost application: plays the script, records every call, dates every answer by the sandbox clock."""

    def __init__(self, app: ASGIApp, script: FaultScript, clock: SandboxClock | None = None) -> None:
        self._app = app
        self._script = script
        self._clock = clock or SandboxClock()

    @property
    def history(self) -> list[Call]:
        """Every call so far, in the order in which they came in."""
        return self._script.history

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or play the fault that is due for it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place = self._script.record(_call(scope, at=self._clock.now()))
        sent = _Sent(send=send, clock=self._clock, script=self._script, place=place)
        exchange = Exchange(app=self._app, scope=scope, receive=receive, send=sent)
        fault = self._script.take(scope["method"], scope["path"], scope["query_string"].decode())
        if fault is None:
            await exchange.pass_on()
        else:
            await fault.action(exchange)


@dataclass(slots=True, kw_only=True)
class _Sent:
    """A `send` that dates the answer, and notes its status before the first byte goes out."""

    send: Send
    clock: SandboxClock
    script: FaultScript
    place: int

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.script.answered(self.place, message["status"])
            headers = MutableHeaders(scope=message)
            headers.setdefault("date", format_datetime(self.clock.now(), usegmt=True))
        await self.send(message)


def _call(scope: Scope, *, at: datetime) -> Call:
    headers = dict(Headers(scope=scope).items())
    query = scope["query_string"].decode()
    return Call(method=scope["method"], path=scope["path"], query=query, headers=headers, status=None, at=at)
