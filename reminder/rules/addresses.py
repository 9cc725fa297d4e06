"""A mail field as people fill it in, read as checked addresses or refused with a reason."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

MOST = 5
"""More addresses than this in one field look like a list that was pasted by mistake."""

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories that a reader cannot see: controls, format and bidi marks, surrogates, private use, separators."""

QUOTED_NAME = re.compile(r'"[^"]*"(?=\s*<)')
BRACKETED = re.compile(r"([^<>]*)<\s*([^<>\s]+)\s*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of one field; `fault` says, without an address in it, why there are none."""

    valid: tuple[str, ...] = ()
    fault: str = ""


def parse_addresses(field: str) -> Addresses:
    """Read a field with addresses parted by `;`, `,` or blanks, display names and `mailto:` allowed.

    One wrong address refuses the whole field: half of it may be the wrong half. A domain outside ASCII comes back in
    its ASCII form. An empty field has neither addresses nor a fault.
    """
    stripped = field.strip()
    fault = _unfit(stripped)
    if fault or not stripped:
        return Addresses(fault=fault)
    try:
        found = _distinct(_checked(each) for each in _candidates(stripped))
    except ValueError as error:
        return Addresses(fault=str(error))
    return Addresses(valid=found) if len(found) <= MOST else Addresses(fault=f"more than {MOST} addresses")


def _unfit(field: str) -> str:
    hidden = sorted({ord(sign) for sign in field if unicodedata.category(sign) in HIDDEN and sign != "\t"})
    if hidden:
        return "invisible character " + ", ".join(f"U+{point:04X}" for point in hidden)
    return "encoded word" if "=?" in field else ""


def _candidates(field: str) -> list[str]:
    pieces = re.split(r"[;,]", QUOTED_NAME.sub("", field))
    found = [address for piece in pieces for address in _addresses_of(piece.strip())]
    if not found:
        raise ValueError("no address in it")
    return found


def _addresses_of(piece: str) -> list[str]:
    if "<" not in piece and ">" not in piece:
        return piece.split()
    match = BRACKETED.fullmatch(piece)
    if not match or ("@" in match[1] and match[1].strip() != match[2]):
        raise ValueError("address not valid")
    return [match[2]]


def _checked(address: str) -> str:
    bare = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE)
    if not bare.rpartition("@")[0].isascii():
        raise ValueError("letters outside ASCII before the @")
    try:
        checked = validate_email(bare, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError("address not valid") from None
    if not checked.ascii_email or "." not in checked.ascii_domain:
        raise ValueError("address not valid")
    return checked.ascii_email


def _distinct(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple({address.lower(): address for address in addresses}.values())
