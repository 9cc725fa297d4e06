"""A ledger of any size that is made up page by page, and a pull of it in a process of its own."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.ledger import ExactLedger
from reminder.ledgers.exact.settings import ExactSettings
from reminder.ledgers.exact.token_call import TokenCall
from reminder.ports.clock import Silent
from reminder.ports.store import Token
from tests.contract.exact_connection import MemoryJournal
from tests.fakes import START, FakeClock, FakeTokens
from tests.unit.exact_rows import TODAY, a_person, a_row, an_account, guid

PAGE = 1_000
SHARE = 10
"""Invoices of one debtor."""


@dataclass(slots=True)
class Volume:
    """An Exact whose list of receivables has so many rows and never stands in memory whole."""

    rows: int
    pages: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """Give the application."""
        return Starlette(routes=[Route("/api/v1/{division}/{service:path}", self._answer)])

    async def _answer(self, request: Request) -> Response:
        service, asked = request.path_params["service"], parse_qs(request.url.query)
        self.pages.append(service)
        first = int(asked.get("$skiptoken", ["0"])[0])
        found = list(self._some(service, first))
        content: dict[str, Any] = {"results": found}
        if len(found) == PAGE and service.startswith("bulk/"):
            content["__next"] = str(request.url.include_query_params(**{"$skiptoken": first + PAGE}))
        return Response(json.dumps({"d": content}, default=float), media_type="application/json")

    def _some(self, service: str, first: int) -> Iterator[dict[str, Any]]:
        debtors = range(first, min(self.rows // SHARE, first + PAGE))
        if service == "bulk/Cashflow/Receivables":
            yield from (_receivable(number) for number in range(first, min(self.rows, first + PAGE)))
        elif service == "bulk/CRM/Accounts":
            yield from (an_account(ID=guid(each), Name=f"Debtor {each}", MainContact=guid(each)) for each in debtors)
        elif service == "bulk/CRM/Contacts":
            yield from (a_person(ID=guid(each), BusinessEmail=f"a{each}@klant.example") for each in debtors)
        elif service == "system/Divisions":
            yield {"Code": 123456, "Description": "Acme B.V.", "Currency": "EUR", "Status": 1, "BlockingStatus": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What a pull gave, and by how many megabytes the process grew for it."""

    receivables: int
    debtors: int
    total: str
    megabytes: float


def pull(small: str, large: str) -> Pulled:
    """Pull the small ledger, so that everything is loaded, then the large one."""
    _books(small)
    before = _peak()
    receivables, debtors, total = _books(large)
    return Pulled(receivables=receivables, debtors=debtors, total=total, megabytes=_peak() - before)


def _peak() -> float:
    """Give the most megabytes that this process has had; what `getrusage` tells is the parent's where that had more."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _books(url: str) -> tuple[int, int, str]:
    settings = ExactSettings(
        base_url=url, division=123456, client_id="c", client_secret="s", redirect_uri="https://r.example"
    )
    clock, day = FakeClock(), START.replace(year=START.year + 1)
    tokens = FakeTokens(Token(access="a", refresh="r", issued_at=START, expires_at=day))
    call = TokenCall(settings=settings, journal=MemoryJournal())
    auth = ExactAuth(tokens=tokens, call=call, clock=clock, administration="acme")
    client = ExactClient(settings, auth=auth, clock=clock, progress=Silent())
    ledger = ExactLedger(settings, client=client, clock=clock, progress=Silent())
    try:
        books = ledger.open_items(date(2026, 11, 23))
    finally:
        ledger.close()
    return len(books.receivables), len(books.debtors), str(sum(each.amount for each in books.receivables))


def _receivable(number: int) -> dict[str, Any]:
    return a_row(
        number,
        Account=guid(number // SHARE),
        AccountCode=f"{number // SHARE:>18}",
        AccountName=f"Debtor {number // SHARE}",
        EntryNumber=26_000_000 + number,
        InvoiceNumber=26_000_000 + number,
        TransactionEntryID=guid(number),
        YourRef=f"F{TODAY.year}-{number}",
    )
