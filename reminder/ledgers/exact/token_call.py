"""One request to the token endpoint, made once and never again, with its answer kept before it is looked at."""

from dataclasses import dataclass
from typing import Protocol

import httpx
import structlog
from oauthlib.oauth2.rfc6749.parameters import prepare_token_request

from reminder.errors import StoreError, UnavailableError
from reminder.ledgers.exact.deadline import Deadline
from reminder.ledgers.exact.settings import ExactSettings

PATH = "/api/oauth2/token"
LARGEST = 1_000_000
LATER = "run again later"
FORM = "application/x-www-form-urlencoded"

log = structlog.get_logger()


class TokenJournal(Protocol):
    """Keeps the bytes of a token answer until the pair in it is stored. Raises StoreError when it cannot."""

    def append(self, answer: bytes) -> None:
        """Add bytes, durable when this returns."""
        ...

    def read(self) -> bytes:
        """Give all that was added since the last wipe."""
        ...

    def wipe(self) -> None:
        """Remove it all."""
        ...


class NeverSent(UnavailableError):  # noqa: N818 - a fact about one request
    """The connection could not be made: the request certainly did not leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenReply:
    """An answer of the token endpoint."""

    status: int
    reason: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCall:
    """Puts one question to the token endpoint of the configured server.

    The times are seconds, `read` for the whole answer; a renewal has been seen to take 35, and its answer is worth
    waiting for.
    """

    settings: ExactSettings
    journal: TokenJournal
    connect: float = 10
    read: float = 120

    def post(self, grant: str, **values: str) -> TokenReply:
        """Ask for tokens, once; NeverSent when nothing left, UnavailableError when the answer did not come whole."""
        secrets = {"client_id": self.settings.client_id, "client_secret": self.settings.client_secret}
        form = prepare_token_request(grant, include_client_id=True, **values, **secrets)
        timeout = httpx.Timeout(self.read, connect=self.connect)
        deadline = Deadline()
        try:
            with (
                httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as http,
                deadline.within(self.connect + self.read),
            ):
                return self._answer(http, form, deadline)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NeverSent(f"Exact cannot be reached ({type(error).__name__})", hint=LATER) from None
        except httpx.RequestError as error:
            fault = type(error).__name__
            raise UnavailableError(f"Exact did not answer the request for a token ({fault})", hint=LATER) from None

    def _answer(self, http: httpx.Client, form: str, deadline: Deadline) -> TokenReply:
        headers = {"Content-Type": FORM, "Accept": "application/json"}
        url = self.settings.base_url.rstrip("/") + PATH
        told = dict(deadline.extensions)
        with http.stream("POST", url, content=form.encode(), headers=headers, extensions=told) as response:
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                self._keep(chunk)
                if len(body) > LARGEST:
                    raise UnavailableError("Exact's answer to the request for a token does not end")
            return TokenReply(status=response.status_code, reason=response.headers.get("reason", ""), body=body)

    def _keep(self, chunk: bytes) -> None:
        try:
            self.journal.append(chunk)
        except StoreError as error:
            log.warning("token_answer_not_journalled", fault=error.message)
