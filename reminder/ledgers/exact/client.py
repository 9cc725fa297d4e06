"""The thin shell over httpx: one question at a time, within the limits, answered whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import structlog

from reminder.errors import AuthorisationError, UnavailableError
from reminder.ledgers.exact.answers import (
    Garbled,
    NotThere,
    Page,
    Refused,
    Reply,
    Spared,
    Unfit,
    parse_page,
    refusal,
    server_time,
)
from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.deadline import Deadline
from reminder.ledgers.exact.edm import Row
from reminder.ledgers.exact.limits import (
    MOST_MISTAKES,
    MOST_TRIES,
    TOO_MANY,
    TRANSIENT,
    Allowance,
    allowance,
    back_off,
    day_is_spent,
    pause_after_refusal,
)
from reminder.ledgers.exact.paging import Distinct, PullBroken, Trail, same_origin
from reminder.ledgers.exact.queries import Query
from reminder.ledgers.exact.settings import ExactSettings
from reminder.ports.clock import Clock, Progress

LARGEST = 20 * 1024 * 1024
MAINTENANCE = "503"
CALLS = "for Exact's limit of calls a minute"
SHORT = 2.0
"""A wait of at most so many seconds is not worth a word."""
DICE = SystemRandom()

Result = TypeVar("Result")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds that one request may take: to connect, between two pieces of the answer, and as a whole."""

    connect: float = 10
    read: float = 60
    whole: float = 180


@dataclass(slots=True)
class _Tally:
    """What went wrong with one question so far."""

    tries: int = 0
    waits: int = 0
    replaced: bool = False


class ExactClient:
    """Reads from one division; the access token goes to the configured server only."""

    def __init__(
        self,
        settings: ExactSettings,
        *,
        auth: ExactAuth,
        clock: Clock,
        progress: Progress,
        patience: Patience | None = None,
    ) -> None:
        self._settings = settings
        self._auth = auth
        self._clock = clock
        self._progress = progress
        self._patience = patience or Patience()
        self._allowance: Allowance | None = None
        self.skew: timedelta | None = None
        """The server's clock minus ours at the last answer, None while unknown."""
        self._mistakes: Counter[str] = Counter()
        self._deadline = Deadline()
        timeout = httpx.Timeout(self._patience.read, connect=self._patience.connect)
        one = httpx.Limits(max_connections=1)
        self._http = httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout, limits=one)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def rows(self, query: Query) -> Iterator[Row]:
        """Give every row of a list, page by page, each once; PullBroken when the list changes on the way."""
        trail = Trail(self._settings.base_url, division=self._settings.division)
        distinct = Distinct(query.key)
        page = self._page(trail.follow(self._base + query.path(self._settings.division)), query.service)
        yield from distinct.fresh(page.rows)
        while page.next:
            page = self._next_page(trail.follow(page.next), query.service)
            yield from distinct.fresh(page.rows)

    def download(self, url: str, *, accept: str = "*/*") -> bytes:
        """Give the bytes behind an address; Unfit when it is on another server or they are too many."""
        if not same_origin(url, self._settings.base_url):
            raise Unfit("Exact names a file on another server")
        return self._fetch(url, service=urlsplit(url).path, read=lambda reply: reply.body, accept=accept)

    @property
    def allowance(self) -> Allowance | None:
        """What the last answer told of the limits, None while unknown."""
        return self._allowance

    @property
    def _base(self) -> str:
        return self._settings.base_url.rstrip("/")

    def _page(self, url: str, service: str) -> Page:
        return self._fetch(url, service=service, read=parse_page)

    def _next_page(self, url: str, service: str) -> Page:
        try:
            return self._page(url, service)
        except (NotThere, Refused) as error:
            raise PullBroken(error.message) from error

    def _fetch(
        self, url: str, *, service: str, read: Callable[[Reply], Result], accept: str = "application/json"
    ) -> Result:
        tally = _Tally()
        while True:
            self._spare(service)
            self._stay_within_limits()
            token = self._auth.access()
            try:
                reply = self._once(url, token=token, accept=accept)
                if reply.status == httpx.codes.OK:
                    return read(reply)
            except (httpx.RequestError, Garbled) as error:
                self._pause(self._after_fault(tally, service, type(error).__name__))
            else:
                reason = CALLS if reply.status == TOO_MANY else "to ask Exact once more"
                self._pause(self._after_refusal(reply, tally=tally, service=service, token=token), reason)

    def _once(self, url: str, *, token: str, accept: str) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "Accept": accept, "User-Agent": "reminder"}
        try:
            with self._deadline.within(self._patience.whole):
                return self._whole_answer(url, headers)
        except httpx.RequestError as error:
            if self._deadline.passed:
                raise UnavailableError("Exact answers too slowly", hint="run again later") from error
            raise

    def _whole_answer(self, url: str, headers: dict[str, str]) -> Reply:
        with self._http.stream("GET", url, headers=headers, extensions=dict(self._deadline.extensions)) as response:
            self._note(response.headers)
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise Unfit("An answer of Exact is larger than 20 MB")
            return Reply(status=response.status_code, headers=dict(response.headers), body=bytes(body))

    def _note(self, headers: httpx.Headers) -> None:
        now = self._clock.now()
        told = server_time(headers)
        self.skew = told - now if told else None
        self._allowance = allowance(headers, now=now)
        self._heard = now

    def _stay_within_limits(self) -> None:
        found, self._allowance = self._allowance, None
        if found is None:
            return
        if found.day_spent:
            raise day_is_spent(found)
        if found.minute_nearly_spent:
            self._pause(found.pause - (self._clock.now() - self._heard).total_seconds(), CALLS)

    def _spare(self, service: str) -> None:
        """Refuse to ask what Exact refused too often: more of it would block the service for an hour."""
        if self._mistakes[service] >= MOST_MISTAKES:
            raise Spared(f"Exact refused {service} {MOST_MISTAKES} times; it is not asked again in this run")

    def _pause(self, seconds: float, reason: str = "to ask Exact once more") -> None:
        """Wait, and say so when a person would notice."""
        if seconds > SHORT:
            self._progress.wait(f"waiting {seconds:.0f} s {reason}")
            log.info("exact_waited_for", seconds=round(seconds), reason=reason)
        if seconds > 0:
            self._clock.sleep(seconds)

    def _after_fault(self, tally: _Tally, service: str, fault: str) -> float:
        tally.tries += 1
        log.info("exact_call_failed", service=service, fault=fault, tries=tally.tries)
        if tally.tries >= MOST_TRIES:
            self._mistakes[service] += 1
            message = f"Exact is not available: {service} failed {tally.tries} times ({fault})"
            raise UnavailableError(message, hint=_hint(fault))
        return back_off(tally.tries, share=DICE.random())

    def _after_refusal(self, reply: Reply, *, tally: _Tally, service: str, token: str) -> float:
        """Give the seconds to wait before the next try, or raise what ends this question."""
        if reply.status == TOO_MANY:
            tally.waits += 1
            found, self._allowance = allowance(reply.headers, now=self._clock.now()), None
            return pause_after_refusal(found, waits=tally.waits - 1)
        if reply.status in TRANSIENT:
            return self._after_fault(tally, service, str(reply.status))
        if reply.status == httpx.codes.UNAUTHORIZED:
            self._replace(token, tally)
            return 0
        self._mistakes[service] += 1
        raise refusal(
            reply,
            service=service,
            division=self._settings.division,
            administration=self._auth.administration,
        )

    def _replace(self, token: str, tally: _Tally) -> None:
        if tally.replaced:
            raise AuthorisationError(
                "Exact refuses a new access token as well",
                hint=f"run `reminder auth exact -a {self._auth.administration}`",
            )
        self._auth.replace(token)
        tally.replaced = True


def _hint(fault: str) -> str:
    if fault == MAINTENANCE:
        return "this looks like maintenance, usual between 01:00 and 04:30; run again later"
    return "run again later"
