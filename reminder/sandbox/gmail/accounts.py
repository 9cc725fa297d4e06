"""Who may call: clients, authorization codes, grants and access tokens of Google accounts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reminder.sandbox.gmail.errors import TokenError, bad_credentials
from reminder.sandbox.gmail.identifiers import Identifiers
from reminder.sandbox.gmail.records import Clock, Knobs
from reminder.sandbox.marks import SECRET_MARK

ACCESS_LIFE = timedelta(hours=1)
CODE_LIFE = timedelta(minutes=10)
TESTING_LIFE = timedelta(days=7)
UNUSED_LIFE = timedelta(days=183)
MOST_GRANTS = 100
CLIENT_ID = "123456789012-sandbox.apps.googleusercontent.com"
CLIENT_SECRET = f"{SECRET_MARK}-of-gmail"
DEAD_GRANT = "Token has been expired or revoked."


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An authorization code that waits to be exchanged."""

    address: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str
    offline: bool
    issued: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an account allowed a client: the thing behind a refresh token."""

    token: str
    address: str
    scopes: tuple[str, ...]
    issued: datetime
    used: datetime
    testing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """An access token's rights; without an address it is a service account of its own, which has no mailbox."""

    address: str | None
    scopes: tuple[str, ...]
    expires: datetime
    grant: str | None = None


class Accounts:
    """Every live code, grant and token; times are the sandbox clock's."""

    def __init__(self, clock: Clock, *, knobs: Knobs, ids: Identifiers) -> None:
        self.delegations: dict[str, frozenset[str]] = {}
        self._clock, self._knobs, self._ids = clock, knobs, ids
        self._codes: dict[str, Code] = {}
        self._grants: dict[str, Grant] = {}
        self._access: dict[str, Access] = {}

    def issue_code(
        self, *, address: str, scopes: tuple[str, ...], redirect_uri: str, challenge: str, offline: bool
    ) -> str:
        """Give a code for one exchange within ten minutes."""
        code = self._ids.secret("4/0")
        self._codes[code] = Code(
            address=address,
            scopes=scopes,
            redirect_uri=redirect_uri,
            challenge=challenge,
            offline=offline,
            issued=self._clock.now(),
        )
        return code

    def take_code(self, code: str) -> Code:
        """Use a code up; invalid_grant for an unknown, used or old one."""
        found = self._codes.pop(code, None)
        if found is None:
            raise TokenError(error="invalid_grant", description="Malformed auth code.")
        if self._clock.now() >= found.issued + CODE_LIFE:
            raise TokenError(error="invalid_grant", description="Bad Request")
        return found

    def has_granted(self, address: str) -> bool:
        """Tell whether an account has a live grant already."""
        return any(grant.address == address for grant in self._grants.values() if self._alive(grant))

    def issue_grant(self, address: str, scopes: tuple[str, ...]) -> Grant:
        """Give a grant with its refresh token; past a hundred the oldest dies."""
        now = self._clock.now()
        grant = Grant(
            token=self._ids.secret("1//03"),
            address=address,
            scopes=scopes,
            issued=now,
            used=now,
            testing=self._knobs.testing_app,
        )
        self._grants[grant.token] = grant
        own = [token for token, other in self._grants.items() if other.address == address]
        for token in own[:-MOST_GRANTS]:
            self.revoke(token)
        return grant

    def use_grant(self, token: str) -> Grant:
        """Give a live grant and note its use; invalid_grant for a dead or unknown one."""
        grant = self._grants.get(token)
        if grant is None or not self._alive(grant):
            raise TokenError(error="invalid_grant", description=DEAD_GRANT)
        self._grants[token] = replace(grant, used=self._clock.now())
        return grant

    def issue_access(self, address: str | None, scopes: tuple[str, ...], *, grant: str | None = None) -> str:
        """Give an access token that lives for an hour."""
        token = self._ids.secret("ya29")
        expires = self._clock.now() + ACCESS_LIFE
        self._access[token] = Access(address=address, scopes=scopes, expires=expires, grant=grant)
        return token

    def access(self, token: str) -> Access:
        """Give a live access token's rights, or a 401."""
        found = self._access.get(token)
        if found is None or self._clock.now() >= found.expires:
            raise bad_credentials()
        return found

    def revoke(self, token: str) -> bool:
        """End a grant and its access tokens, by either token; tells whether there was one."""
        access = self._access.get(token)
        refresh = access.grant if access else token
        known = access is not None or token in self._grants
        self._grants.pop(refresh or "", None)
        dead = [name for name, other in self._access.items() if name == token or (refresh and other.grant == refresh)]
        for name in dead:
            del self._access[name]
        return known

    def revoke_all(self) -> None:
        """End every grant and token, as a changed password does."""
        self._grants.clear()
        self._access.clear()

    def _alive(self, grant: Grant) -> bool:
        now = self._clock.now()
        outlived = grant.testing and now >= grant.issued + TESTING_LIFE
        return not outlived and now < grant.used + UNUSED_LIFE
