"""What the Gmail adapter is told: whose mailbox, through which client, and how much it may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from reminder.errors import ConfigError

_ROOT = "https://www.googleapis.com/auth/gmail."
COMPOSE = f"{_ROOT}compose"
READONLY = f"{_ROOT}readonly"
INSERT = f"{_ROOT}insert"

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CLIENT_KEYS = ("client_id", "client_secret", "auth_uri", "token_uri")
_ACCOUNT_KEYS = ("client_email", "private_key", "token_uri")


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """The client that a person gives access to, as Google's console wrote it."""

    client_id: str
    client_secret: str = field(repr=False)
    auth_uri: str
    token_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GmailSettings:
    """One mailbox; ConfigError when the client or an address in it cannot be used.

    `client` is the parsed file from Google's console, `service_account` a parsed key file that is used instead of it.
    `administration` is the name in hints; `api_endpoint` is a sandbox. Plain http is for loopback alone.
    """

    address: str
    client: Mapping[str, Any] | None = field(default=None, repr=False)
    service_account: Mapping[str, Any] | None = field(default=None, repr=False)
    api_endpoint: str | None = None
    read: bool = True
    digest: bool = True
    administration: str = ""

    def __post_init__(self) -> None:
        if self.api_endpoint is not None:
            _check_url("api_endpoint", self.api_endpoint)
        if self.service_account is not None:
            account = _checked(self.service_account, _ACCOUNT_KEYS, source="service_account")
            _check_url("token_uri", account["token_uri"])
        else:
            oauth_client(self)

    @property
    def hint(self) -> str:
        """What to do when access has to be given or renewed."""
        name = f" -a {self.administration}" if self.administration else ""
        return f"run `reminder auth gmail{name}`"


def scopes(settings: GmailSettings) -> tuple[str, ...]:
    """Give the least that this mailbox's work needs: drafting, and reading and the digest when they are wanted."""
    wanted = ((True, COMPOSE), (settings.read, READONLY), (settings.digest, INSERT))
    return tuple(scope for needed, scope in wanted if needed)


def oauth_client(settings: GmailSettings) -> OAuthClient:
    """Read the client out of the console's file; ConfigError when it is none."""
    whole = settings.client or {}
    section = whole.get("installed", whole.get("web"))
    if not isinstance(section, Mapping):
        raise ConfigError("client_secrets has no `installed` or `web` section", hint=_DOWNLOAD)
    client = OAuthClient(**_checked(section, _CLIENT_KEYS, source="client_secrets"))
    _check_url("auth_uri", client.auth_uri)
    _check_url("token_uri", client.token_uri)
    return client


_DOWNLOAD = "download the client's JSON file from Google's console again"


def _checked(section: Mapping[str, Any], keys: tuple[str, ...], *, source: str) -> dict[str, str]:
    missing = [key for key in keys if not isinstance(section.get(key), str) or not section[key]]
    if missing:
        raise ConfigError(f"{source} lacks {', '.join(missing)}", hint=_DOWNLOAD)
    return {key: section[key] for key in keys}


def _check_url(key: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        allowed = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    except ValueError:
        allowed = False
    if not allowed or not parts.hostname:
        raise ConfigError(f"{key} must be an https address; plain http is for loopback alone")
