"""The journal of mails of one administration."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select, true, tuple_, union, update

from reminder.errors import StoreError
from reminder.model.history import Step
from reminder.model.reminder import OPEN_STATES, Attempt, Item, Reminder, State, planned
from reminder.ports.clock import Clock
from reminder.ports.store import Change
from reminder.store.column_types import Day
from reminder.store.engine import Database
from reminder.store.schema import claims, events, imported_steps, reminder_items, reminders
from reminder.store.transitions import DONE_STATES, changed_meanwhile, moved, steps_of

FACTS = tuple(field.name for field in fields(Attempt) if field.name != "items")
FOUND = select(reminders.c.id, *(reminders.c[name] for name in FACTS)).order_by(reminders.c.id)
LISTED = select(reminder_items).join(reminders).order_by(reminder_items.c.position)


class SqlAttempts:
    """The port `Attempts`, and what people look up beside it."""

    def __init__(self, database: Database, *, administration: str, clock: Clock) -> None:
        self._database = database
        self._administration = administration
        self._clock = clock

    def open(self) -> tuple[Attempt, ...]:
        """Give the attempts to which something may still happen, oldest first."""
        return self.select(reminders.c.state.in_(OPEN_STATES))

    def current(self) -> tuple[Attempt, ...]:
        """Give the attempts that are open, and those of the last run that made any, oldest first."""
        last = select(reminders.c.run).where(self._own(reminders)).order_by(reminders.c.id.desc()).limit(1)
        own = select(reminders.c.id).where(self._own(reminders))
        ways = (reminders.c.state.in_(OPEN_STATES), reminders.c.run == last.scalar_subquery())
        return self.select(reminders.c.id.in_(union(*map(own.where, ways))))  # `or` would read every mail there is

    def every(self, *, debtors: Collection[str] | None = None) -> tuple[Attempt, ...]:
        """Give all attempts, or those to these debtors (ids), oldest first."""
        return self.select(_to(debtors))

    def find(self, reference: str) -> Attempt | None:
        """Give the attempt of that reference, or None."""
        return next(iter(self.select(reminders.c.reference == reference)), None)

    def of_run(self, run: str) -> tuple[Attempt, ...]:
        """Give the mails that a run claimed, in their last known state."""
        return self.select(reminders.c.run == run)

    def mail(self, reference: str) -> bytes:
        """Give the frozen bytes of a mail, empty when they were wiped; StoreError when there is no such mail."""
        query = select(reminders.c.mail).where(self._own(reminders), reminders.c.reference == reference)
        with self._database.read() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise StoreError(f"there is no mail {reference}", code="unknown-mail")
        return found.mail or b""

    def claim(
        self, reminder: Reminder, mail: bytes, *, run: str, as_of: date, quiet_from: date | None = None
    ) -> Attempt | None:
        """Claim every step of a mail and freeze it, as `planned`; None when a step of it is claimed already.

        None as well when a mail of another run is known to have gone to this debtor on or after `quiet_from`.
        """
        if reminder.administration != self._administration:
            raise ValueError("a mail is claimed in its own administration")
        attempt = planned(reminder, run=run, as_of=as_of)
        with self._database.write() as connection:
            if self._claimed(connection, attempt.items) or self._disturbs(connection, attempt, quiet_from):
                return None
            self._insert(connection, attempt, mail)
        return attempt

    def move(self, attempt: Attempt, to: State, change: Change | None = None) -> Attempt:
        """Take an attempt to another state if nobody else did meanwhile; StoreError when somebody did."""
        change = change or Change()
        after = moved(attempt, to, change)
        facts = {name: getattr(after, name) for name in FACTS if getattr(after, name) != getattr(attempt, name)}
        unchanged = (reminders.c.state == attempt.state, reminders.c.version == attempt.version)
        named = (self._own(reminders), reminders.c.reference == attempt.reference)
        with self._database.write() as connection:
            statement = update(reminders).where(*named, *unchanged).values(**facts).returning(reminders.c.id)
            owner = connection.scalars(statement).one_or_none()
            if owner is None:
                raise changed_meanwhile(attempt)
            if change.free_claims:
                connection.execute(delete(claims).where(claims.c.reminder_id == owner))
            self._log(connection, owner, before=attempt.state, after=after)
        return after

    def steps(self, *, debtors: Collection[str] | None = None) -> tuple[Step, ...]:
        """Give every step done, oldest first: mails sent or gone (to `debtors` if named), and those read in by hand."""
        mails = self.select(reminders.c.state.in_(DONE_STATES) & _to(debtors))
        done = [step for each in mails for step in steps_of(each)]
        with self._database.read() as connection:
            rows = connection.execute(select(imported_steps).where(self._own(imported_steps))).all()
        imported = [Step(receivable=row.receivable, tier=row.tier, day=row.day, sent=True) for row in rows]
        return tuple(sorted([*imported, *done], key=lambda step: step.day))

    def mailed_on(self) -> Mapping[str, date]:
        """Give the day of the last mail to each debtor, by debtor id; a draft that vanished counts."""
        days = func.max(func.coalesce(reminders.c.done_on, reminders.c.as_of), type_=Day)
        done = (self._own(reminders), reminders.c.state.in_(DONE_STATES))
        query = select(reminders.c.debtor_id, days.label("day")).where(*done).group_by(reminders.c.debtor_id)
        with self._database.read() as connection:
            return {row.debtor_id: row.day for row in connection.execute(query)}

    def count(self, debtor_id: str, currency: str) -> int:
        """Count the mails ever claimed for a statement."""
        statement = (reminders.c.debtor_id == debtor_id, reminders.c.currency == currency)
        query = select(func.count()).select_from(reminders).where(self._own(reminders), *statement)
        with self._database.read() as connection:
            return connection.scalars(query).one()

    def _own(self, table: Table) -> ColumnElement[bool]:
        return table.c.administration == self._administration

    def _claimed(self, connection: Connection, items: Iterable[Item]) -> bool:
        steps = [(item.receivable, item.tier) for item in items if item.tier is not None]
        query = select(claims.c.tier).where(self._own(claims), tuple_(claims.c.receivable, claims.c.tier).in_(steps))
        return connection.execute(query).first() is not None

    def _disturbs(self, connection: Connection, attempt: Attempt, quiet_from: date | None) -> bool:
        if quiet_from is None:
            return False
        debtor = (self._own(reminders), reminders.c.debtor_id == attempt.debtor_id, reminders.c.run != attempt.run)
        gone = (reminders.c.state.in_(DONE_STATES), reminders.c.done_on >= quiet_from)
        query = select(reminders.c.id).where(*debtor, *gone)
        return connection.execute(query).first() is not None

    def _insert(self, connection: Connection, attempt: Attempt, mail: bytes) -> None:
        facts = {name: getattr(attempt, name) for name in FACTS}
        owner = connection.scalars(insert(reminders).values(**facts, mail=mail).returning(reminders.c.id)).one()
        own = {"administration": self._administration, "reminder_id": owner}
        items = [{**own, "position": place, **asdict(item)} for place, item in enumerate(attempt.items)]
        connection.execute(insert(reminder_items), items)
        steps = [{**own, "receivable": each.receivable, "tier": each.tier} for each in attempt.items if each.tier]
        if steps:
            connection.execute(insert(claims), steps)
        self._log(connection, owner, before=None, after=attempt)

    def _log(self, connection: Connection, owner: int, *, before: State | None, after: Attempt) -> None:
        facts = {"administration": self._administration, "at": self._clock.now(), "detail": after.detail}
        connection.execute(insert(events).values(**facts, reminder_id=owner, before=before, after=after.state))

    def select(self, condition: ColumnElement[bool]) -> tuple[Attempt, ...]:
        """Give the attempts of this administration for which that holds, oldest first."""
        wanted = (self._own(reminders), condition)
        with self._database.read() as connection:
            rows = connection.execute(FOUND.where(*wanted)).all()
            items = _by_owner(connection.execute(LISTED.where(*wanted)).all()) if rows else {}
        return tuple(_attempt(row, tuple(items.get(row.id, ()))) for row in rows)


def _to(debtors: Collection[str] | None) -> ColumnElement[bool]:
    return true() if debtors is None else reminders.c.debtor_id.in_(debtors)


def _by_owner(rows: Iterable[Row[Any]]) -> dict[int, list[Item]]:
    items: dict[int, list[Item]] = {}
    for row in rows:
        item = Item(receivable=row.receivable, invoice=row.invoice, amount=row.amount, tier=row.tier)
        items.setdefault(row.reminder_id, []).append(item)
    return items


def _attempt(row: Row[Any], items: tuple[Item, ...]) -> Attempt:
    facts = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name
    return Attempt(**{name: facts[name] for name in FACTS}, items=items)
