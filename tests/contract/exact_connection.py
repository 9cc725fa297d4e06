"""The real Exact adapter, connected to a sandbox on a socket."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.client import ExactClient, Patience
from reminder.ledgers.exact.ledger import ExactLedger
from reminder.ledgers.exact.settings import ExactSettings
from reminder.ledgers.exact.token_call import TokenCall
from reminder.ports.store import Token
from reminder.sandbox.book import Book
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.exact.app import exact_app
from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.exact.world import ExactWorld
from reminder.sandbox.faults import Call, Fault, FaultMiddleware, FaultScript
from reminder.sandbox.guide_book import DIVISION, guide_book
from reminder.sandbox.serve import Server
from tests.fakes import FakeTokens

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PATIENCE = Patience(connect=2, read=2, whole=3)


@dataclass(slots=True)
class SharedClock:
    """The program's clock in the sandbox's time: waiting moves both on at once."""

    sandbox: SandboxClock
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        """Give the sandbox's present."""
        return self.sandbox.now()

    def monotonic(self) -> float:
        """Give real seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Move the sandbox on instead of waiting."""
        self.slept.append(seconds)
        self.sandbox.advance(seconds=seconds)


@dataclass(slots=True)
class MemoryJournal:
    """A journal of tokens in memory."""

    kept: bytes = b""

    def append(self, answer: bytes) -> None:
        """Add bytes."""
        self.kept += answer

    def read(self) -> bytes:
        """Give them all."""
        return self.kept

    def wipe(self) -> None:
        """Forget them."""
        self.kept = b""


@dataclass(slots=True)
class Steps:
    """What a person would see of the progress."""

    seen: list[str] = field(default_factory=list)

    def step(self, text: str, *, done: int | None = None, total: int | None = None) -> None:
        """Keep the text."""
        del done, total
        self.seen.append(text)

    def wait(self, text: str) -> None:
        """Keep the text."""
        self.seen.append(text)


@dataclass(slots=True)
class Busy:
    """An application that knows how many calls are under way, so that a test can wait for the last to end."""

    app: ASGIApp
    calls: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        self.calls += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.calls -= 1

    def wait(self) -> None:
        """Return when nothing is under way."""
        end = time.monotonic() + 5
        while self.calls and time.monotonic() < end:
            time.sleep(0.001)


@dataclass(slots=True, kw_only=True)
class Connection:
    """The adapter with everything around it within reach."""

    world: ExactWorld
    faults: FaultScript
    server: Busy
    clock: SharedClock
    tokens: FakeTokens
    journal: MemoryJournal
    steps: Steps
    auth: ExactAuth
    client: ExactClient
    ledger: ExactLedger

    def calls(self, path: str = "") -> list[Call]:
        """Give the calls that came in for a path, the last one included."""
        self.server.wait()
        return [call for call in self.faults.history if path in call.path]

    def forget(self) -> None:
        """Start the list of calls anew."""
        self.server.wait()
        self.faults.history.clear()

    def fault(self, action: Any, path: str = "api/v1", **details: Any) -> None:  # noqa: ANN401 - fields of `Fault`
        """Let something go wrong."""
        self.faults.add(Fault(action=action, path=path, **details))


@contextmanager
def connected(book: Book | None = None, *, knobs: Knobs | None = None, **settings: Any) -> Iterator[Connection]:  # noqa: ANN401
    """Serve a book, the guide's unless given, and connect the adapter to it with a living token."""
    clock = SandboxClock(START)
    world = ExactWorld(clock, book or guide_book(TODAY), knobs=knobs)
    faults = FaultScript()
    busy = Busy(FaultMiddleware(exact_app(world), faults, clock))
    with Server(busy) as server:
        connection = connect(world, faults, server=busy, settings=settings_for(world, server.url, **settings))
        try:
            yield connection
        finally:
            connection.ledger.close()


def settings_for(world: ExactWorld, url: str, **changes: Any) -> ExactSettings:  # noqa: ANN401 - any setting
    """Give the settings that fit a sandbox."""
    app = world.registration
    usual: dict[str, Any] = {
        "base_url": url,
        "division": DIVISION,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "redirect_uri": app.redirect_uri,
        "hold_marker": "#geen-herinnering",
    }
    return ExactSettings(**usual | changes)


def connect(world: ExactWorld, faults: FaultScript, *, server: Busy, settings: ExactSettings) -> Connection:
    """Put the adapter together."""
    clock, tokens, journal, steps = SharedClock(world.clock), FakeTokens(), MemoryJournal(), Steps()
    tokens.token = living_token(world)
    call = TokenCall(settings=settings, journal=journal, connect=2, read=2)
    auth = ExactAuth(tokens=tokens, call=call, clock=clock, administration="acme", progress=steps)
    client = ExactClient(settings, auth=auth, clock=clock, progress=steps, patience=PATIENCE)
    return Connection(
        world=world,
        faults=faults,
        server=server,
        clock=clock,
        tokens=tokens,
        journal=journal,
        steps=steps,
        auth=auth,
        client=client,
        ledger=ExactLedger(settings, client=client, clock=clock, progress=steps),
    )


def living_token(world: ExactWorld) -> Token:
    """Give a pair that the sandbox made just now."""
    answer, now = world.grant(), world.clock.now()
    access, refresh = str(answer["access_token"]), str(answer["refresh_token"])
    life = timedelta(seconds=int(str(answer["expires_in"])))
    return Token(access=access, refresh=refresh, issued_at=now, expires_at=now + life)
