"""What is known of the receivables and debtors of one administration beside its mails."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, insert, select, true, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from reminder.model.history import Call, Hold, Instalment, Step
from reminder.ports.clock import Clock
from reminder.store.engine import Database
from reminder.store.schema import backlog, calls, holds, imported_steps, instalments

CALL = ("receivable", "day", "outcome", "until", "note")
HOLD = ("id", "reason", "created", "debtor_code", "invoice_key", "invoice", "until", "note", "source", "addresses")
INSTALMENT = ("invoice_key", "instalment", "due_date", "last_seen")


class SqlMemory:
    """The port `Memory`, and what people record beside it."""

    def __init__(self, database: Database, *, administration: str, clock: Clock) -> None:
        self._database = database
        self._administration = administration
        self._clock = clock

    def instalments(self) -> tuple[Instalment, ...]:
        """Give every receivable that a run has seen."""
        return tuple(Instalment(**_facts(row, INSTALMENT)) for row in self._rows(instalments))

    def remember(self, seen: Iterable[Instalment]) -> None:
        """Record the receivables that this run saw."""
        statement = upsert(instalments)
        newer = {name: statement.excluded[name] for name in ("due_date", "last_seen")}
        known = list(instalments.primary_key)
        rows = [self._row(each, INSTALMENT) for each in seen]
        self._add(statement.on_conflict_do_update(index_elements=known, set_=newer), rows)

    def backlog(self) -> frozenset[str]:
        """Give the keys of receivables marked backlog and not released."""
        return frozenset(row.receivable for row in self._rows(backlog, backlog.c.released.is_(None)))

    def mark_backlog(self, receivables: Collection[str]) -> None:
        """Mark receivables as backlog; one that was released stays released."""
        rows = [{"administration": self._administration, "receivable": each} for each in receivables]
        self._add(upsert(backlog).on_conflict_do_nothing(), rows)

    def calls(self) -> tuple[Call, ...]:
        """Give every call recorded, oldest first."""
        return tuple(Call(**_facts(row, CALL)) for row in self._rows(calls))

    def record_calls(self, made: Iterable[Call]) -> None:
        """Record calls, and release what they were about from the backlog, in one transaction."""
        rows = [self._row(each, CALL) for each in made]
        with self._database.write() as connection:
            connection.execute(insert(calls), rows)
            self._release(connection, [row["receivable"] for row in rows])

    def holds(self) -> tuple[Hold, ...]:
        """Give every hold that was not released, expired ones included, oldest first."""
        standing = self._rows(holds, holds.c.released.is_(None))
        return tuple(Hold(**_facts(row, HOLD)) for row in sorted(standing, key=lambda row: row.created))

    def add_hold(self, hold: Hold) -> None:
        """Record a hold; one of that id that is known already, released ones included, stays as it is."""
        self._add(upsert(holds).on_conflict_do_nothing(), [self._row(hold, HOLD)])

    def release_hold(self, hold_id: str) -> bool:
        """Release a hold; False when none of that id still stands in this administration."""
        named = (holds.c.administration == self._administration, holds.c.id == hold_id, holds.c.released.is_(None))
        with self._database.write() as connection:
            released = connection.execute(update(holds).where(*named).values(released=self._clock.now()))
            return released.rowcount == 1

    def import_steps(self, steps: Iterable[Step]) -> int:
        """Record reminders sent by hand before the start; gives how many were new, what is known already stays."""
        rows = [self._row(each, ("receivable", "tier", "day")) for each in steps]
        statement = upsert(imported_steps).on_conflict_do_nothing()
        with self._database.write() as connection:
            return sum(connection.execute(statement, row).rowcount for row in rows)

    def _release(self, connection: Connection, receivables: Sequence[str]) -> None:
        marked = (backlog.c.administration == self._administration, backlog.c.released.is_(None))
        released = update(backlog).where(*marked, backlog.c.receivable.in_(receivables))
        connection.execute(released.values(released=self._clock.now()))

    def _rows(self, table: Table, condition: ColumnElement[bool] | None = None) -> Sequence[Row[Any]]:
        wanted = (table.c.administration == self._administration, true() if condition is None else condition)
        with self._database.read() as connection:
            return connection.execute(select(table).where(*wanted).order_by(*table.primary_key)).all()

    def _add(self, statement: Insert, rows: list[dict[str, Any]]) -> None:
        if rows:
            with self._database.write() as connection:
                connection.execute(statement, rows)

    def _row(self, value: object, names: tuple[str, ...]) -> dict[str, Any]:
        return {"administration": self._administration, **{name: getattr(value, name) for name in names}}


def _facts(row: Row[Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
