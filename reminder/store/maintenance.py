"""What retention allows to go: names, addresses and the bytes of mails, never the claims that prevent a second one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from reminder.model.reminder import OPEN_STATES
from reminder.store.engine import Database
from reminder.store.schema import calls, decisions, holds, known_numbers, reminders, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How much was let go of."""

    mails: int
    reminders: int
    decisions: int


class SqlMaintenance:
    """Forgetting, for one administration."""

    def __init__(self, database: Database, *, administration: str) -> None:
        self._database = database
        self._administration = administration

    def forget(self, *, mails_before: date, facts_before: date) -> Forgotten:
        """Wipe the bytes of settled mails, and who is named in older facts, by as-of date, in one transaction.

        What counts stays: runs with their numbers, mails with their reference, state and amounts, claims and events.
        Calls and released or expired holds of before `facts_before` go.
        """
        with self._database.write() as connection:
            forgotten = Forgotten(
                mails=self._wipe(connection, mails_before),
                reminders=self._unname(connection, facts_before),
                decisions=self._drop_decisions(connection, facts_before),
            )
            self._drop_memory(connection, facts_before)
        return forgotten

    def _wipe(self, connection: Connection, before: date) -> int:
        kept = reminders.c.mail.is_not(None)
        wiped = update(reminders).where(*self._settled(before), kept).values(mail=None)
        return connection.execute(wiped).rowcount

    def _unname(self, connection: Connection, before: date) -> int:
        named = reminders.c.debtor_name != ""
        blank = update(reminders).where(*self._settled(before), named)
        return connection.execute(blank.values(debtor_name="", to=(), subject="", detail="", mail=None)).rowcount

    def _drop_decisions(self, connection: Connection, before: date) -> int:
        old = select(runs.c.id).where(self._own(runs), runs.c.as_of < before)
        dropped = connection.execute(delete(decisions).where(self._own(decisions), decisions.c.run_id.in_(old)))
        connection.execute(update(runs).where(runs.c.id.in_(old)).values(plan=(), error=None, warnings=()))
        return dropped.rowcount

    def _drop_memory(self, connection: Connection, before: date) -> None:
        for table, old in (
            (known_numbers, known_numbers.c.last_seen < before),
            (calls, calls.c.day < before),
            (holds, (holds.c.created < before) & (holds.c.released.is_not(None) | (holds.c.until < before))),
        ):
            connection.execute(delete(table).where(self._own(table), old))

    def _settled(self, before: date) -> tuple[ColumnElement[bool], ...]:
        settled = reminders.c.state.not_in(OPEN_STATES)
        return self._own(reminders), settled, reminders.c.as_of < before

    def _own(self, table: Table) -> ColumnElement[bool]:
        return table.c.administration == self._administration
