"""Access to one mailbox: from what a person granted once to a token that works now."""

from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

import google_auth_httplib2
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account

from reminder.errors import AuthorisationError, ReminderError, UnavailableError
from reminder.mailboxes.gmail.grant import Grant, check_scopes, read_grant
from reminder.mailboxes.gmail.settings import GmailSettings, oauth_client, scopes
from reminder.mailboxes.gmail.transport import GuardedHttp, Lost, NotSent

_CAUSES = (
    "the Google app is in status Testing and the access is older than 7 days, the password was changed, "
    "the access was revoked or not used for six months, or it was given too often"
)


class CredentialStore(Protocol):
    """Keeps one mailbox's grant as text."""

    def load(self) -> str | None:
        """Give the text that was saved last, or None."""
        ...

    def save(self, text: str) -> None:
        """Keep this text, durably, in place of any before."""
        ...


def refusal_code(answer: object) -> str:
    """Give the error code in a token endpoint's answer, such as `invalid_grant`; empty when there is none."""
    code = answer.get("error") if isinstance(answer, Mapping) else None
    return code if isinstance(code, str) and code.isidentifier() else ""


class Access:
    """Credentials of one mailbox, of a person's grant or of a service account that acts for it."""

    def __init__(self, settings: GmailSettings, store: CredentialStore) -> None:
        self._settings = settings
        self._store = store

    @cached_property
    def credentials(self) -> user_credentials.Credentials | service_account.Credentials:
        """Credentials that refresh themselves; AuthorisationError when there is no grant or it is too narrow."""
        if self._settings.service_account is not None:
            return _delegated(self._settings)
        grant = read_grant(self._store.load(), self._settings)
        check_scopes(grant.scopes, self._settings)
        return _granted(grant, self._settings)

    def renew(self, http: GuardedHttp) -> None:
        """Get a fresh token before any work; AuthorisationError when a person has to act, else UnavailableError."""
        before = getattr(self.credentials, "refresh_token", None)
        try:
            self.credentials.refresh(google_auth_httplib2.Request(http))  # type: ignore[no-untyped-call]
        except (GoogleAuthError, NotSent, Lost, ValueError, TypeError, AttributeError) as error:
            raise self.explained(error) from error
        granted = getattr(self.credentials, "granted_scopes", None)
        if granted is not None:
            check_scopes(granted, self._settings)
        after = getattr(self.credentials, "refresh_token", None)
        if after and after != before:
            self._keep(after)

    def explained(self, error: Exception) -> ReminderError:
        """Say what a failed renewal means, without a word of what Google wrote."""
        answer = error.args[1] if isinstance(error, RefreshError) and len(error.args) > 1 else None
        code = refusal_code(answer)
        if isinstance(error, TransportError) or getattr(error, "retryable", False) or not code:
            return UnavailableError("Google's token endpoint gave no usable answer", hint="run again later")
        if code == "invalid_grant":
            return AuthorisationError(
                f"Google no longer accepts the access to Gmail: {_CAUSES}", hint=self._settings.hint
            )
        return AuthorisationError(f"Google refused to renew the access to Gmail ({code})", hint=self._settings.hint)

    def _keep(self, refresh_token: str) -> None:
        grant = read_grant(self._store.load(), self._settings)
        changed = Grant(
            refresh_token=refresh_token, scopes=grant.scopes, account=grant.account, issued_at=grant.issued_at
        )
        self._store.save(changed.text())


def _granted(grant: Grant, settings: GmailSettings) -> user_credentials.Credentials:
    # Only the constructor honours another token_uri than Google's.
    client = oauth_client(settings)
    return user_credentials.Credentials(  # type: ignore[no-untyped-call]
        token=None,
        refresh_token=grant.refresh_token,
        token_uri=client.token_uri,
        client_id=client.client_id,
        client_secret=client.client_secret,
        scopes=list(scopes(settings)),
    )


def _delegated(settings: GmailSettings) -> service_account.Credentials:
    return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call,no-any-return]
        settings.service_account, scopes=list(scopes(settings)), subject=settings.address
    )
