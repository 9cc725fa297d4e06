"""What the list methods have in common: search, delay and pages."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Protocol, TypeVar

from reminder.sandbox.gmail.call import Call, bad_parameter
from reminder.sandbox.gmail.errors import forbidden, invalid_argument
from reminder.sandbox.gmail.records import Message
from reminder.sandbox.gmail.scopes import METADATA
from reminder.sandbox.gmail.search import parsed

_DEFAULT, _MOST = 100, 500
_SPAM_AND_TRASH = frozenset({"SPAM", "TRASH"})


class Positioned(Protocol):
    """Anything that has a place in the order of a list."""

    @property
    def position(self) -> int:
        """The place; the highest is the newest."""
        ...


Item = TypeVar("Item", bound=Positioned)


def visible(call: Call, messages: Iterable[Message]) -> list[Message]:
    """Give what a list shows: not too new for it, found, labelled as asked, not in spam or trash."""
    wanted = _labels(call)
    hidden = frozenset() if call.flag("includeSpamTrash") else _SPAM_AND_TRASH
    found = _search(call)
    return [
        message
        for message in messages
        if wanted <= set(message.labels)
        and hidden.isdisjoint(message.labels)
        and not _too_new(call, message)
        and found(message)
    ]


def page(call: Call, items: list[Item]) -> tuple[list[Item], dict[str, str]]:
    """Give a page, newest first, and the token of the next one if there is one."""
    size = _size(call)
    token = call.query.get("pageToken", "")
    if token and not token.isdigit():
        raise invalid_argument("Invalid pageToken")
    rest = [item for item in items if not token or item.position < int(token)]
    shown = sorted(rest, key=lambda item: item.position, reverse=True)[:size]
    return shown, ({"nextPageToken": str(shown[-1].position)} if len(rest) > size else {})


def _labels(call: Call) -> set[str]:
    wanted = set(call.query.getlist("labelIds"))
    for label in wanted - call.mailbox.labels.keys():
        raise invalid_argument(f"Invalid label: {label}")
    return wanted


def _search(call: Call) -> Callable[[Message], bool]:
    if "q" not in call.query:
        return lambda _: True
    if METADATA in call.access.scopes:
        raise forbidden("Metadata scope does not support 'q' parameter")
    query, lag = parsed(call.query["q"]), call.world.knobs.search_lag
    return lambda message: not _younger(call, message, lag) and query.matches(message)


def _too_new(call: Call, message: Message) -> bool:
    return "DRAFT" in message.labels and _younger(call, message, call.world.knobs.list_lag)


def _younger(call: Call, message: Message, age: timedelta) -> bool:
    return call.world.clock.now() < message.at + age


def _size(call: Call) -> int:
    asked = call.query.get("maxResults", str(_DEFAULT))
    if not asked.isdigit() or int(asked) == 0:
        raise bad_parameter("maxResults", asked)
    return min(int(asked), _MOST)
