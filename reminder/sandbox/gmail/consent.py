"""The consent page, which agrees at once: from an authorization request to the redirect with its code."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from reminder.sandbox.gmail import scopes
from reminder.sandbox.gmail.accounts import CLIENT_ID, Accounts
from reminder.sandbox.gmail.records import Knobs

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(slots=True, kw_only=True, eq=False)
class ConsentError(Exception):
    """A request that Google answers with an error page of its own instead of a redirect."""

    error: str
    description: str
    code: int = 400

    def page(self) -> str:
        """Give the page."""
        return f"<!DOCTYPE html><title>Error {self.code}: {self.error}</title><p>{self.description}</p>"


def consented(query: Mapping[str, str], *, accounts: Accounts, knobs: Knobs, addresses: tuple[str, ...]) -> str:
    """Give the address to redirect to; a ConsentError for a request that Google refuses to show."""
    _check(query)
    granted = tuple(scope for scope in query["scope"].split() if scope not in knobs.unticked_scopes)
    if knobs.denies_consent or not granted:
        return _redirect(query, {"error": "access_denied"})
    hinted = query.get("login_hint", "")
    address = knobs.consenting or (hinted if hinted in addresses else addresses[0])
    again = accounts.has_granted(address) and "consent" not in query.get("prompt", "").split()
    code = accounts.issue_code(
        address=address,
        scopes=granted,
        redirect_uri=query["redirect_uri"],
        challenge=query.get("code_challenge", ""),
        offline=query.get("access_type") == "offline" and not again,
    )
    return _redirect(query, {"code": code, "scope": " ".join(granted)})


def _check(query: Mapping[str, str]) -> None:
    for name in ("client_id", "redirect_uri", "response_type", "scope"):
        if not query.get(name):
            raise ConsentError(error="invalid_request", description=f"Missing required parameter: {name}")
    if query["client_id"] != CLIENT_ID:
        raise ConsentError(error="invalid_client", description="The OAuth client was not found.", code=401)
    checks = (
        (query["response_type"] != "code", "unsupported_response_type", "Only response_type=code"),
        (not _loopback(query["redirect_uri"]), "redirect_uri_mismatch", "Not a loopback redirect of this client"),
        (not set(query["scope"].split()) <= scopes.KNOWN, "invalid_scope", "Some requested scopes were invalid"),
        (not _challenge_valid(query), "invalid_request", "Use code_challenge_method=S256 with 43 to 128 characters"),
    )
    for wrong, error, description in checks:
        if wrong:
            raise ConsentError(error=error, description=description)


def _loopback(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK and not parts.fragment


def _challenge_valid(query: Mapping[str, str]) -> bool:
    challenge, method = query.get("code_challenge"), query.get("code_challenge_method")
    if challenge is None:
        return method is None
    return method == "S256" and 43 <= len(challenge) <= 128  # noqa: PLR2004 - RFC 7636, section 4.2


def _redirect(query: Mapping[str, str], answer: Mapping[str, str]) -> str:
    state = {"state": query["state"]} if "state" in query else {}
    joint = "&" if urlsplit(query["redirect_uri"]).query else "?"
    return f"{query['redirect_uri']}{joint}{urlencode({**state, **answer})}"
