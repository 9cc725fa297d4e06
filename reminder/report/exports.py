"""Tables for other programs: rows with stable columns, as CSV that no spreadsheet takes for formulas, or as JSON."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reminder.model.decision import Decision, Outcome
from reminder.model.reminder import Attempt
from reminder.model.run import AdministrationRun, Run
from reminder.report.document import Document, decision_document, money, reminder_document
from reminder.report.overview import Counts

DECISION = (
    "invoice", "debtor", "debtor_code", "amount", "currency", "due_date", "days_overdue", "outcome", "reason", "tier",
    "reference",
)  # fmt: skip
REMINDER = (
    "reference", "debtor_code", "tier", "language", "to", "subject", "invoices", "listed", "total", "currency", "state",
    "draft_id",
)  # fmt: skip
RUN = (
    "run", "administration", "as_of", "mode", "state", "reminders", "calls", "open_total", "currency", "exit_code",
)  # fmt: skip

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_FORMULA = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]|[\t\r\n\x00]")

_PARTED = re.compile(r"([;\t\r\n][\s\"']*)(?=[=+\-@＝＋－＠])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns that never change their names or their order."""

    columns: tuple[str, ...]
    rows: tuple[Document, ...]


def receivables(decisions: Iterable[Decision]) -> Table:
    """Give every receivable with what was decided about it."""
    return _table(DECISION, map(decision_document, decisions))


def calls(decisions: Iterable[Decision]) -> Table:
    """Give every receivable that is called about."""
    return receivables(each for each in decisions if each.outcome is Outcome.CALL)


def reminders(attempts: Iterable[Attempt]) -> Table:
    """Give every mail."""
    return _table(REMINDER, map(reminder_document, attempts))


def runs(recorded: Iterable[Run], counts: Counts) -> Table:
    """Give every run of every administration, one row for each currency in which something was open."""
    rows = (row for run in recorded for each in run.administrations for row in _run_rows(run, each, counts))
    return _table(RUN, rows)


def as_csv(table: Table) -> str:
    """Write a table by RFC 4180, every cell in quotes and a ``'`` before what a spreadsheet takes for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([cell(row[column]) for column in table.columns] for row in table.rows)
    return text.getvalue()


def cell(value: object) -> str:
    """Give a value as a cell: empty for none, a list with semicolons, and never a formula; numbers stay numbers.

    A spreadsheet of another country parts cells at semicolons, so what follows one is no formula either.
    """
    if value is None:
        return ""
    text = "; ".join(str(each or "") for each in value) if isinstance(value, list | tuple) else str(value)
    if _NUMBER.fullmatch(text):
        return text
    text = _PARTED.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def _table(columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> Table:
    return Table(columns=columns, rows=tuple({column: row[column] for column in columns} for row in rows))


def _run_rows(run: Run, result: AdministrationRun, counts: Counts) -> Sequence[Document]:
    counted = counts[run.id, result.name]
    facts = {
        "run": run.id,
        "administration": result.name,
        "as_of": run.as_of.isoformat(),
        "mode": result.mode.value,
        "state": result.state.value,
        "reminders": counted.reminders,
        "calls": counted.calls,
        "exit_code": result.exit_code,
    }
    totals: list[tuple[str | None, Decimal]] = [*sorted(result.totals.items())] or [(None, Decimal(0))]
    return [{**facts, "open_total": money(total), "currency": currency} for currency, total in totals]
