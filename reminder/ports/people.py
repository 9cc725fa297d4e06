"""What people look up and record between runs. Every method raises StoreError when the store cannot be used."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Protocol

from reminder.model.decision import Decision
from reminder.model.history import Call, Hold, Instalment, Step
from reminder.model.reminder import Attempt, State
from reminder.model.run import Run
from reminder.ports.store import Change


class Archive(Protocol):
    """What runs recorded, over all administrations."""

    def runs(self, *, since: date | None = None) -> tuple[Run, ...]:
        """Give the runs, newest first, with counts but without decisions."""
        ...

    def decisions(self, administration: str, *, numbers: Collection[str]) -> tuple[tuple[Run, Decision], ...]:
        """Give every decision about receivables with one of these numbers, oldest first."""
        ...

    def debtor_decisions(self, administration: str, code: str) -> tuple[tuple[Run, Decision], ...]:
        """Give every decision about a debtor's receivables, oldest first."""
        ...

    def known_numbers(self, administration: str) -> Mapping[str, str]:
        """Give every number known of an administration's invoices, with the invoice key."""
        ...

    def known_debtors(self, administration: str) -> Mapping[str, str]:
        """Give the code and last known name of every debtor that a run looked at."""
        ...


class Notes(Protocol):
    """What people record of one administration's debtors: calls and holds."""

    def calls(self) -> tuple[Call, ...]:
        """Give every call recorded, oldest first."""
        ...

    def record_calls(self, made: Iterable[Call]) -> None:
        """Record calls, and release what they were about from the backlog, in one transaction."""
        ...

    def holds(self) -> tuple[Hold, ...]:
        """Give every hold that was not released, expired ones included, oldest first."""
        ...

    def add_hold(self, hold: Hold) -> None:
        """Record a hold."""
        ...

    def release_hold(self, hold_id: str) -> bool:
        """Release a hold; False when none of that id still stands in this administration."""
        ...


class Beginnings(Protocol):
    """What is known of one administration's receivables, and what happened to them before the first run."""

    def instalments(self) -> tuple[Instalment, ...]:
        """Give every receivable that is known."""
        ...

    def remember(self, seen: Iterable[Instalment]) -> None:
        """Record receivables, so that they keep their identity when a due date is changed."""
        ...

    def import_steps(self, steps: Iterable[Step]) -> int:
        """Record reminders sent by hand; gives how many were new, what is known already stays."""
        ...


class Mails(Protocol):
    """The journal of one administration's mails, as a person looks at it."""

    def find(self, reference: str) -> Attempt | None:
        """Give the mail of that reference, or None."""
        ...

    def every(self, *, debtors: Collection[str] | None = None) -> tuple[Attempt, ...]:
        """Give all mails, or those to these debtors (ids), oldest first."""
        ...

    def steps(self, *, debtors: Collection[str] | None = None) -> tuple[Step, ...]:
        """Give every step done: mails sent or gone, to these debtors (ids) if named, and those read in by hand."""
        ...

    def move(self, attempt: Attempt, to: State, change: Change | None = None) -> Attempt:
        """Take a mail to another state if nobody else did meanwhile; StoreError when somebody did."""
        ...
