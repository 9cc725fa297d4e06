"""The methods of the API, as Gmail's discovery document lists them (revision 20261005).

Units are those of projects made after 1 May 2026, as third parties quote them where Google's older table differs.
"""

from reminder.sandbox.gmail import account_methods, draft_methods, message_methods, scopes
from reminder.sandbox.gmail.call import Body, Method

USER = "/gmail/v1/users/{userId}"
DRAFT_BYTES = 36_700_160
IMPORT_BYTES = 157_286_400
_LISTING = frozenset({"includeSpamTrash", "maxResults", "pageToken", "q"})
_SHOWING = frozenset({"format", "metadataHeaders"})
_PUTTING = (scopes.FULL, scopes.MODIFY, scopes.INSERT)
_LABELLING = (scopes.FULL, scopes.MODIFY, scopes.LABELS)
_PROFILE = (scopes.FULL, scopes.MODIFY, scopes.COMPOSE, scopes.READONLY, scopes.METADATA)
_DRAFT_READING = (scopes.FULL, scopes.MODIFY, scopes.COMPOSE, scopes.READONLY)

_DRAFTS = (
    Method(
        id="drafts.send", verb="POST", path="/drafts/send", scopes=scopes.DRAFTING, units=100,
        handle=draft_methods.send, body=Body.DRAFT, max_bytes=DRAFT_BYTES,
    ),
    Method(
        id="drafts.create", verb="POST", path="/drafts", scopes=scopes.DRAFTING, units=10,
        handle=draft_methods.create, body=Body.DRAFT, max_bytes=DRAFT_BYTES,
    ),
    Method(
        id="drafts.list", verb="GET", path="/drafts", scopes=_DRAFT_READING, units=5,
        handle=draft_methods.list_, query=_LISTING,
    ),
    Method(
        id="drafts.get", verb="GET", path="/drafts/{id}", scopes=_DRAFT_READING, units=5,
        handle=draft_methods.get, query=frozenset({"format"}),
    ),
    Method(
        id="drafts.update", verb="PUT", path="/drafts/{id}", scopes=scopes.DRAFTING, units=15,
        handle=draft_methods.update, body=Body.DRAFT, max_bytes=DRAFT_BYTES,
    ),
    Method(
        id="drafts.delete", verb="DELETE", path="/drafts/{id}", scopes=scopes.DRAFTING, units=10,
        handle=draft_methods.delete,
    ),
)  # fmt: skip
_MESSAGES = (
    Method(
        id="messages.send", verb="POST", path="/messages/send", scopes=(*scopes.DRAFTING, scopes.SEND), units=100,
        handle=message_methods.send, body=Body.MESSAGE, max_bytes=DRAFT_BYTES,
    ),
    Method(
        id="messages.import", verb="POST", path="/messages/import", scopes=_PUTTING, units=25,
        handle=message_methods.import_, body=Body.MESSAGE, max_bytes=IMPORT_BYTES,
        query=frozenset({"deleted", "internalDateSource", "neverMarkSpam", "processForCalendar"}),
    ),
    Method(
        id="messages.insert", verb="POST", path="/messages", scopes=_PUTTING, units=25,
        handle=message_methods.insert, body=Body.MESSAGE, max_bytes=IMPORT_BYTES,
        query=frozenset({"deleted", "internalDateSource"}),
    ),
    Method(
        id="messages.list", verb="GET", path="/messages", scopes=scopes.READING_METADATA, units=5,
        handle=message_methods.list_, query=_LISTING | {"labelIds"},
    ),
    Method(
        id="messages.get", verb="GET", path="/messages/{id}", scopes=scopes.READING_METADATA, units=20,
        handle=message_methods.get, query=_SHOWING,
    ),
    Method(
        id="messages.modify", verb="POST", path="/messages/{id}/modify", scopes=(scopes.FULL, scopes.MODIFY), units=5,
        handle=message_methods.modify, body=Body.MODIFY,
    ),
    Method(
        id="messages.attachments.get", verb="GET", path="/messages/{messageId}/attachments/{id}",
        scopes=scopes.READING, units=20, handle=message_methods.attachment_get,
    ),
    Method(
        id="threads.list", verb="GET", path="/threads", scopes=scopes.READING_METADATA, units=10,
        handle=message_methods.thread_list, query=_LISTING | {"labelIds"},
    ),
    Method(
        id="threads.get", verb="GET", path="/threads/{id}", scopes=scopes.READING_METADATA, units=40,
        handle=message_methods.thread_get, query=_SHOWING,
    ),
)  # fmt: skip
_ACCOUNT = (
    Method(
        id="getProfile", verb="GET", path="/profile", scopes=_PROFILE, units=1, handle=account_methods.profile,
    ),
    Method(
        id="labels.list", verb="GET", path="/labels", scopes=(*_LABELLING, scopes.READONLY, scopes.METADATA), units=1,
        handle=account_methods.label_list,
    ),
    Method(
        id="labels.create", verb="POST", path="/labels", scopes=_LABELLING, units=5,
        handle=account_methods.label_create, body=Body.LABEL,
    ),
    Method(
        id="labels.get", verb="GET", path="/labels/{id}", scopes=(*_LABELLING, scopes.READONLY, scopes.METADATA),
        units=1, handle=account_methods.label_get,
    ),
    Method(
        id="settings.sendAs.list", verb="GET", path="/settings/sendAs", units=1,
        scopes=(scopes.FULL, scopes.MODIFY, scopes.READONLY, scopes.SETTINGS), handle=account_methods.send_as_list,
    ),
)  # fmt: skip
METHODS: tuple[Method, ...] = (*_DRAFTS, *_MESSAGES, *_ACCOUNT)
