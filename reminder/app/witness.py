"""Whether a draft that was found still says what was frozen before it was made."""

import hashlib
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

_ADDRESSED = ("From", "To", "Cc", "Bcc", "Reply-To")


def same_content(kept: bytes, frozen: bytes) -> bool:
    """Compare sender, recipients, subject, texts and files of two mails; ids, dates and encodings may differ."""
    return _content(kept) == _content(frozen)


def _content(mail: bytes) -> tuple[object, ...]:
    parsed = message_from_bytes(mail, policy=policy.compat32)
    people = tuple(sorted(address.lower() for _, address in getaddresses(_all(parsed, name))) for name in _ADDRESSED)
    parts = sorted(_part(part) for part in parsed.walk() if not part.is_multipart())
    return (*people, _subject(parsed), *parts)


def _all(parsed: Message, name: str) -> list[str]:
    return [str(value) for value in parsed.get_all(name, [])]


def _subject(parsed: Message) -> str:
    value = str(parsed.get("Subject", ""))
    try:
        return str(make_header(decode_header(value))).strip()
    except (LookupError, ValueError):
        return value


def _part(part: Message) -> tuple[str, str]:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if part.get_content_maintype() == "text":
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
        content = "\n".join(line.rstrip() for line in text.strip().splitlines()).encode()
    return part.get_content_type(), hashlib.sha256(content).hexdigest()
