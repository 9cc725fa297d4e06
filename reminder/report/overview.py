"""Runs as a list of JSON documents: how each went, and how much it did."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from reminder.model.run import AdministrationRun, Run
from reminder.report.document import Document, administration_document, run_document

KEPT = ("name", "mode", "state", "books_until", "warnings", "open", "error")


class Counted(Protocol):
    """How much a run of one administration did."""

    @property
    def reminders(self) -> int:
        """The number of mails."""
        ...

    @property
    def calls(self) -> int:
        """The number of lines of the call list."""
        ...


Counts = Mapping[tuple[str, str], Counted]
"""The numbers of every run, by run id and administration."""


def overview(runs: Iterable[Run], counts: Counts, *, with_decisions: bool) -> list[Document]:
    """Give each run as `run_document` does, with counts in place of its lists, but for decisions if asked for."""
    return [_overview(run, counts, with_decisions=with_decisions) for run in runs]


def _overview(run: Run, counts: Counts, *, with_decisions: bool) -> Document:
    results = [_result(run, each, counts, with_decisions=with_decisions) for each in run.administrations]
    return {**run_document(run), "administrations": results}


def _result(run: Run, result: AdministrationRun, counts: Counts, *, with_decisions: bool) -> dict[str, Any]:
    whole, counted = administration_document(result), counts[run.id, result.name]
    document = {key: whole[key] for key in KEPT}
    document |= {"exit_code": result.exit_code, "reminder_count": counted.reminders, "call_count": counted.calls}
    return document | ({"decisions": whole["decisions"]} if with_decisions else {})
