"""Finding recorded runs and decisions; whatever is not known is a UsageError that names the nearest matches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Protocol

from reminder.errors import UsageError
from reminder.model.decision import Decision, Outcome
from reminder.model.run import AdministrationRun, Run
from reminder.ports.store import History

SHOWN = 3
"""Nearest matches that an error names."""

_LOOSE = 0.5


class Journal(History, Protocol):
    """What was recorded, with what is known by debtor."""

    def debtor_decisions(self, administration: str, code: str) -> tuple[tuple[Run, Decision], ...]:
        """Give every decision about a debtor's receivables, oldest first."""
        ...

    def known_debtors(self, administration: str) -> Mapping[str, str]:
        """Give the code and last known name of every debtor that a run looked at."""
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


def the_run(journal: Journal, run_id: str) -> Run:
    """Give one run whole, by its id or the beginning of one that no other has."""
    found = journal.run(run_id) if run_id else None
    if found is not None:
        return found
    known = [each.id for each in journal.runs()]
    several = [each for each in known if each.startswith(run_id.upper())]
    if len(several) > 1:
        raise UsageError(f"{len(several)} runs begin with {run_id}", hint=f"give more of it: {_row(several)}")
    raise UsageError(f"there is no run {run_id}", hint=_nearest(run_id.upper(), known) or "see `reminder log`")


def every_name(journal: Journal) -> tuple[str, ...]:
    """Give every administration that a run was recorded of, those no longer configured included."""
    return tuple(dict.fromkeys(each.name for run in journal.runs() for each in run.administrations))


def check_known(journal: Journal, names: Collection[str], wanted: Wanted) -> None:
    """See to it that a run ever looked at that invoice and that debtor in one of the administrations."""
    if wanted.invoice is not None:
        numbers = [number for name in names for number in journal.known_numbers(name)]
        _check("invoice", wanted.invoice, numbers)
    if wanted.debtor is not None:
        names_by_code = {code: known for name in names for code, known in journal.known_debtors(name).items()}
        _check("debtor", wanted.debtor, list(names_by_code), labels=names_by_code)


def narrowed(run: Run, names: Collection[str], wanted: Wanted) -> Run:
    """Give a run with these administrations, these decisions, and the mails that they are in."""
    kept = (_narrowed(each, wanted) for each in run.administrations if each.name in names)
    return replace(run, administrations=tuple(kept))


def runs_with(journal: Journal, names: Collection[str], wanted: Wanted, *, since: date | None) -> tuple[Run, ...]:
    """Give the runs that decided so, newest first, each with those decisions alone and without mails."""
    runs = [narrowed(each, names, Wanted()) for each in journal.runs(since=since)]
    if not wanted:
        return tuple(each for each in runs if each.administrations)
    found: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for run_id, name, decision in _decisions(journal, names, wanted, runs):
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
    journal: Journal, names: Iterable[str], wanted: Wanted, runs: Iterable[Run]
) -> Iterator[tuple[str, str, Decision]]:
    if wanted.invoice is None and wanted.debtor is None:
        wholes = (journal.run(each.id) for each in runs)
        results = ((run.id, each) for run in wholes if run for each in run.administrations)
        yield from ((run_id, each.name, decision) for run_id, each in results for decision in each.decisions)
        return
    for name in names:
        for run, decision in _by_index(journal, name, wanted):
            yield run.id, name, decision


def _by_index(journal: Journal, name: str, wanted: Wanted) -> tuple[tuple[Run, Decision], ...]:
    if wanted.invoice is not None:
        return journal.decisions(name, numbers={wanted.invoice})
    return journal.debtor_decisions(name, wanted.debtor or "")


def _filled(run: Run, found: Mapping[tuple[str, str], list[Decision]]) -> Run:
    results = ((each, found.get((run.id, each.name), [])) for each in run.administrations)
    kept = tuple(replace(each, decisions=tuple(decisions)) for each, decisions in results if decisions)
    return replace(run, administrations=kept)


def _check(kind: str, value: str, known: Collection[str], *, labels: Mapping[str, str] | None = None) -> None:
    if value in known:
        return
    hint = _nearest(value, known, labels=labels or {}) or f"no run has looked at any such {kind} yet"
    raise UsageError(f"there is no {kind} {value}", hint=hint)


def _nearest(value: str, known: Iterable[str], *, labels: Mapping[str, str] | None = None) -> str:
    """Name what is most like the value; empty when nothing is known at all."""
    every = list(dict.fromkeys(known))
    near = get_close_matches(value, every, n=SHOWN, cutoff=_LOOSE) or every[:SHOWN]
    named = [f"{each} ({labels[each]})" if labels and each in labels else each for each in near]
    return f"the nearest are {_row(named)}" if named else ""


def _row(values: Iterable[str]) -> str:
    return ", ".join(list(values)[:SHOWN])
