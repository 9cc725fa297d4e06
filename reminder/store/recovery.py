"""Accepting a store that was restored or lost."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from reminder.model.reminder import OPEN_STATES, RECOVERED, State
from reminder.store.engine import Database
from reminder.store.schema import events, meta, reminders, runs


def accept(database: Database, *, now: datetime) -> None:
    """Leave every open mail to a person, trust no earlier run, and be newer than anything before; in one transaction.

    Killed before its end it leaves the store as it was, which every other command still refuses.
    """
    known = database.last_generation()
    with database.write() as connection:
        _mark(connection, now)
        newest = select(func.coalesce(func.max(runs.c.id), 0)).scalar_subquery()
        ahead = func.max(meta.c.generation, known)
        connection.execute(update(meta).values(recovered_run=newest, generation=ahead))


def _mark(connection: Connection, now: datetime) -> None:
    undecided = reminders.c.state.in_(OPEN_STATES) & (reminders.c.state != State.REVIEW)
    found = connection.execute(select(reminders.c.id, reminders.c.administration, reminders.c.state).where(undecided))
    marked = [
        {
            "administration": row.administration,
            "reminder_id": row.id,
            "at": now,
            "before": row.state,
            "after": State.REVIEW,
            "detail": RECOVERED,
        }
        for row in found
    ]
    if marked:
        connection.execute(insert(events), marked)
        changed = {"state": State.REVIEW, "version": reminders.c.version + 1, "detail": RECOVERED}
        connection.execute(update(reminders).where(undecided).values(**changed))
