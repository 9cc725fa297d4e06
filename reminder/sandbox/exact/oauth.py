"""Exact's token rules: single-use codes and refresh tokens, one live chain, no early refresh.

Source: Exact Online: a code lives 180 s, an access token 600 s, a refresh token 30 days; a refresh is refused before
570 s; a new authorisation of the same client and user ends the chain before it.
"""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest

from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.marks import SECRET_MARK

CODE_LIFE = timedelta(seconds=180)
EARLIEST_REFRESH = timedelta(seconds=570)
REFRESH_LIFE = timedelta(days=30)
LONG = 720
"""Random bytes of an access token: about a thousand characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The app as registered in Exact's app centre."""

    client_id: str = "5a3d0b0e-0c1d-4b52-9c55-5d3c0ffee001"
    client_secret: str = f"{SECRET_MARK}-of-exact"
    redirect_uri: str = "https://localhost.example/callback"

    def is_client(self, client_id: str) -> bool:
        """Whether this is the app's id, in braces or not."""
        return client_id.strip("{}").lower() == self.client_id.lower()


class TokenRefused(Exception):  # noqa: N818 - a refusal is an answer, not a mistake of the sandbox
    """An error answer of the token endpoint."""

    def __init__(self, status: int, error: str = "", text: str = "", *, reason: str | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.body = {"error": error, "error_description": text} if error else None
        self.headers = {"Reason": reason} if reason else {}


@dataclass(slots=True, kw_only=True)
class _Refresh:
    chain: int
    issued: datetime
    used: bool = False


class Authority:
    """Gives out codes and tokens for one app and one user."""

    def __init__(self, clock: SandboxClock, knobs: Knobs, registration: Registration) -> None:
        self._clock = clock
        self._knobs = knobs
        self.registration = registration
        self._codes: dict[str, datetime] = {}
        self._refresh: dict[str, _Refresh] = {}
        self._access: dict[str, tuple[int, datetime]] = {}
        self._chain = 0
        self._calls: Counter[date] = Counter()

    def issue_code(self) -> str:
        """A fresh authorisation code, as after the user's consent."""
        code = f"stampNL001.{SECRET_MARK}{secrets.token_urlsafe(24)}!{secrets.token_urlsafe(24)}"
        self._codes[code] = self._clock.now()
        return code

    def grant(self) -> dict[str, object]:
        """A new chain's first tokens; the chain before it ends."""
        self._chain += 1
        return self._issue()

    def revoke(self) -> None:
        """The user withdraws the consent: no token of the living chain is good any more."""
        self._chain += 1

    def expire_access(self) -> None:
        """Every access token dies before its time."""
        self._access.clear()

    def accepts(self, access_token: str) -> bool:
        """Whether a bearer token is alive."""
        chain, issued = self._access.get(access_token, (0, self._clock.now()))
        life = timedelta(seconds=self._knobs.access_token_seconds)
        return chain == self._chain != 0 and self._clock.now() < issued + life

    def knows(self, access_token: str) -> bool:
        """Whether a bearer token was ever given out."""
        return access_token in self._access

    def token(self, form: Mapping[str, str]) -> dict[str, object]:
        """Answer a token request; TokenRefused when it breaks a rule."""
        self._count_call()
        self._check_client(form)
        grants = {"authorization_code": self._from_code, "refresh_token": self._from_refresh}
        grant = grants.get(form.get("grant_type", ""))
        if grant is None:
            raise TokenRefused(400, "unsupported_grant_type")
        return grant(form)

    def _count_call(self) -> None:
        today = self._clock.now().date()
        self._calls[today] += 1
        if self._calls[today] > self._knobs.token_calls_per_day:
            raise TokenRefused(429)

    def _check_client(self, form: Mapping[str, str]) -> None:
        right = self.registration.is_client(form.get("client_id", ""))
        secret = form.get("client_secret", "")
        if not (right and compare_digest(secret.encode(), self.registration.client_secret.encode())):
            raise TokenRefused(400, "invalid_client")

    def _from_code(self, form: Mapping[str, str]) -> dict[str, object]:
        issued = self._codes.pop(form.get("code", ""), None)
        fresh = issued is not None and self._clock.now() <= issued + CODE_LIFE
        if not fresh or form.get("redirect_uri") != self.registration.redirect_uri:
            raise TokenRefused(400, "invalid_request", "Bad Request")
        return self.grant()

    def _from_refresh(self, form: Mapping[str, str]) -> dict[str, object]:
        token = self._refresh.get(form.get("refresh_token", ""))
        if token is None or token.chain != self._chain:
            raise TokenRefused(400, "invalid_grant", "Token is not allowed, because of invalid or empty chainId")
        if token.used:
            raise TokenRefused(self._knobs.reused_token_status, "unauthorized_client", "Old refresh token used.")
        self._check_age(token.issued)
        token.used = True
        return self._issue()

    def _check_age(self, issued: datetime) -> None:
        now = self._clock.now()
        if now > issued + REFRESH_LIFE:
            expired = _american(issued + REFRESH_LIFE)
            text = f"The refresh token expired at {expired} and it is now {_american(now)}."
            raise TokenRefused(400, "invalid_request", text)
        if now < issued + EARLIEST_REFRESH:
            text = "Rate limit exceeded: access_token not expired"
            status = self._knobs.too_early_status
            raise TokenRefused(status, "access_denied", text, reason="TooEarlyToRefreshTokens")

    def _issue(self) -> dict[str, object]:
        now = self._clock.now()
        access = f"stampNL001.gAAAA{SECRET_MARK}{secrets.token_urlsafe(LONG)}"
        refresh = f"stampNL001.{SECRET_MARK}{secrets.token_urlsafe(24)}!IAAAA{secrets.token_urlsafe(LONG // 4)}"
        self._access[access] = (self._chain, now)
        self._refresh[refresh] = _Refresh(chain=self._chain, issued=now)
        life = self._knobs.access_token_seconds
        expires_in: object = life if self._knobs.expires_in_is_number else str(life)
        return {"access_token": access, "token_type": "bearer", "expires_in": expires_in, "refresh_token": refresh}


def _american(at: datetime) -> str:
    clock = f"{(at.hour - 1) % 12 + 1}:{at:%M:%S %p}"
    return f"{at.month}/{at.day}/{at.year} {clock}"
