"""The Dutch statutory interest rates, as a dated table: never computed, and never used past the day it reaches to."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("rates.toml")

LIKELY = "likely"
"""The certainty of a row that somebody should still confirm."""


class Kind(StrEnum):
    """Which interest: between businesses (6:119a of the Civil Code), or owed by a consumer (6:119)."""

    COMMERCIAL = "commercial"
    CONSUMER = "consumer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Percent per year from a day until the next row; `certainty` says how well the row is founded."""

    start: date
    percent: Decimal
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rows of each kind, oldest first, when they were checked, and the last day they hold for."""

    checked_on: date
    known_until: date
    rows: dict[Kind, tuple[Rate, ...]]


@lru_cache(maxsize=1)
def shipped_rates() -> Rates:
    """Give the table that comes with the program."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return Rates(
        checked_on=table["checked_on"],
        known_until=table["known_until"],
        rows={kind: tuple(_rate(row) for row in table[kind]) for kind in Kind},
    )


def _rate(row: dict[str, str | date]) -> Rate:
    start = row["from"]
    if not isinstance(start, date):
        raise TypeError("a rate starts on a day")
    return Rate(start=start, percent=Decimal(str(row["percent"])), certainty=str(row["certainty"]))
