"""The sandbox's Exact Online on a socket, and short ways to call it as a program would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from reminder.sandbox.book import Book
from reminder.sandbox.bookkeeper import Bookkeeper
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.empty_book import empty_books
from reminder.sandbox.exact.app import exact_app
from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.exact.world import ExactWorld
from reminder.sandbox.faults import FaultMiddleware, FaultScript
from reminder.sandbox.guide_book import guide_book
from reminder.sandbox.serve import Server

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DIVISION = 123456
BULK = "bulk/Cashflow/Receivables"
LIST = "read/financial/ReceivablesList"

Token = dict[str, Any]
Query = dict[str, str] | None


@dataclass(slots=True, kw_only=True)
class Exact:
    """One sandbox, its truth in `world`, and a client with a living token."""

    world: ExactWorld
    clock: SandboxClock
    faults: FaultScript
    http: httpx.Client

    def call(
        self, path: str, query: Query = None, *, method: str = "GET", division: int | None = None
    ) -> httpx.Response:
        """Call a service of a division, the book's unless given."""
        code = division or self.world.book.division.code
        return self.http.request(method, f"/api/v1/{code}/{path}", params=query)

    def rows(self, path: str, query: Query = None) -> list[dict[str, Any]]:
        """Give all rows of a collection, over all pages."""
        answer = good(self.call(path, query))
        rows: list[dict[str, Any]] = []
        while not isinstance(answer["d"], list) and "__next" in answer["d"]:
            rows += answer["d"]["results"]
            answer = good(self.http.get(answer["d"]["__next"]))
        return rows + (answer["d"] if isinstance(answer["d"], list) else answer["d"]["results"])

    def text_of(self, path: str, query: Query = None) -> str:
        """Give the error text of a call that must be a bad request."""
        answer = self.call(path, query)
        assert answer.status_code == 400, answer.text
        return error_text(answer)

    def token(self, **form: str) -> httpx.Response:
        """Ask the token endpoint, with the app's own id and secret unless given."""
        registered = self.world.registration
        client = {"client_id": registered.client_id, "client_secret": registered.client_secret}
        return self.http.post("/api/oauth2/token", data={**client, **form})

    def refresh(self, token: Token) -> httpx.Response:
        """Ask for the next pair of tokens."""
        return self.token(grant_type="refresh_token", refresh_token=token["refresh_token"])

    def exchange(self, code: str) -> httpx.Response:
        """Turn a code into tokens."""
        return self.token(grant_type="authorization_code", code=code, redirect_uri=self.world.registration.redirect_uri)

    def use(self, token: Token) -> None:
        """Call with this token from now on."""
        self.http.headers["authorization"] = f"Bearer {token['access_token']}"


@contextmanager
def exact_on_a_socket(book: Book | None = None, knobs: Knobs | None = None) -> Iterator[Exact]:
    """Serve a book, the guide's unless given, on a Monday morning."""
    clock = SandboxClock(START)
    world = ExactWorld(clock, book or guide_book(TODAY), knobs=knobs)
    faults = FaultScript()
    app = FaultMiddleware(exact_app(world), faults, clock)
    with Server(app) as server, httpx.Client(base_url=server.url, headers={"accept": "application/json"}) as http:
        exact = Exact(world=world, clock=clock, faults=faults, http=http)
        exact.use(world.grant())
        yield exact


def books_with(invoices: int) -> Book:
    """Books of one customer with this many open invoices of 1.00 each."""
    keeper: Bookkeeper = empty_books(TODAY, code=DIVISION, name="Acme B.V.")
    keeper.add_account("1", "Groothandel Veel")
    for _ in range(invoices):
        keeper.add_invoice("1", "1.00", due=TODAY)
    return keeper.book


def good(response: httpx.Response) -> dict[str, Any]:
    """Give the JSON of an answer that must be 200."""
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def error_text(response: httpx.Response) -> str:
    """Give the text in Exact's error form."""
    return str(response.json()["error"]["message"]["value"])


def query_of(url: str) -> dict[str, str]:
    """Give the options in an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
