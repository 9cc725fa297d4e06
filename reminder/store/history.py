"""What was recorded, for people to look at, over all administrations."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from reminder.model.decision import Decision
from reminder.model.run import AdministrationRun, Run
from reminder.ports.clock import Clock
from reminder.store.attempts import SqlAttempts
from reminder.store.engine import Database
from reminder.store.rows import decision_of, result_of, run_of
from reminder.store.schema import decisions, known_numbers, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a run of one administration looked at, and what came of it."""

    open: int
    reminders: int
    calls: int


class SqlHistory:
    """The port `Archive`, and what else the log, `explain` and the exports show."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def runs(self, *, since: date | None = None) -> tuple[Run, ...]:
        """Give the runs from that as-of date on, newest first, without decisions and mails; see `counts`."""
        query = select(runs).where(runs.c.as_of >= (since or date.min)).order_by(runs.c.started, runs.c.run, runs.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        results = {row.id: result_of(row) for row in rows}
        return tuple(run_of(each, results) for _, each in groupby(rows, lambda row: row.run))[::-1]

    def counts(self) -> Mapping[tuple[str, str], Counts]:
        """Give the numbers of every run, by run id and administration."""
        query = select(runs.c.run, runs.c.administration, runs.c.open_count, runs.c.reminder_count, runs.c.call_count)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return {
            (row.run, row.administration): Counts(
                open=row.open_count, reminders=row.reminder_count, calls=row.call_count
            )
            for row in rows
        }

    def run(self, run_id: str) -> Run | None:
        """Give one run whole, by its id or the beginning of one; None when none or several begin so."""
        begins = func.substr(runs.c.run, 1, len(run_id)) == run_id.upper()
        with self._database.read() as connection:
            rows = connection.execute(select(runs).where(begins).order_by(runs.c.id)).all()
            if len({row.run for row in rows}) != 1:
                return None
            decided = {row.id: _decisions(connection, decisions.c.run_id == row.id) for row in rows}
        results = {row.id: self._whole(row, decided[row.id]) for row in rows}
        return run_of(rows, results)

    def decisions(self, administration: str, *, numbers: Collection[str]) -> tuple[tuple[Run, Decision], ...]:
        """Give every decision about receivables with one of these numbers, oldest first."""
        named = (known_numbers.c.administration == administration, known_numbers.c.number.in_(numbers))
        keys = select(known_numbers.c.invoice_key).where(*named)
        return self._dated(administration, decisions.c.invoice_key.in_(keys))

    def debtor_decisions(self, administration: str, code: str) -> tuple[tuple[Run, Decision], ...]:
        """Give every decision about a debtor's receivables, oldest first."""
        return self._dated(administration, decisions.c.debtor_code == code)

    def known_numbers(self, administration: str) -> Mapping[str, str]:
        """Give every number known of an administration's invoices, with the key of the invoice last seen under it."""
        columns = (known_numbers.c.number, known_numbers.c.invoice_key)
        query = select(*columns).where(known_numbers.c.administration == administration)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(known_numbers.c.last_seen)).all()
        return {row.number: row.invoice_key for row in rows}

    def known_debtors(self, administration: str) -> Mapping[str, str]:
        """Give the code and last known name of every debtor that a run looked at.

        From code to code along the index: among a million decisions that takes a millisecond, grouping them 0.4 s.
        """
        own, last = decisions.c.administration == administration, decisions.alias()
        codes = select(func.min(decisions.c.debtor_code).label("code")).where(own).cte(recursive=True)
        following = select(func.min(decisions.c.debtor_code)).where(own, decisions.c.debtor_code > codes.c.code)
        codes = codes.union_all(select(following.scalar_subquery()).where(codes.c.code.is_not(None)))
        named = select(last.c.debtor_name).where(last.c.administration == administration)
        newest = named.where(last.c.debtor_code == codes.c.code).order_by(last.c.run_id.desc()).limit(1)
        query = select(codes.c.code, newest.scalar_subquery().label("name")).where(codes.c.code.is_not(None))
        with self._database.read() as connection:
            return {row.code: row.name for row in connection.execute(query)}

    def _whole(self, row: Row[Any], decided: tuple[Decision, ...]) -> AdministrationRun:
        attempts = SqlAttempts(self._database, administration=row.administration, clock=self._clock)
        return result_of(row, decisions=decided, reminders=(*attempts.of_run(row.run), *row.plan))

    def _dated(self, administration: str, condition: ColumnElement[bool]) -> tuple[tuple[Run, Decision], ...]:
        wanted = (decisions.c.administration == administration, condition)
        query = select(decisions).where(*wanted).order_by(decisions.c.run_id, decisions.c.position)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            runs = _runs(connection, {row.run_id for row in rows})
        return tuple((runs[row.run_id], decision_of(row)) for row in rows)


def _decisions(connection: Connection, condition: ColumnElement[bool]) -> tuple[Decision, ...]:
    query = select(decisions).where(condition).order_by(decisions.c.position)
    return tuple(decision_of(row) for row in connection.execute(query))


def _runs(connection: Connection, ids: Iterable[int]) -> dict[int, Run]:
    rows = connection.execute(select(runs).where(runs.c.id.in_(tuple(ids)))).all()
    return {row.id: run_of([row], {row.id: result_of(row)}) for row in rows}
