"""The local Gmail on a real socket with the adapter in front of it, and every request that arrived."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.drafts import GmailDrafts
from reminder.mailboxes.gmail.grant import Grant
from reminder.mailboxes.gmail.inbox import GmailInbox
from reminder.mailboxes.gmail.sender import GmailSender
from reminder.mailboxes.gmail.settings import GmailSettings, scopes
from reminder.mailboxes.gmail.threads import GmailThreads
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.faults import FaultMiddleware, FaultScript
from reminder.sandbox.gmail.app import gmail_app
from reminder.sandbox.gmail.world import GmailWorld
from reminder.sandbox.serve import Server
from tests.fakes import FakeClock
from tests.fakes_mailbox import ADDRESS

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@dataclass(slots=True)
class MemoryStore:
    """A credential store in memory; `saved` lists every text."""

    text: str | None = None
    saved: list[str] = field(default_factory=list)

    def load(self) -> str | None:
        return self.text

    def save(self, text: str) -> None:
        self.text = text
        self.saved.append(text)


class Doorman:
    """Notes every request as it arrives, before anything can go wrong with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.arrived: list[tuple[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.arrived.append((scope["method"], scope["path"]))
        await self._app(scope, receive, send)

    def count(self, method: str, path: str) -> int:
        """Count the requests with this method whose path ends so."""
        return sum(1 for verb, where in self.arrived if verb == method and where.endswith(path))


@dataclass(slots=True, kw_only=True)
class GmailStage:
    """The adapter, and the truth behind it."""

    url: str
    world: GmailWorld
    faults: FaultScript
    door: Doorman
    sandbox_clock: SandboxClock
    clock: FakeClock
    settings: GmailSettings
    store: MemoryStore
    client: GmailClient

    @property
    def drafts(self) -> GmailDrafts:
        return GmailDrafts(self.client)

    @property
    def sender(self) -> GmailSender:
        return GmailSender(self.client)

    @property
    def threads(self) -> GmailThreads:
        return GmailThreads(self.client)

    @property
    def inbox(self) -> GmailInbox:
        return GmailInbox(self.client)


@contextmanager
def gmail_stage(*, timeout: float = 5.0, **changes: Any) -> Iterator[GmailStage]:  # noqa: ANN401 - any setting
    """Start the local Gmail, grant access to its mailbox, and put the adapter in front of it."""
    sandbox_clock, script = SandboxClock(START), FaultScript()
    world = GmailWorld(sandbox_clock, addresses=(ADDRESS,))
    door = Doorman(FaultMiddleware(gmail_app(world), script, sandbox_clock))
    with Server(door) as server:
        chosen = {"client": world.google_client_json(server.url), "api_endpoint": server.url, **changes}
        settings = GmailSettings(address=ADDRESS, administration="acme", **chosen)
        clock, store = FakeClock(START), MemoryStore(text=a_grant(world, settings).text())
        yield GmailStage(
            url=server.url,
            world=world,
            faults=script,
            door=door,
            sandbox_clock=sandbox_clock,
            clock=clock,
            settings=settings,
            store=store,
            client=GmailClient(settings, store=store, clock=clock, timeout=timeout),
        )


def a_grant(world: GmailWorld, settings: GmailSettings) -> Grant:
    """Let the mailbox's owner consent to what the settings ask."""
    token = world.grant(scopes(settings))
    return Grant(refresh_token=token, scopes=scopes(settings), account=ADDRESS, issued_at=START.isoformat())
