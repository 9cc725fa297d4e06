"""Where one administration's books are kept in Exact Online, and how to read them."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from reminder.errors import ConfigError

InvoiceLabel = Literal["number", "your_ref", "description"]

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactSettings:
    """One division behind one base address; ConfigError when the address could give the secrets away.

    `invoice_label` is the field that holds the number the debtor knows an invoice by. `bank_journals` are codes; empty
    means that they are found by use.
    """

    base_url: str
    division: int
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    division_name: str = ""
    invoice_label: InvoiceLabel = "number"
    hold_marker: str = ""
    bank_journals: tuple[str, ...] = ()

    @property
    def chain(self) -> str:
        """Name of the one chain of tokens that Exact keeps for a registration and its user.

        Source: Exact Online, lifetimes: a second authorisation kills the first.
        """
        registration = f"{self.base_url}|{self.client_id.strip('{}').lower()}"
        return f"exact-{hashlib.sha256(registration.encode()).hexdigest()[:12]}"

    def __post_init__(self) -> None:
        """Refuse plain http outside loopback, and anything but a bare origin."""
        fault = _fault(self.base_url)
        if fault:
            raise ConfigError(f"the address of Exact {fault}", hint="set ledger.country, or ledger.base_url")


def _fault(base_url: str) -> str:
    parts = urlsplit(base_url)
    extras = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or extras:
        return "must be https:// and a host, without a path"
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return "may be plain http only on this machine itself"
    return ""
