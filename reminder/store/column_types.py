"""Column types: what the store writes is exact, and what would lose something is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator


class Day(TypeDecorator[date]):
    """A date as ISO text; an instant is refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the day."""
        if isinstance(value, datetime):
            raise TypeError("a day is no instant")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """Read the day."""
        return None if value is None else date.fromisoformat(value)


class Instant(TypeDecorator[datetime]):
    """An instant as ISO text in UTC, so that its order is that of the text; one without a zone is refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read the instant, aware and UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Cents(TypeDecorator[Decimal]):
    """An amount as whole cents; a fraction of a cent is refused."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Write the cents."""
        if value is None:
            return None
        cents = value.scaleb(2)
        if cents != cents.to_integral_value():
            raise ValueError("an amount has whole cents")
        return int(cents)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read the amount, with two decimals."""
        return None if value is None else Decimal(value).scaleb(-2)


class Flag(TypeDecorator[bool]):
    """A fact that is true or not, as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002, FBT001
        """Write the fact."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """Read the fact."""
        return None if value is None else bool(value)


class Choice(TypeDecorator[StrEnum]):
    """One member of an enumeration, by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the value; ValueError when it is not one of the members."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Read the member."""
        return None if value is None else self.members(value)


class Json(TypeDecorator[Any]):
    """A value of that shape as JSON text; amounts are strings in it."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: Any) -> None:  # noqa: ANN401 - any annotation, `tuple[str, ...]` among them
        super().__init__()
        self.shape = shape

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Write the value."""
        return None if value is None else _adapter(self.shape).dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Read the value."""
        return None if value is None else _adapter(self.shape).validate_json(value)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:  # noqa: ANN401
    return TypeAdapter(shape)
