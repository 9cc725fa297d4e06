"""The bytes of a mail, and the check by other means that they say exactly what was meant."""

import email.policy
import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header, decode_header
from email.message import EmailMessage, Message
from email.utils import format_datetime, getaddresses, parseaddr, quote
from typing import ClassVar
from unicodedata import category, normalize

from reminder.errors import ReminderError
from reminder.model.reminder import Reminder

REFERENCE_HEADER = "X-Reminder-Ref"

_POLICY = email.policy.SMTP.clone(cte_type="7bit")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NEVER = ("Cc", "Cs", "Zl", "Zp")
_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}@[!-;=?-~]{1,240}>")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_CONTENT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}(?:@[A-Za-z0-9.-]{1,64})?")
_UNSEEN = re.compile(r"<!--.*?-->|<(head|style|script|title)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_PART_HEADERS = {"content-type", "content-transfer-encoding", "content-disposition", "content-id", "mime-version"}
_KENMERK = re.compile(r"\bKenmerk\b[^:\n]{0,40}:\s*([A-Za-z0-9][A-Za-z0-9._-]{0,63})")
_ENVELOPE = ("From", "To", "Cc", "Bcc")
_SHORT = 60
_LINE = re.compile(rb"[ -~\t]{0,998}")


class MailFault(ReminderError):  # noqa: N818 - the trade calls it a fault
    """This mail cannot be written as meant; the message names the field, never its content."""

    exit_code: ClassVar[int] = 3
    default_code: ClassVar[str] = "mail"


def clean_text(value: str, *, limit: int = 120) -> str:
    """Give a name from outside on one line, of visible characters, without encoded words, cut at `limit`."""
    blanks = "".join(" " if char.isspace() else char for char in value)
    kept = "".join(char for char in blanks if category(char) not in (*_NEVER, "Cf"))
    text = " ".join(normalize("NFC", kept).split()).replace("=?", "= ?")
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def build(reminder: Reminder, *, date: datetime) -> bytes:
    """Write a reminder as a mail in 7-bit ASCII with CRLF; MailFault when a value of it cannot be trusted in one."""
    _check_addresses(reminder)
    _check_forms(reminder)
    mail = EmailMessage(policy=_POLICY)
    _add_parts(mail, reminder)
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(reminder, date))
    return head.encode("ascii") + mail.as_bytes()


def faults(mail: bytes, reminder: Reminder) -> tuple[str, ...]:
    """Say how finished bytes differ from what was meant, read by a second parser; empty when they do not."""
    names = sorted(name for name, _ in _fields(mail))
    intended = [name.lower() for name, _ in _headers(reminder, datetime.fromtimestamp(0, UTC))]
    parsed = message_from_bytes(mail, policy=email.policy.compat32)
    inner = [name for part in [*parsed.walk()][1:] for name, _ in part.items()]
    checks = (
        (not all(map(_LINE.fullmatch, mail.split(b"\r\n"))), "a line is not short plain ASCII with CRLF"),
        (names != sorted([*intended, "mime-version", "content-type"]), "the headers are not exactly the intended ones"),
        (any(name.lower() not in _PART_HEADERS for name in inner), "a part has a header of its own"),
        (_decoded(parseaddr(_value(mail, "From"))[0]) != reminder.sender_name, "the display name in From differs"),
        (_mailboxes(mail, "Reply-To") != [reminder.reply_to.lower()] * bool(reminder.reply_to), "Reply-To differs"),
        (_value(mail, REFERENCE_HEADER) != reminder.reference, f"{REFERENCE_HEADER} differs"),
        (_bodies(parsed, "plain") != [_lines(reminder.text)], "the text part differs"),
        (_bodies(parsed, "html") != [_lines(reminder.html)], "the html part differs"),
        (_files(parsed) != _intended_files(reminder), "the attachments differ"),
    )
    found = tuple(text for wrong, text in checks if wrong)
    return found + _envelope_faults(mail, reminder) + _unreferenced(parsed, reminder)


def same_mail(kept: bytes, reminder: Reminder) -> tuple[str, ...]:
    """Say how a mail as a mailbox kept it differs in sender, recipients, subject or visible reference."""
    parsed = message_from_bytes(kept, policy=email.policy.compat32)
    return _envelope_faults(kept, reminder) + _unreferenced(parsed, reminder)


def reference_of(mail: bytes) -> str:
    """Give the reference that a mail carries, in its header or else as the visible Kenmerk; empty without one."""
    shown = _KENMERK.search("\n".join(_texts(message_from_bytes(mail, policy=email.policy.compat32))))
    return _value(mail, REFERENCE_HEADER) or (shown[1] if shown else "")


def _check_addresses(reminder: Reminder) -> None:
    for name, addresses in _meant(reminder).items():
        if not all(_ADDRESS.fullmatch(address) and "=?" not in address for address in addresses):
            raise MailFault(f"{name} holds something that is no plain address")
    if not reminder.to:
        raise MailFault("To is empty")


def _check_forms(reminder: Reminder) -> None:
    forms = [("Reference", _REFERENCE, reminder.reference)]
    forms += [("In-Reply-To", _MESSAGE_ID, each) for each in (reminder.in_reply_to, *reminder.references) if each]
    forms += [("Attachment type", _MEDIA_TYPE, each.media_type) for each in reminder.attachments]
    forms += [("Content-ID", _CONTENT_ID, each.content_id) for each in reminder.images]
    for name, form, value in forms:
        if not form.fullmatch(value) or "=?" in value:
            raise MailFault(f"{name} has a wrong form")
    for each in reminder.attachments:
        _refuse("Attachment name", (char for char in _safe("Attachment name", each.filename) if char in '"\\'))
    for name, body in (("Text", reminder.text), ("Html", reminder.html)):
        _refuse(name, (char for char in dict.fromkeys(body) if char not in "\n\t" and category(char) in _NEVER))


def _safe(name: str, value: str) -> str:
    _refuse(name, (char for char in value if category(char) in _NEVER or char in _BIDI))
    if "=?" in value:
        raise MailFault(f"{name} holds an encoded word")
    if value != value.strip() or not value:
        raise MailFault(f"{name} is empty or has blanks around it")
    return value


def _refuse(name: str, found: Iterable[str]) -> None:
    wrong = next(iter(found), None)
    if wrong is not None:
        raise MailFault(f"{name} holds a character that no mail may hold: U+{ord(wrong):04X}")


def _headers(reminder: Reminder, date: datetime) -> Iterator[tuple[str, str]]:
    name = _safe("From", reminder.sender_name) if reminder.sender_name else ""
    phrase = _encoded(name) if _encoded(name) != name else f'"{quote(name)}"'
    yield "From", f"{phrase}\r\n <{reminder.sender}>" if name else reminder.sender
    for field in ("To", "Bcc", "Reply-To"):
        if addresses := _meant(reminder)[field]:
            yield field, ",\r\n ".join(addresses)
    yield "Subject", _encoded(_safe("Subject", reminder.subject))
    yield "Date", format_datetime(date)
    yield "Message-ID", f"<{reminder.reference}.{date:%Y%m%d%H%M%S}@{reminder.sender.rpartition('@')[2]}>"
    yield REFERENCE_HEADER, reminder.reference
    if reminder.send:
        yield "Auto-Submitted", "auto-generated"
    if reminder.in_reply_to:
        yield "In-Reply-To", reminder.in_reply_to
        yield "References", "\r\n ".join(reminder.references or (reminder.in_reply_to,))


def _encoded(text: str) -> str:
    # Not left to EmailMessage, whose folding loses blanks of some names (Python 3.11).
    short = text.isascii() and len(text) <= _SHORT
    return text if short else Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _meant(reminder: Reminder) -> dict[str, tuple[str, ...]]:
    answers = (reminder.reply_to,) * bool(reminder.reply_to)
    return {"From": (reminder.sender,), "To": reminder.to, "Cc": (), "Bcc": reminder.bcc, "Reply-To": answers}


def _add_parts(mail: EmailMessage, reminder: Reminder) -> None:
    mail.set_content(reminder.text)
    mail.add_alternative(reminder.html, subtype="html")
    *_, shown = mail.iter_parts()
    for image in reminder.images:
        shown.add_related(image.content, "image", "png", cid=f"<{image.content_id}>", disposition="inline")
    for each in reminder.attachments:
        kind, _, subtype = each.media_type.partition("/")
        mail.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.filename)
    digest = hashlib.sha256("\0".join((reminder.reference, reminder.text, reminder.html)).encode()).hexdigest()
    for number, part in enumerate(each for each in mail.walk() if each.is_multipart()):
        part.set_boundary(f"=_{digest[:32]}_{number}")


def _fields(mail: bytes) -> list[tuple[str, str]]:
    head = re.split(rb"\r?\n\r?\n", mail, maxsplit=1)[0]
    lines = re.sub(rb"\r?\n(?=[ \t])", b"", head).decode("utf-8", "replace")
    pairs = (line.partition(":") for line in re.split(r"\r\n|\r|\n", lines))
    return [(name.strip().lower(), value.strip(" \t")) for name, _, value in pairs]


def _value(mail: bytes, name: str) -> str:
    return next((value for each, value in _fields(mail) if each == name.lower()), "")


def _decoded(value: str) -> str:
    try:
        chunks = decode_header(value)
    except MessageError:
        return value
    return "".join(text if isinstance(text, str) else _unicode(text, code) for text, code in chunks)


def _unicode(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8", "replace")
    except LookupError:
        return content.decode("latin-1")


def _mailboxes(mail: bytes, name: str) -> list[str]:
    values = [value for each, value in _fields(mail) if each == name.lower()]
    return [address.lower() for _, address in getaddresses(values) if address]


def _envelope_faults(mail: bytes, reminder: Reminder) -> tuple[str, ...]:
    meant = {name: list(map(str.lower, addresses)) for name, addresses in _meant(reminder).items()}
    found = tuple(f"{name} differs" for name in _ENVELOPE if _mailboxes(mail, name) != meant[name])
    return found if _decoded(_value(mail, "Subject")) == reminder.subject else (*found, "Subject differs")


def _bodies(parsed: Message, subtype: str) -> list[str]:
    texts = (part for part in parsed.walk() if part.get_content_type() == f"text/{subtype}")
    parts = (part for part in texts if not part.get_content_disposition())
    return [_lines(_unicode(_content(part), part.get_content_charset())) for part in parts]


def _texts(parsed: Message) -> list[str]:
    seen = (html.unescape(_UNSEEN.sub(" ", body)) for body in _bodies(parsed, "html"))
    return [*_bodies(parsed, "plain"), *seen]


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n")


def _files(parsed: Message) -> list[tuple[str, str, bytes]]:
    parts = [part for part in parsed.walk() if part.get_content_disposition()]
    named = ((part, part.get_filename() or str(part["Content-ID"]).strip("<>")) for part in parts)
    return [(part.get_content_type(), name, _content(part)) for part, name in named]


def _intended_files(reminder: Reminder) -> list[tuple[str, str, bytes]]:
    images = [("image/png", each.content_id, each.content) for each in reminder.images]
    return images + [(each.media_type, each.filename, each.content) for each in reminder.attachments]


def _unreferenced(parsed: Message, reminder: Reminder) -> tuple[str, ...]:
    texts = _texts(parsed)
    shown = bool(texts) and all(reminder.reference in text for text in texts)
    return () if shown else ("a part does not show the reference",)
