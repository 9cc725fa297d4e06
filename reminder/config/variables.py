"""Settings given by name: variables of the environment, and files in the folder of secrets."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reminder.config.tree import Place, at, below, is_whole, merge
from reminder.failpoints import VARIABLE as FAILPOINT

PREFIX = "REMINDER_"
CONFIG, SECRETS = "REMINDER_CONFIG", "REMINDER_SECRETS_DIR"
SECRETS_FOLDER = "/run/secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one source gives: a tree of values, the name each place was given by, and the names nobody knows."""

    tree: dict[str, Any] = field(default_factory=dict)
    names: dict[Place, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def from_environment(environ: Mapping[str, str], root: type, under: Mapping[str, Any]) -> Given:
    """Read the variables that start with REMINDER_, in any case; `under` is what they lie over."""
    own = {name: text for name, text in environ.items() if name.upper().startswith(PREFIX)}
    texts = {name: text for name, text in own.items() if name.upper() not in (CONFIG, SECRETS, FAILPOINT)}
    return _given(texts, root=root, under=under, kind="the variable")


def from_secrets(environ: Mapping[str, str], root: type, under: Mapping[str, Any]) -> Given:
    """Read the files that start with reminder_, in any case, from the folder of secrets."""
    named = environ.get(SECRETS)
    folder = Path(named or SECRETS_FOLDER)
    if not folder.is_dir():
        return Given(faults=(f"{SECRETS}: there is no such folder",) if named else ())
    texts, faults = _contents(folder)
    given = _given(texts, root=root, under=under, kind="the secret file")
    return Given(tree=given.tree, names=given.names, faults=(*faults, *given.faults))


def _contents(folder: Path) -> tuple[dict[str, str], list[str]]:
    texts, faults = {}, []
    for path in sorted(folder.iterdir()):
        if path.name.upper().startswith(PREFIX) and path.is_file():
            try:
                texts[path.name] = path.read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError):
                faults.append(f"the secret file {path.name}: cannot be read as UTF-8 text")
    return texts, faults


def _given(texts: Mapping[str, str], *, root: type, under: Mapping[str, Any], kind: str) -> Given:
    tree: dict[str, Any] = {}
    names: dict[Place, str] = {}
    faults: list[str] = []
    for name, text in sorted(texts.items()):
        place = _place(name, root, under)
        if place is None:
            faults.append(f"{kind} {name}: there is no such setting")
            continue
        try:
            tree = merge(tree, _nested(place, _value(text, at(root, place))))
            names[place] = f"{kind} {name}"
        except ValueError:
            faults.append(f'{kind} {name}: must be JSON, such as ["a", "b"]')
    return Given(tree=tree, names=names, faults=tuple(faults))


def _place(name: str, root: type, under: Mapping[str, Any]) -> Place | None:
    place: list[str] = []
    annotation: object = root
    table: object = under
    for part in name[len(PREFIX) :].lower().split("__"):
        key = next(_known(part, table), part)
        annotation = below(annotation, key) if key else None
        if annotation is None:
            return None
        place.append(key)
        table = table.get(key) if isinstance(table, Mapping) else None
    return tuple(place)


def _known(part: str, table: object) -> Iterator[str]:
    return (key for key in (table if isinstance(table, Mapping) else ()) if key.lower() == part)


def _value(text: str, annotation: object) -> object:
    return json.loads(text) if is_whole(annotation) else text


def _nested(place: Place, value: object) -> dict[str, Any]:
    first, *rest = place
    return {str(first): _nested(tuple(rest), value) if rest else value}
