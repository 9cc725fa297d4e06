"""How a column is made, one function for each kind, and the names that constraints get."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

from reminder.store.column_types import Cents, Choice, Day, Flag, Instant, Json

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def table(name: str, *parts: Any, autoincrement: bool = False) -> Table:  # noqa: ANN401 - columns and constraints
    """Make a strict table: SQLite refuses a value of another type."""
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_autoincrement=autoincrement)


def serial() -> Column[int]:
    """Make a number that only grows: the order in which things happened."""
    return Column("id", Integer, primary_key=True)


def text(name: str, *, key: bool = False) -> Column[str]:
    """Make a text that is always there, perhaps empty."""
    return Column(name, Text, primary_key=key, nullable=False)


def maybe(name: str) -> Column[str]:
    """Make a text that may be unknown."""
    return Column(name, Text)


def number(name: str) -> Column[int]:
    """Make a count."""
    return Column(name, Integer, nullable=False)


def flag(name: str) -> Column[bool]:
    """Make a fact that is true or not."""
    return Column(name, Flag, nullable=False)


def day(name: str, *, optional: bool = False) -> Column[Any]:
    """Make a date."""
    return Column(name, Day, nullable=optional)


def instant(name: str, *, optional: bool = False) -> Column[Any]:
    """Make an instant."""
    return Column(name, Instant, nullable=optional)


def cents(name: str, *, optional: bool = False) -> Column[Decimal]:
    """Make an amount."""
    return Column(name, Cents, nullable=optional)


def json(name: str, shape: Any, *, optional: bool = False) -> Column[Any]:  # noqa: ANN401 - any annotation
    """Make a value of that shape."""
    return Column(name, Json(shape), nullable=optional)


def choice(name: str, members: type[StrEnum], *, optional: bool = False) -> Column[Any]:
    """Make one of the members of an enumeration."""
    return Column(name, Choice(members), nullable=optional)


def owner(target: str, *, key: bool = False) -> Column[int]:
    """Make a reference to a row of another table."""
    return Column(f"{target}_id", ForeignKey(f"{target}.id"), primary_key=key, nullable=False)
