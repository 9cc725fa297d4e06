"""The bytes of a mail: in and out of base64url, its header lines, and what Gmail refuses in them."""

import base64
import binascii
import re
from email.header import decode_header, make_header
from email.utils import getaddresses

from reminder.sandbox.gmail.errors import invalid_argument

ADDRESS_HEADERS = ("From", "Reply-To", "To", "Cc", "Bcc")
RECIPIENT_HEADERS = ("To", "Cc", "Bcc")
SINGLE_HEADERS = (*ADDRESS_HEADERS, "Subject", "Date", "Message-ID", "In-Reply-To", "References")

_FIELD = re.compile(rb"(?P<name>[!-9;-~]+)[ \t]*:(?P<value>.*)", re.DOTALL)
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*={0,2}")
_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?!.*=\?){_ATOMS}(?:\.{_ATOMS})*@(?:{_NAME}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_REPLY_MARK = re.compile(r"^(?:(?:re|fw|fwd|aw|antw)\s*:\s*)+", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")

Field = tuple[str, bytes]
"""A header's name and its raw value, folds included, line end not."""


def decode_raw(value: str) -> bytes:
    """Read base64url with or without its padding; a 400 for anything else."""
    if not _BASE64URL.fullmatch(value):
        raise _undecodable()
    bare = value.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise _undecodable() from error


def encode_raw(raw: bytes) -> str:
    """Write base64url with padding, as Gmail does."""
    return base64.urlsafe_b64encode(raw).decode()


def normalised(raw: bytes) -> bytes:
    """Give every line the ending CRLF."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def fields(raw: bytes) -> tuple[Field, ...]:
    """Take a normalised mail's header apart; a 400 when a line of it is no header."""
    head = raw.partition(b"\r\n\r\n")[0].removesuffix(b"\r\n")
    lines = re.split(rb"\r\n(?![ \t])", head) if head else []
    return tuple(_field(line) for line in lines)


def values(raw: bytes, name: str) -> tuple[str, ...]:
    """Give the unfolded raw values of every header of this name."""
    return tuple(unfold(value) for field, value in fields(raw) if field.lower() == name.lower())


def value(raw: bytes, name: str) -> str:
    """Give the first header of this name, unfolded and not decoded, or nothing."""
    return next(iter(values(raw, name)), "")


def unfold(raw_value: bytes) -> str:
    """Join a folded header value; bytes outside ASCII are read as UTF-8."""
    return re.sub(rb"\r\n(?=[ \t])", b"", raw_value).decode(errors="replace").strip()


def decoded(header: str) -> str:
    """Read the encoded words of a header."""
    try:
        return str(make_header(decode_header(header)))
    except (ValueError, LookupError):
        return header


def with_field(raw: bytes, name: str, new: str) -> bytes:
    """Put one header in the place of every header of its name, or on top when there is none."""
    names = [field.lower() for field, _ in fields(raw)]
    place = names.index(name.lower()) if name.lower() in names else 0
    kept = [field for field in fields(raw) if field[0].lower() != name.lower()]
    return _written([*kept[:place], (name, f" {new}".encode()), *kept[place:]], raw)


def without_field(raw: bytes, name: str) -> bytes:
    """Leave out every header of this name."""
    return _written([field for field in fields(raw) if field[0].lower() != name.lower()], raw)


def addresses(header: str) -> tuple[str, ...]:
    """Give the bare addresses of an address header, in its order."""
    return tuple(address for _, address in getaddresses([header]) if address)


def recipients(raw: bytes) -> tuple[str, ...]:
    """Give the addresses of To, Cc and Bcc."""
    return tuple(address for name in RECIPIENT_HEADERS for address in addresses(value(raw, name)))


def check(raw: bytes) -> None:
    """Refuse what Gmail refuses: lines that are no header, doubled headers, addresses that are none."""
    names = [name.lower() for name, _ in fields(raw)]
    for name in SINGLE_HEADERS:
        if names.count(name.lower()) > 1:
            raise invalid_argument(f"Invalid {name} header")
    for name in ADDRESS_HEADERS:
        if (header := value(raw, name)) and not _valid_addresses(header):
            raise invalid_argument(f"Invalid {name} header")


def message_ids(header: str) -> tuple[str, ...]:
    """Give the ids in a Message-ID, In-Reply-To or References header, angle brackets included."""
    return tuple(_MESSAGE_ID.findall(header))


def plain_subject(raw: bytes) -> str:
    """Give the subject as threads compare it: decoded, without Re: and Fwd:, blanks and case evened out."""
    subject = _REPLY_MARK.sub("", decoded(value(raw, "Subject")).strip())
    return " ".join(subject.split()).casefold()


def _field(line: bytes) -> Field:
    match = _FIELD.fullmatch(line)
    if match is None:
        raise invalid_argument("Invalid header")
    return match["name"].decode(), match["value"]


def _written(kept: list[Field], raw: bytes) -> bytes:
    body = raw.partition(b"\r\n\r\n")[2]
    return b"".join(name.encode() + b":" + content + b"\r\n" for name, content in kept) + b"\r\n" + body


def _valid_addresses(header: str) -> bool:
    found = getaddresses([header])
    group_without_members = header.rstrip().endswith(":;")
    valid = bool(found) and all(_ADDRESS.fullmatch(address) for _, address in found)
    return header.isascii() and (valid or group_without_members)


def _undecodable() -> Exception:
    return invalid_argument("Invalid value at 'raw' (TYPE_BYTES), Base64 decoding failed")
