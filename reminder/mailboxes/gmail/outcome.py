"""How a write ended: the one place that decides whether it was done, refused, or is not known."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reminder.ports.mailbox import Effect, Written

UNREACHABLE = "unreachable"
GONE = "gone"
RATE_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_EXHAUSTED"})

_OK, _NO_CONTENT, _UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 200, 204, 401, 403, 404, 429
_REFUSALS = frozenset({400, _UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, 409, _TOO_MANY})
_CODE = re.compile(r"[A-Za-z_]{1,64}")


class Write(StrEnum):
    """The writes there are."""

    CREATE = "create"
    SEND = "send"
    DELETE = "delete"
    INSERT = "insert"


class Silence(StrEnum):
    """Why there is no answer: nothing was sent, Google refused the access before it, or nothing whole came back."""

    NOT_SENT = "not-sent"
    NO_ACCESS = "no-access"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole HTTP answer; `date` is its Date header."""

    status: int
    body: bytes
    date: str = ""


_SILENT = {
    Silence.NOT_SENT: Written(effect=Effect.REJECTED, detail=UNREACHABLE),
    Silence.NO_ACCESS: Written(effect=Effect.REJECTED, detail="authError", stop=True),
    Silence.LOST: Written(effect=Effect.UNKNOWN, detail="noAnswer"),
}


def judge(write: Write, answer: Answer | Silence) -> Written:
    """Say how a write ended.

    Done is 200 with the JSON and the id that the method promises. Rejected is what never reached Google, and a 400,
    401, 403, 404, 409 or 429 with Google's own error in it. All else is unknown.
    """
    if isinstance(answer, Silence):
        return _SILENT[answer]
    if answer.status in (_OK, _NO_CONTENT):
        return _done(write, answer)
    reason = reason_of(answer.body)
    if answer.status in _REFUSALS and reason:
        return _rejected(write, answer.status, reason)
    return Written(effect=Effect.UNKNOWN, detail=reason or f"http{answer.status}")


def may_try_again(written: Written) -> bool:
    """Tell whether the same write may be made again in this run: it was refused for being too fast, or never sent."""
    again = written.detail == UNREACHABLE or written.detail in RATE_LIMITS
    return written.effect is Effect.REJECTED and again and not written.stop


def rate_limited(status: int, reason: str) -> bool:
    """Tell whether Google only asks for patience."""
    patience = status == _TOO_MANY or (status == _FORBIDDEN and reason in RATE_LIMITS)
    return patience and reason != "dailyLimitExceeded"


def reason_of(body: bytes) -> str:
    """Give the reason code in Google's error, empty when the body is none; never its text, which may name people."""
    error = json_object(body).get("error")
    if not isinstance(error, Mapping):
        return ""
    inner = error.get("errors")
    first = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Mapping) else {}
    codes = (first.get("reason"), error.get("status"), "unspecified")
    return next(code for code in codes if isinstance(code, str) and _CODE.fullmatch(code))


def json_object(body: bytes) -> Mapping[str, Any]:
    """Read a JSON object, an empty one when the bytes are none."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _done(write: Write, answer: Answer) -> Written:
    if write is Write.DELETE:
        empty = not answer.body.strip() or answer.body.strip() == b"{}"
        return Written(effect=Effect.DONE) if empty else _UNREADABLE
    whole = json_object(answer.body) if answer.status == _OK else {}
    message = whole.get("message", {}) if write is Write.CREATE else whole
    if not _id(whole, "id") or not isinstance(message, Mapping) or not _id(message, "id"):
        return _UNREADABLE
    draft_id = _id(whole, "id") if write is Write.CREATE else ""
    message_id, thread_id = _id(message, "id"), _id(message, "threadId")
    return Written(effect=Effect.DONE, draft_id=draft_id, message_id=message_id, thread_id=thread_id)


_UNREADABLE = Written(effect=Effect.UNKNOWN, detail="unreadable")


def _rejected(write: Write, status: int, reason: str) -> Written:
    if status == _NOT_FOUND and write in (Write.SEND, Write.DELETE):
        return Written(effect=Effect.REJECTED, detail=GONE)
    limited = rate_limited(status, reason)
    daily = reason == "dailyLimitExceeded"
    stop = daily or (write is Write.SEND if limited else status in (_UNAUTHORISED, _FORBIDDEN))
    return Written(effect=Effect.REJECTED, detail="rateLimitExceeded" if limited else reason, stop=stop)


def _id(source: Mapping[str, Any], name: str) -> str:
    value = source.get(name)
    return value if isinstance(value, str) else ""
