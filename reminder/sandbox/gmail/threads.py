"""Which conversation a mail joins."""

from collections.abc import Iterable

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.errors import not_found
from reminder.sandbox.gmail.records import Message


def joined(messages: Iterable[Message], raw: bytes, wanted: str | None) -> str | None:
    """Give the thread that a mail joins, None when it starts its own; a 404 for an unknown thread.

    All three are needed: the thread's id, In-Reply-To and References that name a mail of the thread, and its subject.
    Source: the description of ``Message.threadId`` in Gmail's discovery document.
    """
    if wanted is None:
        return None
    members = [message for message in messages if message.thread_id == wanted]
    if not members:
        raise not_found()
    return wanted if _answers(raw, members) and _same_subject(raw, members) else None


def _answers(raw: bytes, members: list[Message]) -> bool:
    known = {mail.value(member.raw, "Message-ID") for member in members}
    parents = known.intersection(mail.message_ids(mail.value(raw, "In-Reply-To")))
    return not parents.isdisjoint(mail.message_ids(mail.value(raw, "References")))


def _same_subject(raw: bytes, members: list[Message]) -> bool:
    return mail.plain_subject(raw) in {mail.plain_subject(member.raw) for member in members}
