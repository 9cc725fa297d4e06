"""A message as the API shows it, in each of its formats."""

from collections.abc import Iterable
from email import message_from_bytes
from email.message import Message as Part
from enum import StrEnum
from typing import Any

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.records import Draft, Message
from reminder.sandbox.gmail.words import readable_text

_SNIPPET = 200


class Format(StrEnum):
    """How much of a message to show."""

    MINIMAL = "minimal"
    FULL = "full"
    RAW = "raw"
    METADATA = "metadata"


def reference_json(message: Message) -> dict[str, Any]:
    """Give what lists say of a message."""
    return {"id": message.id, "threadId": message.thread_id}


def brief_json(message: Message) -> dict[str, Any]:
    """Give what the answer to a change says of a message."""
    return {**reference_json(message), "labelIds": list(message.labels)}


def draft_json(draft: Draft, shown: Format) -> dict[str, Any]:
    """Give a draft with its message in a format."""
    return {"id": draft.id, "message": message_json(draft.message, shown)}


def message_json(message: Message, shown: Format, headers: Iterable[str] = ()) -> dict[str, Any]:
    """Give a message in a format; with ``metadata`` only the named headers, or all when none is named."""
    answer = {
        **brief_json(message),
        "snippet": " ".join(readable_text(message.raw).split())[:_SNIPPET],
        "historyId": str(message.position),
        "internalDate": str(int(message.at.timestamp() * 1000)),
        "sizeEstimate": len(message.raw),
    }
    if shown is Format.RAW:
        answer["raw"] = mail.encode_raw(message.raw)
    elif shown is Format.METADATA:
        answer["payload"] = _metadata(message.raw, {name.lower() for name in headers})
    elif shown is Format.FULL:
        answer["payload"] = _part_json(message_from_bytes(message.raw), part_id="", message_id=message.id)
    return answer


def attachment(message: Message, attachment_id: str) -> bytes | None:
    """Give the bytes behind an attachment id, None when the message has no such part."""
    for part_id, part in _leaves(message_from_bytes(message.raw), ""):
        if _attachment_id(message.id, part_id) == attachment_id:
            return _content(part)
    return None


def _metadata(raw: bytes, names: set[str]) -> dict[str, Any]:
    shown = [header for header in _headers_json(mail.fields(raw)) if not names or header["name"].lower() in names]
    return {"mimeType": message_from_bytes(raw).get_content_type(), **({"headers": shown} if shown else {})}


def _headers_json(fields: Iterable[mail.Field]) -> list[dict[str, str]]:
    return [{"name": name, "value": mail.decoded(mail.unfold(value))} for name, value in fields]


def _part_json(part: Part, *, part_id: str, message_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "partId": part_id,
        "mimeType": part.get_content_type(),
        "filename": part.get_filename() or "",
        "headers": [{"name": name, "value": mail.decoded(str(value))} for name, value in part.items()],
    }
    if not part.is_multipart():
        return {**answer, "body": _body_json(part, part_id=part_id, message_id=message_id)}
    children = [
        _part_json(child, part_id=_child_id(part_id, number), message_id=message_id)
        for number, child in enumerate(_children(part))
    ]
    return {**answer, "body": {"size": 0}, "parts": children}


def _body_json(part: Part, *, part_id: str, message_id: str) -> dict[str, Any]:
    content = _content(part)
    if part.get_filename():
        return {"attachmentId": _attachment_id(message_id, part_id), "size": len(content)}
    return {"size": len(content), "data": mail.encode_raw(content)}


def _leaves(part: Part, part_id: str) -> Iterable[tuple[str, Part]]:
    if not part.is_multipart():
        yield part_id, part
    for number, child in enumerate(_children(part)):
        yield from _leaves(child, _child_id(part_id, number))


def _children(part: Part) -> list[Part]:
    return list(part.get_payload()) if part.is_multipart() else []  # type: ignore[arg-type]


def _content(part: Part) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _child_id(part_id: str, number: int) -> str:
    return f"{part_id}.{number}" if part_id else str(number)


def _attachment_id(message_id: str, part_id: str) -> str:
    return f"ANGjdJ-{message_id}-{part_id or 'whole'}"
