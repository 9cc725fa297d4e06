"""Loading of the settings: every fault of every source at once, each with its key and where it was given."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reminder.config import toml
from reminder.config.settings import Settings
from reminder.config.toml import Document
from reminder.config.tree import Place, at, is_secret, keys, merge, variable
from reminder.config.variables import Given, from_environment, from_secrets
from reminder.errors import ConfigError

ADMINISTRATIONS = "administrations"
WHOLE_TABLE = 3
"""Keys in the place of a table of an administration, as in `administrations.acme.company`."""

PLAIN = {
    "missing": "required",
    "extra_forbidden": "unknown key",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "tuple_type": "must be a list",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}
"""Plain words for what pydantic says in the words of a programmer."""


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings from a file, over it secret files, over these the environment.

    Paths become absolute, starting at the file's folder. ConfigError holds every fault, one a line, and no values.
    """
    document = toml.read(path)
    secrets = from_secrets(environ, Settings, document.tree)
    variables = from_environment(environ, Settings, merge(document.tree, secrets.tree))
    faults = [*_secrets_in(document), *secrets.faults, *variables.faults]
    tree = merge(merge(document.tree, secrets.tree), variables.tree)
    try:
        settings = Settings(**tree)
    except ValidationError as error:
        faults += _explained(error, document, (variables, secrets))
        raise _refusal(document, faults) from None
    if faults:
        raise _refusal(document, faults)
    return settings.anchored(path.resolve().parent)


def _refusal(document: Document, faults: list[str]) -> ConfigError:
    unique = sorted(dict.fromkeys(faults), key=_order)
    return ConfigError(
        "\n".join([f"the configuration is wrong ({document.name}):", *(f"  {fault}" for fault in unique)])
    )


def _order(fault: str) -> tuple[bool, int]:
    word, _, rest = fault.partition(" ")
    number = rest.partition(":")[0]
    return (word != "line", int(number) if number.isdigit() else 0)


def _secrets_in(document: Document) -> Iterator[str]:
    for place in _leaves(document.tree):
        if is_secret(at(Settings, place)):
            where = f"line {document.line(place)}: {_dotted(place)}"
            yield f"{where}: a secret does not belong in the file; set {variable(place)} in the environment instead"


def _leaves(tree: Mapping[str, Any], above: Place = ()) -> Iterator[Place]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key)


def _explained(error: ValidationError, document: Document, given: tuple[Given, ...]) -> Iterator[str]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    strays = _strays({_real(each["loc"]) for each in found if each["type"] == "missing"}, document)
    yield from (_stray(name, document, given) for name in sorted(strays))
    for each in found:
        place = _real(each["loc"])
        if place[:1] == (ADMINISTRATIONS,) and strays.intersection(map(str, place[1:2])):
            continue
        yield f"{_origin(place, document, given)}{_dotted(place)}: {_text(each['type'], each['msg'], place)}"


def _strays(missing: Collection[Place], document: Document) -> frozenset[str]:
    """Name administrations that lack whole tables, and that the file, though it has others, does not have."""
    known = document.tree.get(ADMINISTRATIONS)
    if not isinstance(known, Mapping) or not known:
        return frozenset()
    lacking = (place for place in missing if place[0] == ADMINISTRATIONS and len(place) == WHOLE_TABLE)
    return frozenset(str(place[1]) for place in lacking if place[1] not in known)


def _stray(name: str, document: Document, given: tuple[Given, ...]) -> str:
    """Say which setting, given by name, made an administration that is neither in the file nor given whole."""
    known = sorted(map(str, document.tree[ADMINISTRATIONS]))
    sources = (text for each in given for place, text in each.names.items() if place[:2] == (ADMINISTRATIONS, name))
    near = get_close_matches(name, known, n=1)
    meant = f"did you mean {near[0]}?" if near else f"the file has: {', '.join(known)}"
    return f"{next(sources, ADMINISTRATIONS)}: there is no administration {name}; {meant}"


def _real(place: Place) -> Place:
    return tuple(key for key in place if key != "[key]")


def _origin(place: Place, document: Document, given: tuple[Given, ...]) -> str:
    named = (each.names[place[:end]] for each in given for end in range(len(place), 0, -1) if place[:end] in each.names)
    line = document.line(place)
    name = next(named, "")
    return f"{name}: " if name else f"line {line}: " if line else ""


def _text(kind: str, message: str, place: Place) -> str:
    text = PLAIN.get(kind, message.removeprefix("Value error, ").replace("Input should", "must"))
    near = get_close_matches(str(place[-1]), keys(at(Settings, place[:-1])), n=1) if kind == "extra_forbidden" else ()
    return f"{text}; did you mean {near[0]}?" if near else text


def _dotted(place: Place) -> str:
    return ".".join(f'"{key}"' if isinstance(key, str) and not key.isidentifier() else str(key) for key in place)
