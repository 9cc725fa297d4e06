"""What a person granted, as it is kept as text; light, so that looking at it needs none of Google's libraries."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from reminder.errors import AuthorisationError
from reminder.mailboxes.gmail.settings import GmailSettings, scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a person granted; `issued_at` is ISO 8601 in UTC."""

    refresh_token: str
    scopes: tuple[str, ...]
    account: str
    issued_at: str

    def __repr__(self) -> str:
        return f"Grant(issued_at={self.issued_at!r})"

    def text(self) -> str:
        """Write it as JSON, to be kept in a CredentialStore."""
        kept = {name: getattr(self, name) for name in ("refresh_token", "scopes", "account", "issued_at")}
        return json.dumps(kept, sort_keys=True)


def read_grant(text: str | None, settings: GmailSettings) -> Grant:
    """Read a stored grant; AuthorisationError when there is none, or none that can be read."""
    if text is None:
        raise AuthorisationError("no access to Gmail has been given yet", hint=settings.hint)
    try:
        kept = json.loads(text)
        return Grant(
            refresh_token=str(kept["refresh_token"]),
            scopes=tuple(map(str, kept["scopes"])),
            account=str(kept["account"]),
            issued_at=str(kept["issued_at"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise AuthorisationError("the stored access to Gmail cannot be read", hint=settings.hint) from error


def check_scopes(granted: Iterable[str], settings: GmailSettings) -> None:
    """AuthorisationError that names what was not granted."""
    kept = set(granted)
    missing = [scope.rpartition("/")[2] for scope in scopes(settings) if scope not in kept]
    if missing:
        raise AuthorisationError(f"Gmail access was given without {', '.join(missing)}", hint=settings.hint)
