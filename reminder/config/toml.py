"""The configuration file: its tree of values, and the line of each key."""

import codecs
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reminder.config.tree import Place
from reminder.errors import ConfigError

_HEADER = re.compile(r"\s*(\[{1,2}[^\[\]]+\]{1,2})\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as read: `lines` tells on which line a key or table stands, counted from 1."""

    name: str
    tree: dict[str, Any]
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """Give the line of a place, or of the nearest table around it; 0 when the file has nothing of it."""
        return next((self.lines[place[:end]] for end in range(len(place), 0, -1) if place[:end] in self.lines), 0)


def read(path: Path) -> Document:
    """Read the file; ConfigError with the line when it is missing, not UTF-8 or not TOML."""
    text = _decoded(_content(path), path.name)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path.name}: {_lined(error, text)}", hint="see https://toml.io for how such a file is written"
        ) from None
    return Document(name=path.name, tree=tree, lines=dict(_places(text)))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        hint = "make one with `reminder init`, or name it with --config or REMINDER_CONFIG"
        raise ConfigError(f"there is no configuration file {path}", hint=hint) from error
    except OSError as error:
        raise ConfigError(f"the configuration file {path} cannot be read: {error.strerror}") from error


def _decoded(content: bytes, name: str) -> str:
    hint = "save it as UTF-8 without a byte order mark"
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ConfigError(f"{name}: line 1: starts with a byte order mark", hint=hint)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}: line {line}: is not UTF-8", hint=hint) from None


def _lined(error: tomllib.TOMLDecodeError, text: str) -> str:
    what, _, where = str(error).rpartition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", where)
    line = int(found[1]) if found else text.count("\n") + 1
    return f"line {line}: is not TOML: {_without_values(what)}"


def _without_values(text: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "…", text)


def _places(text: str) -> Iterator[tuple[Place, int]]:
    table: Place = ()
    counts: dict[Place, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            table = _table(header[1], counts)
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, *_names(f"{key[1]} = 0")), number


def _table(header: str, counts: dict[Place, int]) -> Place:
    place = tuple(_names(header))
    if header.startswith("[["):
        counts[place] = counts.get(place, -1) + 1
    return _numbered(place, counts)


def _numbered(place: Place, counts: dict[Place, int]) -> Place:
    numbered: list[str | int] = []
    for end in range(1, len(place) + 1):
        numbered.append(place[end - 1])
        if place[:end] in counts:
            numbered.append(counts[place[:end]])
    return tuple(numbered)


def _names(fragment: str) -> list[str]:
    try:
        tree: Any = tomllib.loads(fragment)
    except tomllib.TOMLDecodeError:
        return []
    names = []
    while isinstance(tree, dict | list) and tree:
        key = next(iter(tree))
        names += [key] if isinstance(tree, dict) else []
        tree = tree[key] if isinstance(tree, dict) else key
    return names
