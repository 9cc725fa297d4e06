"""What a call's body holds: JSON whose every name must be known, or an uploaded mail with some beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reminder.sandbox.gmail.call import Body, Method
from reminder.sandbox.gmail.errors import GoogleError, invalid_argument

_TEXTS = {
    Body.DRAFT: frozenset({"id"}),
    Body.MESSAGE: frozenset({"id", "threadId", "raw", "snippet", "historyId", "internalDate"}),
    Body.LABEL: frozenset({"id", "name", "type", "messageListVisibility", "labelListVisibility"}),
}
_LISTS = {
    Body.MESSAGE: frozenset({"labelIds"}),
    Body.MODIFY: frozenset({"addLabelIds", "removeLabelIds"}),
}
_OBJECTS: dict[Body, dict[str, Body | None]] = {
    Body.DRAFT: {"message": Body.MESSAGE},
    Body.MESSAGE: {"payload": None},
    Body.LABEL: {"color": None},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The JSON of a call, and the mail that was uploaded with it."""

    json: dict[str, Any]
    upload: bytes | None = None


def plain(method: Method, *, content_type: str, body: bytes) -> Content:
    """Read the body of an ordinary call."""
    if method.body is Body.NONE:
        return Content(json={})
    if not content_type.startswith("application/json"):
        raise bad_content(content_type, "application/json")
    return Content(json=_read_json(method.body, body))


def uploaded(method: Method, *, kind: str, content_type: str, body: bytes) -> Content:
    """Read the body of an upload: ``media`` is a mail alone, ``multipart`` has JSON before it."""
    if kind == "media":
        _check_mail_type(content_type)
        return Content(json={}, upload=body)
    if kind == "multipart" and content_type.startswith("multipart/related"):
        return _read_multipart(method.body, content_type, body)
    raise invalid_argument(f"Upload type '{kind}' is not supported")


def bad_content(got: str, wanted: str) -> GoogleError:
    """Give the 400 for a body of the wrong type."""
    message = f"Media type '{got}' is not supported. Valid media types: [{wanted}]"
    return GoogleError(code=400, message=message, reason="badContent")


def _read_multipart(kind: Body, content_type: str, body: bytes) -> Content:
    boundary = content_type.partition("boundary=")[2].split(";")[0].strip().strip('"')
    parts = [_part(part) for part in body.split(f"--{boundary}".encode())[1:-1]] if boundary else []
    if len(parts) != 2:  # noqa: PLR2004 - the metadata and the mail
        raise invalid_argument("Missing multipart parts")
    (first_type, metadata), (second_type, mail) = parts
    if not first_type.startswith("application/json"):
        raise bad_content(first_type, "application/json")
    _check_mail_type(second_type)
    return Content(json=_read_json(kind, metadata), upload=mail)


def _part(part: bytes) -> tuple[str, bytes]:
    lines_end = b"\r\n" if part.startswith(b"\r\n") else b"\n"
    head, _, body = part.removeprefix(lines_end).partition(lines_end * 2)
    fields = dict(line.split(":", 1) for line in head.decode("ascii", "replace").splitlines() if ":" in line)
    types = [value.strip() for name, value in fields.items() if name.lower() == "content-type"]
    return next(iter(types), ""), body.removesuffix(lines_end)


def _check_mail_type(content_type: str) -> None:
    if not content_type.startswith("message/"):
        raise bad_content(content_type, "message/*")


def _read_json(kind: Body, body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body or b"{}")
    except ValueError as error:
        raise GoogleError(code=400, message="Parse Error", reason="parseError") from error
    if not isinstance(read, dict):
        raise invalid_argument("Invalid JSON payload received. Unexpected token.")
    _check_names(kind, read, "")
    return read


def _check_names(kind: Body, value: Mapping[str, Any], place: str) -> None:
    texts, lists, objects = _TEXTS.get(kind, frozenset()), _LISTS.get(kind, frozenset()), _OBJECTS.get(kind, {})
    for name, found in value.items():
        where = f"{place}{name}"
        if name in objects:
            _check_object(objects[name], found, where)
        elif name in lists:
            _check(isinstance(found, list) and all(isinstance(item, str) for item in found), where)
        elif name in texts:
            _check(isinstance(found, str), where)
        else:
            at = f" at '{place.rstrip('.')}'" if place else ""
            raise invalid_argument(f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.')


def _check_object(kind: Body | None, found: Any, where: str) -> None:  # noqa: ANN401 - any JSON value
    _check(isinstance(found, dict), where)
    if kind is not None:
        _check_names(kind, found, f"{where}.")


def _check(fits: bool, where: str) -> None:  # noqa: FBT001 - a plain assertion
    if not fits:
        raise invalid_argument(f"Invalid value at '{where}'")
