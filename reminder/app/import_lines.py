"""A file of reminders sent by hand, read line by line: every fault with its number, none of them silently left out."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reminder.errors import UsageError

COLUMNS = ("invoice", "tier", "date")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One reminder as a person wrote it down; `number` is its line in the file, `sent` the day as it stands there."""

    number: int
    invoice: str
    tier: str
    sent: str

    @property
    def day(self) -> date | None:
        """The day it was sent; None when it is not written like 2026-11-23, or does not exist."""
        if not ISO_DAY.fullmatch(self.sent):
            return None
        try:
            return date.fromisoformat(self.sent)
        except ValueError:
            return None


def read_lines(content: bytes) -> tuple[tuple[Line, ...], tuple[tuple[int, str], ...]]:
    """Read a CSV with a header of invoice, tier and date, parted by `;` or `,`; gives lines and numbered faults."""
    rows = _rows(content)
    _, header = next(rows, (1, []))
    names = [each.strip().casefold() for each in header]
    if sorted(names) != sorted(COLUMNS):
        return (), ((1, f"the header must be {', '.join(COLUMNS)}"),)
    lines, faults = [], []
    for number, cells in rows:
        if len(cells) == len(COLUMNS):
            lines.append(_line(number, names, cells))
        else:
            faults.append((number, f"{len(cells)} columns, where the header has {len(COLUMNS)}"))
    return tuple(lines), tuple(faults)


def _line(number: int, names: Sequence[str], cells: Sequence[str]) -> Line:
    values = dict(zip(names, (each.strip() for each in cells), strict=True))
    return Line(number=number, invoice=values["invoice"], tier=values["tier"], sent=values["date"])


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("the file is not UTF-8 text", hint="save it as CSV in UTF-8") from error
    lines = text.splitlines()
    separator = ";" if lines and ";" in lines[0] else ","
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(each.strip() for each in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} is not CSV: {error}") from error
