"""Mails of one administration that have left, and what came back on them."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import func, update

from reminder.model.reminder import Attempt, State
from reminder.ports.clock import Clock
from reminder.ports.store import Letter
from reminder.store.attempts import SqlAttempts
from reminder.store.engine import Database
from reminder.store.schema import reminders


class SqlLetters:
    """The port `Letters`."""

    def __init__(self, database: Database, *, administration: str, clock: Clock) -> None:
        self._database = database
        self._administration = administration
        self._attempts = SqlAttempts(database, administration=administration, clock=clock)

    def left_since(self, day: date) -> tuple[Attempt, ...]:
        """Give the mails known or presumed to have been sent on or after that day, oldest first."""
        sent = (reminders.c.state == State.GONE) & reminders.c.known_sent.is_(True)
        left = reminders.c.state.in_((State.SENT, State.SENT_PRESUMED)) | sent
        return self._attempts.select(left & (func.coalesce(reminders.c.done_on, reminders.c.as_of) >= day))

    def note(self, letter: Letter) -> None:
        """Record what a thread told of a mail; what is None or empty leaves the fact as it is."""
        facts = {name: value for name, value in asdict(letter).items() if value and name != "reference"}
        if not facts:
            return
        named = (reminders.c.administration == self._administration, reminders.c.reference == letter.reference)
        with self._database.write() as connection:
            connection.execute(update(reminders).where(*named).values(**facts))
