"""Decisions and runs as rows, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Row

from reminder.errors import most_severe
from reminder.model.books import Debtor, Receivable
from reminder.model.decision import Decision, Outcome
from reminder.model.reminder import Attempt
from reminder.model.run import AdministrationRun, Run

RECEIVABLE = tuple(field.name for field in fields(Receivable))
DEBTOR = tuple(field.name for field in fields(Debtor))
FACTS = tuple(field.name for field in fields(Decision) if field.name not in {"receivable", "debtor"})
RESULT = ("mode", "state", "exit_code", "books_until", "warnings", "open_count", "totals", "settled", "error")


def decision_row(decision: Decision) -> dict[str, Any]:
    """Give the columns of a decision; those of its debtor begin with `debtor_`."""
    row = {name: getattr(decision.receivable, name) for name in RECEIVABLE}
    row |= {f"debtor_{name}": getattr(decision.debtor, name) for name in DEBTOR}
    return row | {name: getattr(decision, name) for name in FACTS}


def decision_of(row: Row[Any]) -> Decision:
    """Give the decision of a row."""
    facts = _facts(row)
    return Decision(
        receivable=Receivable(**{name: facts[name] for name in RECEIVABLE}),
        debtor=Debtor(**{name: facts[f"debtor_{name}"] for name in DEBTOR}),
        **{name: facts[name] for name in FACTS},
    )


def result_row(result: AdministrationRun) -> dict[str, Any]:
    """Give the columns of how a run ended; mails that were planned and never claimed are kept here alone."""
    calls = [each for each in result.decisions if each.outcome is Outcome.CALL]
    return {name: getattr(result, name) for name in RESULT} | {
        "plan": tuple(each for each in result.reminders if not each.version),
        "reminder_count": sum(each.version > 0 for each in result.reminders),
        "call_count": len({(each.debtor.id, each.receivable.currency, each.reason) for each in calls}),
    }


def result_of(
    row: Row[Any], *, decisions: tuple[Decision, ...] = (), reminders: tuple[Attempt, ...] = ()
) -> AdministrationRun:
    """Give how one administration's run ended."""
    facts = _facts(row)
    known = {name: facts[name] for name in RESULT}
    return AdministrationRun(name=row.administration, dry_run=False, decisions=decisions, reminders=reminders, **known)


def run_of(rows: Iterable[Row[Any]], results: Mapping[int, AdministrationRun]) -> Run:
    """Give one start of the program from the rows of its administrations; unfinished while one of them is."""
    rows = tuple(rows)
    ends = [row.finished for row in rows]
    return Run(
        id=rows[0].run,
        as_of=rows[0].as_of,
        started=rows[0].started,
        finished=None if None in ends else max(ends),
        exit_code=most_severe(row.exit_code for row in rows),
        administrations=tuple(results[row.id] for row in rows),
    )


def _facts(row: Row[Any]) -> dict[str, Any]:
    return row._asdict()
