"""The ``fields`` parameter: only the named parts of an answer."""

import re
from typing import Any

from reminder.sandbox.gmail.errors import invalid_argument

_TOKEN = re.compile(r"[A-Za-z0-9_]+|[*(),/]")

Selection = dict[str, "Selection"]
"""Names to what is wanted below them; an empty one wants everything."""


def selected(answer: Any, wanted: str) -> Any:  # noqa: ANN401 - any JSON value
    """Give the parts of a JSON answer that a selection such as ``drafts(id,message/id)`` names."""
    tokens = _TOKEN.findall(wanted)
    if "".join(tokens) != wanted or not tokens:
        raise _invalid(wanted)
    selection, rest = _read(tokens, wanted)
    if rest:
        raise _invalid(wanted)
    return _picked(answer, selection)


def _read(tokens: list[str], wanted: str) -> tuple[Selection, list[str]]:
    selection: Selection = {}
    while True:
        name, below, tokens = _read_path(tokens, wanted)
        selection[name] = selection.get(name, {}) | below
        if tokens[:1] != [","]:
            return selection, tokens
        tokens = tokens[1:]


def _read_path(tokens: list[str], wanted: str) -> tuple[str, Selection, list[str]]:
    if not tokens or tokens[0] in "(),/":
        raise _invalid(wanted)
    name, tokens = tokens[0], tokens[1:]
    if tokens[:1] == ["/"]:
        child, below, rest = _read_path(tokens[1:], wanted)
        return name, {child: below}, rest
    if tokens[:1] != ["("]:
        return name, {}, tokens
    below, rest = _read(tokens[1:], wanted)
    if rest[:1] != [")"]:
        raise _invalid(wanted)
    return name, below, rest[1:]


def _picked(answer: Any, selection: Selection) -> Any:  # noqa: ANN401 - any JSON value
    if not selection:
        return answer
    if isinstance(answer, list):
        return [_picked(item, selection) for item in answer]
    if not isinstance(answer, dict):
        return answer
    named = {name: below for name, below in selection.items() if name != "*"}
    everything = dict.fromkeys(answer, selection["*"]) if "*" in selection else {}
    return {name: _picked(answer[name], below) for name, below in (everything | named).items() if name in answer}


def _invalid(wanted: str) -> Exception:
    return invalid_argument(f"Invalid field selection {wanted}")
