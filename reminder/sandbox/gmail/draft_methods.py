"""The work of ``users.drafts``."""

from typing import Any

from reminder.sandbox.gmail.call import Call, Mail
from reminder.sandbox.gmail.errors import invalid_argument
from reminder.sandbox.gmail.lists import page, visible
from reminder.sandbox.gmail.payload import brief_json, draft_json, reference_json
from reminder.sandbox.gmail.records import Draft


def create(call: Call) -> dict[str, Any]:
    """Store a new draft."""
    written = _written(call)
    return _changed(call.mailbox.create_draft(written.raw, thread_id=written.thread_id))


def update(call: Call) -> dict[str, Any]:
    """Replace a draft's message."""
    call.mailbox.draft(call.path["id"])
    written = _written(call)
    return _changed(call.mailbox.update_draft(call.path["id"], written.raw, thread_id=written.thread_id))


def get(call: Call) -> dict[str, Any]:
    """Show a draft."""
    return draft_json(call.mailbox.draft(call.path["id"]), call.format())


def list_(call: Call) -> dict[str, Any]:
    """List the drafts, newest first."""
    by_message = {draft.message.id: draft for draft in call.mailbox.drafts.values()}
    messages = visible(call, [draft.message for draft in by_message.values()])
    shown, more = page(call, messages)
    drafts = [{"id": by_message[message.id].id, "message": reference_json(message)} for message in shown]
    return {**({"drafts": drafts} if drafts else {}), **more, "resultSizeEstimate": len(messages)}


def delete(call: Call) -> None:
    """Delete a draft for good."""
    call.mailbox.delete_draft(call.path["id"])


def send(call: Call) -> dict[str, Any]:
    """Send a draft, with new content if the call brings some."""
    draft_id = call.body.get("id")
    if not draft_id:
        raise invalid_argument("Missing draft id")
    call.mailbox.draft(draft_id)
    if call.upload is not None or "message" in call.body:
        written = _written(call)
        call.mailbox.update_draft(draft_id, written.raw, thread_id=written.thread_id)
    return brief_json(call.mailbox.send_draft(draft_id))


def _written(call: Call) -> Mail:
    message = call.body.get("message")
    if call.upload is None and message is None:
        raise invalid_argument("Missing draft message")
    written = call.mail(message or {})
    for label in written.labels:
        if label != "DRAFT":
            raise invalid_argument(f"Invalid label: {label}")
    return written


def _changed(draft: Draft) -> dict[str, Any]:
    return {"id": draft.id, "message": brief_json(draft.message)}
