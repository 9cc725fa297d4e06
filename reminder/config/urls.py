"""Addresses on the web that a setting may hold."""

import ipaddress
from string import Formatter
from urllib.parse import SplitResult, urlsplit

PLACEHOLDERS = ("invoice", "amount", "amount_cents", "reference", "description")
"""What a payment link may hold between braces."""


def is_loopback(url: str) -> bool:
    """Tell whether an address leads to this very machine; an empty one does not."""
    return _own(urlsplit(url).hostname or "")


def _own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_url(value: str) -> str:
    """Give the address back; ValueError unless it is https, or plain http on this machine."""
    parts = _split(value)
    if not parts.hostname or parts.username is not None or not value.isprintable() or " " in value:
        raise ValueError("must be a web address such as https://host/path, without a user name or password")
    if parts.scheme != "https" and not (parts.scheme == "http" and _own(parts.hostname)):
        raise ValueError("must start with https:// (plain http only on this machine, such as http://127.0.0.1:8000)")
    return value


def check_root(value: str) -> str:
    """Give the address of a server without a closing slash; ValueError when more than host and port is named."""
    if not value:
        return value
    parts = _split(check_url(value))
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must name a server only, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def check_payment_link(value: str) -> str:
    """Give a payment link back; ValueError when it is not https or holds a placeholder that nobody fills."""
    if not value:
        return value
    if any(name not in PLACEHOLDERS for name in _placeholders(value)):
        raise ValueError("may hold only " + ", ".join(f"{{{name}}}" for name in PLACEHOLDERS))
    parts = _split(value)
    if parts.scheme != "https" or not parts.hostname or "{" in parts.netloc:
        raise ValueError("must start with https:// and a host of your own choice")
    return check_url(value)


def _placeholders(value: str) -> list[str]:
    try:
        found = [each for each in Formatter().parse(value) if each[1] is not None]
    except ValueError as error:
        raise ValueError("has a brace that is not closed") from error
    return [f"{name}{conversion or ''}{form or ''}" for _, name, form, conversion in found]


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as error:
        raise ValueError("is not a web address") from error
    return parts
