"""Finding recorded runs and decisions; whatever is not known is a UsageError that names the nearest matches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from reminder.app.desk import unknown, unknown_debtor
from reminder.errors import UsageError
from reminder.model.decision import Decision, Outcome
from reminder.model.run import AdministrationRun, Run
from reminder.ports.people import Archive


class Past(Archive, Protocol):
    """What runs recorded, each run whole too."""

    def run(self, run_id: str) -> Run | None:
        """Give one run whole, by its id or the beginning of one; None when none or several begin so."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which decisions are meant; what is None does not matter."""

    debtor: str | None = None
    invoice: str | None = None
    outcome: Outcome | None = None

    def __bool__(self) -> bool:
        """Whether any decision is left out."""
        return any(each is not None for each in (self.debtor, self.invoice, self.outcome))

    def covers(self, decision: Decision) -> bool:
        """Whether this decision is meant; an invoice by any of its numbers."""
        receivable = decision.receivable
        return (
            self.debtor in {None, decision.debtor.code}
            and self.invoice in {None, receivable.invoice, *receivable.numbers}
            and self.outcome in {None, decision.outcome}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """As-of days from `since` up to and including `until`; what is None has no end."""

    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether a day is in it."""
        return (self.since or date.min) <= day <= (self.until or date.max)


ALWAYS = Period()
"""Every day."""


def the_run(archive: Past, run_id: str) -> Run:
    """Give one run whole, by its id or the beginning of one that no other has."""
    found = archive.run(run_id) if run_id else None
    if found is not None:
        return found
    known = [each.id for each in archive.runs()]
    several = [each for each in known if each.startswith(run_id.upper())]
    if run_id and len(several) > 1:
        raise UsageError(f"{len(several)} runs begin with {run_id}", hint=f"give more of it: {', '.join(several[:3])}")
    raise unknown("run", run_id, {each: each for each in known})


def every_name(archive: Past) -> tuple[str, ...]:
    """Give every administration that a run was recorded of, those no longer configured included."""
    return tuple(dict.fromkeys(each.name for run in archive.runs() for each in run.administrations))


def check_known(archive: Past, names: Collection[str], wanted: Wanted) -> None:
    """See to it that a run ever looked at that invoice and that debtor in one of the administrations."""
    numbers = {each for name in names for each in archive.known_numbers(name)}
    if wanted.invoice is not None and wanted.invoice not in numbers:
        raise unknown("invoice", wanted.invoice, {each: each for each in sorted(numbers)})
    debtors = {code: known for name in names for code, known in archive.known_debtors(name).items()}
    if wanted.debtor is not None and wanted.debtor not in debtors:
        raise unknown_debtor(wanted.debtor, debtors)


def narrowed(run: Run, names: Collection[str], wanted: Wanted) -> Run:
    """Give a run with these administrations, these decisions, and the mails that they are in."""
    kept = (_narrowed(each, wanted) for each in run.administrations if each.name in names)
    return replace(run, administrations=tuple(kept))


def runs_with(archive: Past, names: Collection[str], wanted: Wanted, period: Period = ALWAYS) -> tuple[Run, ...]:
    """Give the runs that decided so, newest first, each with those decisions alone and without mails."""
    within = (each for each in archive.runs(since=period.since) if period.covers(each.as_of))
    runs = [narrowed(each, names, Wanted()) for each in within]
    if not wanted:
        return tuple(each for each in runs if each.administrations)
    found: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for run_id, name, decision in _decisions(archive, names, wanted, runs):
        if wanted.covers(decision):
            found[run_id, name].append(decision)
    filled = (_filled(run, found) for run in runs)
    return tuple(each for each in filled if each.administrations)


def _narrowed(result: AdministrationRun, wanted: Wanted) -> AdministrationRun:
    if not wanted:
        return result
    decisions = tuple(each for each in result.decisions if wanted.covers(each))
    mails = {each.reference for each in decisions}
    reminders = tuple(each for each in result.reminders if each.reference in mails)
    settled = tuple(each for each in result.settled if each.reference in mails)
    return replace(result, decisions=decisions, reminders=reminders, settled=settled)


def _decisions(
    archive: Past, names: Iterable[str], wanted: Wanted, runs: Iterable[Run]
) -> Iterator[tuple[str, str, Decision]]:
    if wanted.invoice is None and wanted.debtor is None:
        wholes = (archive.run(each.id) for each in runs)
        results = ((run.id, each) for run in wholes if run for each in run.administrations)
        yield from ((run_id, each.name, decision) for run_id, each in results for decision in each.decisions)
        return
    for name in names:
        for run, decision in _by_index(archive, name, wanted):
            yield run.id, name, decision


def _by_index(archive: Past, name: str, wanted: Wanted) -> tuple[tuple[Run, Decision], ...]:
    if wanted.invoice is not None:
        return archive.decisions(name, numbers={wanted.invoice})
    return archive.debtor_decisions(name, wanted.debtor or "")


def _filled(run: Run, found: Mapping[tuple[str, str], list[Decision]]) -> Run:
    results = ((each, found.get((run.id, each.name), [])) for each in run.administrations)
    kept = tuple(replace(each, decisions=tuple(decisions)) for each, decisions in results if decisions)
    return replace(run, administrations=kept)
