"""The record of runs of one administration."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Select, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from reminder.errors import ReminderError
from reminder.model.decision import Decision
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Failure, Run, RunState
from reminder.ports.clock import Clock
from reminder.store.engine import Database
from reminder.store.rows import decision_row, result_of, result_row
from reminder.store.schema import decisions, known_numbers, meta, runs

BROKEN_OFF = Failure(
    code="broken-off",
    message="the run was broken off: its process ended before it did",
    hint="the runs after it settle what it left",
)


class SqlRuns:
    """The port `Runs`; a dry run is never recorded."""

    def __init__(self, database: Database, *, administration: str, clock: Clock) -> None:
        self._database = database
        self._administration = administration
        self._clock = clock

    def last_done(self) -> AdministrationRun | None:
        """Give the last run that ended as done, without its decisions and mails.

        None before the first, and again after a recovery: what the store then knows may be old.
        """
        trusted = runs.c.id > select(meta.c.recovered_run).scalar_subquery()
        done = select(runs).where(self._own, runs.c.state == RunState.DONE, trusted)
        with self._database.read() as connection:
            row = connection.execute(_newest(done)).one_or_none()
        return None if row is None else result_of(row)

    def last_as_of(self) -> date | None:
        """Give the as-of date of the last run recorded in any state."""
        with self._database.read() as connection:
            return connection.scalars(_newest(select(runs.c.as_of).where(self._own))).one_or_none()

    def begin(self, run: Run) -> None:
        """Record that a run started for this administration; one that never ended is recorded as broken off."""
        broken_off = {"state": RunState.FAILED, "exit_code": ReminderError.exit_code, "error": BROKEN_OFF}
        with self._database.write() as connection:
            unended = (self._own, runs.c.state == RunState.RUNNING, runs.c.run != run.id)
            connection.execute(update(runs).where(*unended).values(**broken_off))
            connection.execute(self._begun(run))

    def finish(self, run: Run, result: AdministrationRun) -> None:
        """Record how it ended, with every decision, in one transaction; also of a run that never began."""
        if result.dry_run:
            raise ValueError("a dry run is not recorded")
        with self._database.write() as connection:
            connection.execute(self._begun(run))
            owner = connection.scalars(self._ended(run, result)).one()
            self._record(connection, owner, result.decisions)
            self._record_numbers(connection, run.as_of, result.decisions)

    def weekly_reminders(self, before: date, weeks: int = 8) -> tuple[int, ...]:
        """Give the number of mails of each of the last weeks with a finished run before that day, newest last."""
        columns = (runs.c.as_of, runs.c.reminder_count)
        query = select(*columns).where(self._own, runs.c.state == RunState.DONE, runs.c.as_of < before)
        by_week: Counter[date] = Counter()
        with self._database.read() as connection:
            for as_of, mails in connection.execute(query):
                by_week[as_of - timedelta(days=as_of.weekday())] += mails
        return tuple(by_week[week] for week in sorted(by_week)[-weeks:])

    @property
    def _own(self) -> ColumnElement[bool]:
        return runs.c.administration == self._administration

    def _begun(self, start: Run) -> Insert:
        mode = next((each.mode for each in start.administrations if each.name == self._administration), Mode.DRAFT)
        empty = AdministrationRun(
            name=self._administration, mode=mode, dry_run=False, state=RunState.RUNNING, exit_code=0
        )
        facts = {"run": start.id, "as_of": start.as_of, "started": start.started, **result_row(empty)}
        return upsert(runs).values(administration=self._administration, **facts).on_conflict_do_nothing()

    def _ended(self, start: Run, result: AdministrationRun) -> Any:  # noqa: ANN401 - an UPDATE that gives one number
        finished = start.finished or self._clock.now()
        ended = update(runs).where(self._own, runs.c.run == start.id)
        return ended.values(finished=finished, **result_row(result)).returning(runs.c.id)

    def _record(self, connection: Connection, owner: int, made: tuple[Decision, ...]) -> None:
        own = {"run_id": owner, "administration": self._administration}
        rows = [{**own, "position": place, **decision_row(each)} for place, each in enumerate(made)]
        if rows:
            connection.execute(insert(decisions), rows)

    def _record_numbers(self, connection: Connection, as_of: date, made: Iterable[Decision]) -> None:
        own = {"administration": self._administration, "last_seen": as_of}
        named = {(number, each.receivable.invoice_key) for each in made for number in _numbers(each)}
        rows = [{**own, "number": number, "invoice_key": key} for number, key in sorted(named)]
        if rows:
            seen = upsert(known_numbers)
            keys = list(known_numbers.primary_key)
            later = func.max(seen.excluded.last_seen, known_numbers.c.last_seen)
            connection.execute(seen.on_conflict_do_update(index_elements=keys, set_={"last_seen": later}), rows)


def _newest(query: Select[Any]) -> Select[Any]:
    return query.order_by(runs.c.id.desc()).limit(1)


def _numbers(decision: Decision) -> set[str]:
    receivable = decision.receivable
    return {*receivable.numbers, *([receivable.invoice] if receivable.invoice else [])}
