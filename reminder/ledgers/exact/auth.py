"""The token protocol: at most one renewal at a time, each pair durable before its use, none asked for too early.

A refresh token of Exact works once. So: lock, read again, mark, ask once, keep the raw answer, store, unmark.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from reminder.errors import AuthorisationError, UnavailableError
from reminder.failpoints import failpoint
from reminder.ledgers.exact.answers import Garbled
from reminder.ledgers.exact.grants import BadField, Denial, Denied, Grant, parse_grant
from reminder.ledgers.exact.signals import signals_held
from reminder.ledgers.exact.token_call import NeverSent, TokenCall, TokenReply
from reminder.ports.clock import Clock, Progress, Silent
from reminder.ports.store import PendingRefresh, Token, Tokens

LAST_SECONDS = timedelta(seconds=30)
"""An access token is used up to here before its end."""
EARLIEST = timedelta(seconds=570)
"""Exact refuses a renewal sooner than this after the last one."""
PATIENCE = timedelta(seconds=60)
"""How long a token is used without asking again after Exact called a renewal too early."""
CLOCK_STEP = timedelta(seconds=60)
"""A token made further in the future than this tells that the clock was set back."""

SUSPICION = {
    Denial.USED: ", and not by this installation: is a copy of it at work elsewhere, or was its store restored?",
    Denial.BROKEN: ": was access given anew on another machine, or taken back in Exact?",
}
"""What a refusal means when no renewal of our own was left unfinished: each copy's renewal ends the other's token."""

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class ExactAuth:
    """Access tokens of one administration, by name; `call` asks the endpoint."""

    tokens: Tokens
    call: TokenCall
    clock: Clock
    administration: str
    progress: Progress = field(default_factory=Silent)
    _keep_until: datetime | None = field(default=None, init=False)

    def access(self) -> str:
        """Give an access token that is good for at least half a minute, renewing it when that is due.

        Raises AuthorisationError when a person has to connect again, UnavailableError when Exact does not answer.
        """
        token = self.tokens.read()
        if token and self._usable(token):
            return token.access
        with self._alone():
            token = self._settled()
            return token.access if self._usable(token) else self._renewed(token).access

    def replace(self, refused: str) -> str:
        """Give another access token for one that Exact refused; AuthorisationError when there can be none yet."""
        with self._alone():
            token = self._settled()
            if token.access != refused:
                return token.access
            self._wait_until_allowed(token)
            renewed = self._renewed(token)
        if renewed.access == refused:
            raise self._reconnect("Exact refuses the access token, and calls it too new to be renewed")
        return renewed.access

    def connect(self, code: str, redirect_uri: str) -> None:
        """Exchange the code of a consent for the first pair, and store it."""
        with self._alone():
            try:
                self._ask("authorization_code", secret=code, code=code, redirect_uri=redirect_uri)
            except Denied as error:
                raise self._reconnect(f"Exact gives no token: {error}") from None
        log.info("exact_connected", administration=self.administration)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.tokens.lock(), signals_held():
            yield

    def _usable(self, token: Token) -> bool:
        now = self.clock.now()
        if self._keep_until and now < self._keep_until:
            return True
        due = max(token.expires_at - LAST_SECONDS, token.issued_at + EARLIEST)
        return token.issued_at - CLOCK_STEP <= now < due

    def _settled(self) -> Token:
        """Read the pair inside the lock, first storing one that an interrupted renewal left in the journal."""
        pending = self.tokens.pending()
        if pending:
            self._recover(pending)
        token = self.tokens.read()
        if token is None:
            raise self._reconnect("Exact is not connected yet")
        return token

    def _recover(self, pending: PendingRefresh) -> None:
        try:
            grant = parse_grant(200, self.call.journal.read())
        except (Garbled, BadField):
            return
        self.tokens.save(grant.token(asked=pending.begun_at, answered=pending.begun_at))
        self.call.journal.wipe()
        log.warning("token_recovered", administration=self.administration)

    def _wait_until_allowed(self, token: Token) -> None:
        now = self.clock.now()
        allowed = token.issued_at + EARLIEST
        if token.issued_at - CLOCK_STEP <= now < min(allowed, token.expires_at - LAST_SECONDS):
            raise self._reconnect("Exact refuses an access token that should still be good")
        if token.issued_at <= now < allowed:
            seconds = (allowed - now).total_seconds()
            self.progress.wait(f"waiting {seconds:.0f} s until Exact gives a new token")
            self.clock.sleep(seconds)

    def _renewed(self, token: Token) -> Token:
        try:
            return self._ask("refresh_token", secret=token.refresh, refresh_token=token.refresh)
        except Denied:
            log.warning("renewal_refused_as_too_early", administration=self.administration)
            self._keep_until = self.clock.now() + PATIENCE
            return token

    def _ask(self, grant: str, *, secret: str, **values: str) -> Token:
        """Run the part that must not be cut in half; raises Denied for "too early" alone."""
        before = self.tokens.pending()
        asked = self.clock.now()
        self.call.journal.wipe()
        self.tokens.begin(_mark(before, secret, asked))
        failpoint("after_token_marked")
        try:
            reply = self.call.post(grant, **values)
        except NeverSent:
            if before is None:
                self.tokens.clear_pending()
            raise
        found = self._granted(reply, before)
        token = found.token(asked=asked, answered=self.clock.now())
        failpoint("after_token_answered")
        self.tokens.save(token)
        failpoint("after_token_saved")
        self.call.journal.wipe()
        self._keep_until = None
        log.info("token_renewed", administration=self.administration)
        return token

    def _granted(self, reply: TokenReply, before: PendingRefresh | None) -> Grant:
        try:
            return parse_grant(reply.status, reply.body, reason=reply.reason)
        except BadField as error:
            raise self._reconnect(f"Exact's answer with a new token has no good {error}") from None
        except Garbled:
            raise UnavailableError("Exact's answer with a new token cannot be read", hint=self._hint) from None
        except Denied as error:
            raise self._denied(error, before) from None

    def _denied(self, error: Denied, before: PendingRefresh | None) -> Exception:
        if error.denial is Denial.BUSY:
            return UnavailableError(str(error), hint="run again later")
        if before is None:
            self.tokens.clear_pending()
        if error.denial is Denial.TOO_EARLY:
            return error
        unfinished = f"; a renewal of {before.begun_at:%Y-%m-%d %H:%M} UTC was never finished" if before else ""
        cause = unfinished or SUSPICION.get(error.denial, "")
        look = "see that client_id, client secret and redirect_uri are right, then " * (error.denial is Denial.CLIENT)
        return AuthorisationError(f"Exact gives no new token: {error}{cause}", hint=f"{look}{self._hint}")

    def _reconnect(self, message: str) -> AuthorisationError:
        return AuthorisationError(message, hint=self._hint)

    @property
    def _hint(self) -> str:
        return f"run `reminder auth exact -a {self.administration}`"


def _mark(before: PendingRefresh | None, secret: str, asked: datetime) -> PendingRefresh:
    """Mark a request; one that repeats an unfinished request keeps that one's time."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    same = before is not None and before.refresh_digest == digest
    return before if before and same else PendingRefresh(refresh_digest=digest, begun_at=asked)
