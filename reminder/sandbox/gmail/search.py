"""The part of Gmail's search language that a program may use: ``q`` of the list methods.

Words must be whole; quotes keep them together; ``-`` excludes; ``OR`` and braces join. Headers of one's own are not
searchable.
Dates are midnight Pacific time, epoch seconds are exact.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.records import Message
from reminder.sandbox.gmail.words import readable_text, words

_PACIFIC = ZoneInfo("America/Los_Angeles")
_TERM = re.compile(
    r'(?P<brace>[{}])|(?P<not>-)?(?:(?P<operator>[a-z0-9]+):)?(?P<value>"[^"]*"|\([^)]*\)|[^\s"(){}]+)', re.IGNORECASE
)
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
_PLACES = {"sent": "SENT", "inbox": "INBOX", "draft": "DRAFT", "drafts": "DRAFT", "spam": "SPAM", "trash": "TRASH"}
_STATES = {"unread": "UNREAD", "starred": "STARRED", "important": "IMPORTANT", "draft": "DRAFT", "sent": "SENT"}

Test = Callable[[Message], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: groups of alternatives, of which each must have a match."""

    groups: tuple[tuple[Test, ...], ...]

    def matches(self, message: Message) -> bool:
        """Tell whether a message is found."""
        return all(any(test(message) for test in group) for group in self.groups)


def parsed(text: str) -> Query:
    """Read a search; unknown operators are words, as in Gmail."""
    groups: list[tuple[Test, ...]] = []
    joined = braced = False
    for term in _TERM.finditer(text):
        if term["brace"]:
            braced = term["brace"] == "{"
            groups += [()] if braced else []
            continue
        if term.group() == "OR":
            joined = bool(groups)
            continue
        if joined or braced:
            groups[-1] = (*groups[-1], _test(term))
        else:
            groups.append((_test(term),))
        joined = False
    return Query(groups=tuple(groups))


def _test(term: re.Match[str]) -> Test:
    operator, value = (term["operator"] or "").lower(), term["value"].strip('"()')
    make = _OPERATORS.get(operator)
    test = make(value) if make else _has_words(f"{operator} {value}")
    return (lambda message: not test(message)) if term["not"] else test


def _has_words(value: str) -> Test:
    wanted = words(value)
    return lambda message: _contains(words(_everything(message)), wanted)


def _header_has(*names: str) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        wanted = words(value)
        return lambda message: any(
            _contains(words(mail.decoded(mail.value(message.raw, name))), wanted) for name in names
        )

    return make


def _message_id_is(value: str) -> Test:
    return lambda message: mail.value(message.raw, "Message-ID").strip("<>") == value.strip("<>")


def _labelled(names: dict[str, str]) -> Callable[[str], Test]:
    def make(value: str) -> Test:
        label = names.get(value.lower(), value)
        return lambda message: value.lower() == "anywhere" or label in message.labels

    return make


def _later_than(value: str) -> Test:
    moment = _moment(value)
    return lambda message: moment is not None and message.at >= moment


def _earlier_than(value: str) -> Test:
    moment = _moment(value)
    return lambda message: moment is not None and message.at < moment


def _has_attachment(value: str) -> Test:
    return lambda message: (
        value.lower() == "attachment" and any(part.get_filename() for part in message.email.iter_attachments())
    )


def _moment(value: str) -> datetime | None:
    if value.isdigit():
        return datetime.fromtimestamp(int(value), _PACIFIC)
    match = _DATE.fullmatch(value)
    return datetime(*map(int, match.groups()), tzinfo=_PACIFIC) if match else None  # type: ignore[misc,arg-type]


def _contains(text: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    spans = range(len(text) - len(wanted) + 1)
    return any(text[start : start + len(wanted)] == wanted for start in spans)


def _everything(message: Message) -> str:
    headers = (mail.decoded(mail.value(message.raw, name)) for name in ("Subject", "From", "To", "Cc", "Bcc"))
    return "\n".join((*headers, readable_text(message.raw)))


_OPERATORS: dict[str, Callable[[str], Test]] = {
    "from": _header_has("From"),
    "to": _header_has("To", "Cc", "Bcc"),
    "cc": _header_has("Cc"),
    "bcc": _header_has("Bcc"),
    "subject": _header_has("Subject"),
    "rfc822msgid": _message_id_is,
    "in": _labelled(_PLACES),
    "is": _labelled(_STATES),
    "label": _labelled(_PLACES),
    "after": _later_than,
    "newer": _later_than,
    "before": _earlier_than,
    "older": _earlier_than,
    "has": _has_attachment,
}
