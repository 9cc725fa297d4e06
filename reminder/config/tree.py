"""The tree of keys that the settings have: what stands under a key, and where an error belongs."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr

Place = tuple[str | int, ...]
"""The keys from the root to a value; a number counts tables in a list from 0."""


def plain(annotation: object) -> object:
    """Give the type itself: without metadata, and without "or None"."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return plain(next(part for part in get_args(annotation) if part is not NoneType))
    return annotation


def below(annotation: object, key: str | int) -> object:
    """Give the type of what stands under a key; None when no such key exists."""
    shape = plain(annotation)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        field = shape.model_fields.get(str(key))
        return field.annotation if field else None
    if get_origin(shape) in (dict, tuple):
        return get_args(shape)[1 if get_origin(shape) is dict else 0]
    return None


def at(annotation: object, place: Place) -> object:
    """Give the type of what stands at a place; None when there is no such place."""
    for key in place:
        annotation = below(annotation, key)
    return annotation


def keys(annotation: object) -> tuple[str, ...]:
    """Give the keys of a table; none for anything else and for tables with free keys."""
    shape = plain(annotation)
    return tuple(shape.model_fields) if isinstance(shape, type) and issubclass(shape, BaseModel) else ()


def is_secret(annotation: object) -> bool:
    """Tell whether a value is one that no file shows."""
    return plain(annotation) is SecretStr


def is_whole(annotation: object) -> bool:
    """Tell whether a value is a table or a list, which a single text can only give as JSON."""
    return bool(keys(annotation)) or get_origin(plain(annotation)) in (dict, tuple)


def variable(place: Place) -> str:
    """Name the environment variable of a place."""
    return "__".join(["REMINDER_" + str(place[0]), *map(str, place[1:])]).upper()


def merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one tree over another: tables are joined, anything else is replaced."""
    both = {key: merge(under[key], value) if _tables(under.get(key), value) else value for key, value in over.items()}
    return {**under, **both}


def _tables(one: object, other: object) -> bool:
    return isinstance(one, Mapping) and isinstance(other, Mapping)
