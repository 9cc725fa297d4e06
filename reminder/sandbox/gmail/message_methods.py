"""The work of ``users.messages`` and ``users.threads``."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.call import Call, bad_parameter
from reminder.sandbox.gmail.errors import invalid_argument, not_found
from reminder.sandbox.gmail.lists import page, visible
from reminder.sandbox.gmail.payload import Format, attachment, brief_json, message_json, reference_json
from reminder.sandbox.gmail.records import Kind, Message

_MOST_LABELS = 100
_THREAD_FORMATS = frozenset({Format.MINIMAL, Format.METADATA, Format.FULL})


def get(call: Call) -> dict[str, Any]:
    """Show a message."""
    message = call.mailbox.message(call.path["id"])
    return message_json(message, call.format(), call.query.getlist("metadataHeaders"))


def list_(call: Call) -> dict[str, Any]:
    """List the messages, those of drafts included, newest first."""
    found = visible(call, call.mailbox.messages.values())
    shown, more = page(call, found)
    messages = [reference_json(message) for message in shown]
    return {**({"messages": messages} if messages else {}), **more, "resultSizeEstimate": len(found)}


def attachment_get(call: Call) -> dict[str, Any]:
    """Give the bytes of an attachment."""
    content = attachment(call.mailbox.message(call.path["messageId"]), call.path["id"])
    if content is None:
        raise not_found()
    return {"size": len(content), "data": mail.encode_raw(content)}


def send(call: Call) -> dict[str, Any]:
    """Send a mail that was no draft."""
    written = call.mail(call.body)
    return brief_json(call.mailbox.send(written.raw, thread_id=written.thread_id))


def insert(call: Call) -> dict[str, Any]:
    """Put a mail into the mailbox as it is."""
    return _put(call, Kind.INSERTED, "receivedTime")


def import_(call: Call) -> dict[str, Any]:
    """Put a mail into the mailbox as if it had been received."""
    return _put(call, Kind.IMPORTED, "dateHeader")


def modify(call: Call) -> dict[str, Any]:
    """Change the labels of a message."""
    add, remove = call.body.get("addLabelIds", []), call.body.get("removeLabelIds", [])
    if max(len(add), len(remove)) > _MOST_LABELS:
        raise invalid_argument("Too many labels")
    return brief_json(call.mailbox.relabel(call.path["id"], add=add, remove=remove))


def thread_get(call: Call) -> dict[str, Any]:
    """Show a thread with its messages, oldest first."""
    members = call.mailbox.thread(call.path["id"])
    shown, headers = call.format(allowed=_THREAD_FORMATS), call.query.getlist("metadataHeaders")
    messages = [message_json(message, shown, headers) for message in members]
    return {"id": call.path["id"], "historyId": _history_id(members), "messages": messages}


def thread_list(call: Call) -> dict[str, Any]:
    """List the threads with a matching message, newest first."""
    found = visible(call, call.mailbox.messages.values())
    newest = {message.thread_id: message for message in sorted(found, key=lambda message: message.position)}
    shown, more = page(call, list(newest.values()))
    threads = [
        {
            "id": message.thread_id,
            "snippet": message_json(message, Format.MINIMAL)["snippet"],
            "historyId": _history_id(call.mailbox.thread(message.thread_id)),
        }
        for message in shown
    ]
    return {**({"threads": threads} if threads else {}), **more, "resultSizeEstimate": len(newest)}


def _put(call: Call, kind: Kind, default_date: str) -> dict[str, Any]:
    written = call.mail(call.body)
    source = call.query.get("internalDateSource", default_date)
    if source not in ("receivedTime", "dateHeader"):
        raise bad_parameter("internalDateSource", source)
    at = _date(written.raw) if source == "dateHeader" else None
    put = call.mailbox.put(written.raw, kind=kind, thread_id=written.thread_id, labels=written.labels, at=at)
    return brief_json(put)


def _date(raw: bytes) -> datetime | None:
    try:
        date = parsedate_to_datetime(mail.value(mail.normalised(raw), "Date"))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _history_id(members: tuple[Message, ...]) -> str:
    return str(max(message.position for message in members))
