"""The sandbox's Gmail on a socket, and short ways to call it as a program would."""

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import httpx

from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.gmail.app import gmail_app
from reminder.sandbox.gmail.world import GmailWorld
from reminder.sandbox.serve import Server

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
OWN = "administratie@acme.example"
DEBTOR = "crediteuren@klant.example"
EVERYTHING = ("gmail.modify",)
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loads no certificates, which would take longer than a whole test."""


@dataclass(slots=True, kw_only=True)
class Gmail:
    """One sandbox, its truth in `world`, and a client with a token for everything."""

    world: GmailWorld
    clock: SandboxClock
    url: str
    http: httpx.Client

    def call(
        self,
        verb: str,
        path: str,
        json: Any = None,  # noqa: ANN401 - any JSON
        *,
        scopes: tuple[str, ...] = EVERYTHING,
        user: str = "me",
        **params: Any,  # noqa: ANN401 - any parameter
    ) -> httpx.Response:
        """Call a method with a fresh token of these scopes."""
        headers = {"Authorization": f"Bearer {self.world.access_token(scopes)}"}
        return self.http.request(verb, f"/gmail/v1/users/{user}/{path}", json=json, headers=headers, params=params)

    def create(self, raw: bytes, thread_id: str | None = None) -> dict[str, Any]:
        """Make a draft and give Gmail's answer."""
        thread = {"threadId": thread_id} if thread_id else {}
        return self.good(self.call("POST", "drafts", {"message": {"raw": encoded(raw), **thread}}))

    def send(self, draft_id: str) -> dict[str, Any]:
        """Send a draft and give Gmail's answer."""
        return self.good(self.call("POST", "drafts/send", {"id": draft_id}))

    def good(self, response: httpx.Response) -> dict[str, Any]:
        """Give the JSON of an answer that must be 200."""
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


@contextmanager
def gmail_on_a_socket() -> Iterator[Gmail]:
    """Serve a new world for as long as the context lasts."""
    clock = SandboxClock(START)
    world = GmailWorld(clock)
    with Server(gmail_app(world)) as server, httpx.Client(base_url=server.url, verify=NO_TLS) as http:
        yield Gmail(world=world, clock=clock, url=server.url, http=http)


def a_mail(
    *,
    to: str | None = DEBTOR,
    subject: str = "Factuur 26000042",
    text: str = "Graag betalen.",
    html: str | None = None,
    pdf: bytes | None = None,
    **headers: str,
) -> bytes:
    """Give a mail's bytes; underscores in header names stand for hyphens."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    wanted = {"From": OWN, "To": to, "Subject": subject, "Message-ID": "<ours@acme.example>"}
    for name, value in {**wanted, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    if pdf is not None:
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename="factuur.pdf")
    return message.as_bytes()


def encoded(raw: bytes) -> str:
    """Give base64url as a program sends it."""
    return base64.urlsafe_b64encode(raw).decode()


def decoded(value: str) -> bytes:
    """Read base64url as a program receives it."""
    return base64.urlsafe_b64decode(value)


def error_of(response: httpx.Response) -> tuple[int, str, str]:
    """Give an error's status, reason and message, all three from Google's body."""
    error = response.json()["error"]
    assert error["code"] == response.status_code
    return error["code"], error["errors"][0]["reason"], error["message"]
