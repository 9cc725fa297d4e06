"""Connecting an administration: the page a person opens, and the code that comes back."""

import re
import secrets
from urllib.parse import unquote, urlencode, urlsplit

from reminder.errors import AuthorisationError, UsageError
from reminder.ledgers.exact.edm import clean
from reminder.ledgers.exact.settings import ExactSettings

PATH = "/api/oauth2/auth"


def new_state() -> str:
    """Give a fresh value that ties an answer to this consent."""
    return secrets.token_urlsafe(32)


def authorize_url(settings: ExactSettings, *, state: str) -> str:
    """Give the page on which a person allows the program to read.

    Slashes stay as they are: Exact has been seen to stumble over `%2F` in the redirect address.
    """
    options = {
        "client_id": settings.client_id,
        "redirect_uri": settings.redirect_uri,
        "response_type": "code",
        "state": state,
        "force_login": "0",
    }
    query = urlencode(options, safe="/:")
    return f"{settings.base_url.rstrip('/')}{PATH}?{query}"


def read_code(pasted: str, *, state: str) -> str:
    """Take the code from the whole redirected address, or from the bare code; it is decoded exactly once.

    Raises UsageError when there is no code in it or it belongs to another consent, AuthorisationError when access was
    not given.
    """
    answer = pasted.strip()
    if not re.match(r"https?://", answer, re.IGNORECASE) and "code=" not in answer:
        return _usable(unquote(answer))
    options = _options(answer)
    if "error" in options:
        raise AuthorisationError(f"access was not given ({clean(options['error'], 60)})")
    if not secrets.compare_digest(options.get("state", "").encode(), state.encode()):
        raise UsageError("the address belongs to another attempt", hint="open the address printed just now")
    return _usable(options.get("code", ""))


def _options(answer: str) -> dict[str, str]:
    query = urlsplit(answer).query or answer.rpartition("?")[2]
    pairs = (each.partition("=") for each in query.split("&"))
    return {name: unquote(value) for name, _, value in pairs}


def _usable(code: str) -> str:
    if not code or not re.fullmatch(r"[\x21-\x7e]+", code):
        raise UsageError("there is no code in that", hint="paste the whole address the browser was sent to")
    return code
