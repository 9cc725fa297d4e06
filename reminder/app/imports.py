"""Reminders sent by hand before the start, read in so that nobody gets a first reminder after a second."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reminder.app.desk import Desk, unknown
from reminder.app.import_lines import Line, read_lines
from reminder.errors import UsageError
from reminder.model.books import Books, Receivable
from reminder.model.history import Instalment, Step
from reminder.model.policy import Action
from reminder.rules.identity import instalments_of, recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file: how many of its lines said something new, and how many were known already."""

    new: int
    known: int


def import_reminders(desk: Desk, books: Books, content: bytes) -> Imported:
    """Record every line of a file, or none: UsageError names each wrong line.

    Invoices are found among what is open in `books`, by any number, so that this can be done before the first run; and
    else among what runs have seen.
    """
    catalogue = _Catalogue(desk, recognise(books.receivables, desk.beginnings.instalments()))
    lines, unread = read_lines(content)
    faults = [*unread, *_faults(desk, catalogue, lines)]
    if faults:
        said = [f"  line {number}: {fault}" for number, fault in sorted(faults)]
        raise UsageError("\n".join(["nothing was imported:", *said]), hint="correct the file and import it again")
    done = {(each.receivable, each.tier) for each in desk.mails.steps()}
    steps = {line: tuple(_steps(catalogue, line)) for line in lines}
    new = sum(any((step.receivable, step.tier) not in done for step in made) for made in steps.values())
    desk.beginnings.remember(catalogue.instalments(lines))
    desk.beginnings.import_steps(step for made in steps.values() for step in made)
    return Imported(new=new, known=len(lines) - new)


class _Catalogue:
    """Every invoice that a line may mean, by any of its numbers."""

    def __init__(self, desk: Desk, receivables: Iterable[Receivable]) -> None:
        self._today = desk.today
        self._open: dict[str, list[Receivable]] = defaultdict(list)
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, set[str]] = defaultdict(set)
        self._written: list[str] = []
        for each in receivables:
            self._add(each)
        known = desk.archive.known_numbers(desk.name)
        self._known = {each.casefold(): key for each, key in known.items()}
        self.numbers = {each: each for each in (*self._written, *known)}
        self._instalments: dict[str, list[Instalment]] = defaultdict(list)
        for instalment in desk.beginnings.instalments():
            self._instalments[instalment.invoice_key].append(instalment)

    def keys(self, number: str) -> set[str]:
        """Give the invoices with that number; those that debtors know by it come before all others."""
        typed = number.casefold()
        known = {self._known[typed]} if typed in self._known else set()
        return self._shown.get(typed) or self._keys.get(typed) or known

    def parts(self, number: str) -> tuple[Instalment, ...]:
        """Give the instalments of the one invoice with that number."""
        (key,) = self.keys(number)
        seen = instalments_of(self._open[key], self._today) if key in self._open else ()
        return seen or tuple(self._instalments[key])

    def instalments(self, lines: Iterable[Line]) -> tuple[Instalment, ...]:
        """Give what is open of the invoices of these lines, to be remembered under its present identity."""
        keys = {key for line in lines for key in self.keys(line.invoice)}
        return instalments_of([each for key in keys for each in self._open.get(key, ())], self._today)

    def _add(self, receivable: Receivable) -> None:
        if receivable.credit:
            return
        self._open[receivable.invoice_key].append(receivable)
        shown = receivable.invoice or ""
        for number in filter(None, {shown, *receivable.numbers}):
            self._written.append(number)
            self._keys[number.casefold()].add(receivable.invoice_key)
        if shown:
            self._shown[shown.casefold()].add(receivable.invoice_key)


def _steps(catalogue: _Catalogue, line: Line) -> Iterator[Step]:
    """Give the steps of a line: those of the instalments that were due on its day, or of all when none was."""
    day = line.day
    if day is None:
        return
    parts = catalogue.parts(line.invoice)
    due = [each for each in parts if each.due_date is None or each.due_date < day]
    for each in due or parts:
        yield Step(receivable=f"{each.invoice_key}@{each.instalment}", tier=line.tier, day=day, sent=True)


def _faults(desk: Desk, catalogue: _Catalogue, lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        for fault in (_tier_fault(desk, line), _day_fault(desk, line), _invoice_fault(catalogue, line)):
            if fault:
                yield line.number, fault
        for key in catalogue.keys(line.invoice):
            earlier = first.setdefault((key, line.tier), line.number)
            if earlier != line.number:
                yield line.number, f"invoice {line.invoice} with tier {line.tier} is on line {earlier} already"


def _tier_fault(desk: Desk, line: Line) -> str:
    mails = [each.name for each in desk.policy.tiers if each.action is Action.MAIL]
    return "" if line.tier in mails else f"there is no mail tier {line.tier}; there are {', '.join(mails)}"


def _day_fault(desk: Desk, line: Line) -> str:
    if line.day is None:
        return f"date {line.sent} is not like 2026-11-23"
    return f"date {line.sent} is still to come" if line.day > desk.today else ""


def _invoice_fault(catalogue: _Catalogue, line: Line) -> str:
    keys = catalogue.keys(line.invoice)
    if len(keys) > 1:
        return f"{line.invoice} is a number of {len(keys)} invoices; use another number of the one that is meant"
    if keys:
        return ""
    error = unknown("invoice", line.invoice, catalogue.numbers)
    return f"{error.message}; {error.hint}"
