"""The work of ``users.getProfile``, ``users.labels`` and ``users.settings.sendAs``."""

from typing import Any

from reminder.sandbox.gmail.call import Call
from reminder.sandbox.gmail.errors import invalid_argument, not_found
from reminder.sandbox.gmail.records import Label, Message, SendAs

_COLOR = frozenset({"textColor", "backgroundColor"})


def profile(call: Call) -> dict[str, Any]:
    """Tell whose mailbox it is."""
    messages = call.mailbox.messages.values()
    return {
        "emailAddress": call.mailbox.address,
        "messagesTotal": len(messages),
        "threadsTotal": len({message.thread_id for message in messages}),
        "historyId": str(max((message.position for message in messages), default=1)),
    }


def label_list(call: Call) -> dict[str, Any]:
    """List the labels, Gmail's own included."""
    return {"labels": [_label_json(label) for label in call.mailbox.labels.values()]}


def label_get(call: Call) -> dict[str, Any]:
    """Show a label with its counts."""
    label = call.mailbox.labels.get(call.path["id"])
    if label is None:
        raise not_found()
    labelled = [message for message in call.mailbox.messages.values() if label.id in message.labels]
    unread = [message for message in labelled if "UNREAD" in message.labels]
    return {
        **_label_json(label),
        "messagesTotal": len(labelled),
        "messagesUnread": len(unread),
        "threadsTotal": _threads(labelled),
        "threadsUnread": _threads(unread),
    }


def label_create(call: Call) -> dict[str, Any]:
    """Make a label of the user's own."""
    name, color = call.body.get("name"), call.body.get("color")
    if not name:
        raise invalid_argument("Invalid label name")
    if color is not None and set(color) != _COLOR:
        raise invalid_argument("Label color must have both textColor and backgroundColor")
    return _label_json(call.mailbox.create_label(name))


def send_as_list(call: Call) -> dict[str, Any]:
    """List the addresses the account may send from."""
    return {"sendAs": [_send_as_json(alias) for alias in call.mailbox.send_as]}


def _label_json(label: Label) -> dict[str, Any]:
    return {"id": label.id, "name": label.name, "type": "system" if label.system else "user"}


def _send_as_json(alias: SendAs) -> dict[str, Any]:
    shown: dict[str, Any] = {"sendAsEmail": alias.address, "displayName": alias.display_name, "replyToAddress": ""}
    if alias.primary:
        return {**shown, "signature": "", "isPrimary": True, "isDefault": True}
    status = "accepted" if alias.verified else "pending"
    return {**shown, "signature": "", "treatAsAlias": True, "verificationStatus": status}


def _threads(messages: list[Message]) -> int:
    return len({message.thread_id for message in messages})
