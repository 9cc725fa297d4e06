"""An administration's ports as they would answer in a week to come: from memory alone, and nothing can be written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Never

from reminder.model.books import Books, Receivable
from reminder.model.history import Call, Hold, Instalment, Step
from reminder.model.policy import Mode
from reminder.model.reminder import Attachment, Attempt, Reminder, State
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.ports.ledger import LedgerIdentity
from reminder.ports.mailbox import DraftRef, DraftView, MailboxIdentity, ThreadView, Written
from reminder.ports.store import Change, Letter
from reminder.rules.identity import instalments_of


def _never() -> Never:
    raise NotImplementedError("a forecast changes nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenLedger:
    """Books that stay as they were pulled; with `current` the bank is processed to whatever day is asked about."""

    whose: LedgerIdentity
    books: Books
    current: bool

    def identity(self) -> LedgerIdentity:
        """Say whose books these are."""
        return self.whose

    def open_items(self, today: date) -> Books:
        """Give the books again."""
        return replace(self.books, books_until=today) if self.current else self.books

    def still_open(self, debtors: Collection[str]) -> Books:  # noqa: ARG002
        """Nothing is sent, so nothing is looked at for the last time."""
        _never()

    def documents(self, receivables: Collection[Receivable]) -> Mapping[str, tuple[Attachment, ...]]:  # noqa: ARG002
        """Give no files."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenDrafts:
    """A mailbox in which no draft of ours waits: each was sent on its day."""

    address: str

    def identity(self) -> MailboxIdentity:
        """Say whose mailbox it is."""
        return MailboxIdentity(address=self.address)

    def listing(self) -> tuple[DraftRef, ...]:
        """List nothing."""
        return ()

    def read(self, draft_id: str) -> DraftView | None:  # noqa: ARG002
        """Find nothing."""
        return None

    def create(self, mail: bytes, *, thread_id: str = "") -> Written:  # noqa: ARG002
        """Refuse."""
        _never()

    def delete(self, draft_id: str) -> Written:  # noqa: ARG002
        """Refuse."""
        _never()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenAttempts:
    """A journal in which every mail up to now was sent on its day; `counts` are by debtor id and currency."""

    done: tuple[Step, ...]
    days: Mapping[str, date]
    counts: Mapping[tuple[str, str], int]

    def open(self) -> tuple[Attempt, ...]:
        """Give nothing: all is settled."""
        return ()

    def mail(self, reference: str) -> bytes:  # noqa: ARG002
        """Give nothing: no mail was frozen."""
        return b""

    def claim(
        self,
        reminder: Reminder,  # noqa: ARG002
        mail: bytes,  # noqa: ARG002
        *,
        run: str,  # noqa: ARG002
        as_of: date,  # noqa: ARG002
        quiet_from: date | None = None,  # noqa: ARG002
    ) -> Attempt | None:
        """Refuse."""
        _never()

    def move(self, attempt: Attempt, to: State, change: Change | None = None) -> Attempt:  # noqa: ARG002
        """Refuse."""
        _never()

    def steps(self) -> tuple[Step, ...]:
        """Give every step done."""
        return self.done

    def mailed_on(self) -> Mapping[str, date]:
        """Give the day of the last mail to each debtor."""
        return self.days

    def count(self, debtor_id: str, currency: str) -> int:
        """Count the mails made for a statement."""
        return self.counts.get((debtor_id, currency), 0)


class ForeseenThreads:
    """A mailbox in which nobody answers and nobody writes by hand."""

    def follow(self, thread_id: str) -> ThreadView:  # noqa: ARG002
        """Tell nothing new."""
        return ThreadView()

    def written_to(self, addresses: Collection[str], since: date) -> frozenset[str]:  # noqa: ARG002
        """Find nobody."""
        return frozenset()

    def written_by_hand(self, to: str, number: str, since: date) -> date | None:  # noqa: ARG002
        """Find nothing."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenLetters:
    """The mails that have left until now, oldest first."""

    left: tuple[Attempt, ...]

    def left_since(self, day: date) -> tuple[Attempt, ...]:
        """Give those that left on or after that day."""
        return tuple(each for each in self.left if (each.done_on or each.as_of) >= day)

    def note(self, letter: Letter) -> None:  # noqa: ARG002
        """Refuse."""
        _never()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenRuns:
    """The record of runs with those to come in it; `weekly` are the mails of each week, newest last."""

    name: str
    last: date
    open_count: int
    weekly: tuple[int, ...]

    def last_done(self) -> AdministrationRun | None:
        """Give the last run, which is the week before."""
        return AdministrationRun(
            name=self.name,
            mode=Mode.DRAFT,
            dry_run=False,
            state=RunState.DONE,
            exit_code=0,
            open_count=self.open_count,
        )

    def last_as_of(self) -> date | None:
        """Give the day of the week before."""
        return self.last

    def begin(self, run: Run) -> None:  # noqa: ARG002
        """Refuse."""
        _never()

    def finish(self, run: Run, result: AdministrationRun) -> None:  # noqa: ARG002
        """Refuse."""
        _never()

    def weekly_reminders(self, before: date, weeks: int = 8) -> tuple[int, ...]:  # noqa: ARG002
        """Give the number of mails of each of the last weeks."""
        return self.weekly[-weeks:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenMemory:
    """What is known of receivables and debtors: nobody pays, calls or asks for anything any more."""

    books: Books
    seen: date
    marked: frozenset[str]
    made: tuple[Call, ...]
    standing: tuple[Hold, ...]

    def instalments(self) -> tuple[Instalment, ...]:
        """Give every receivable there is."""
        return instalments_of(self.books.receivables, self.seen)

    def remember(self, seen: Iterable[Instalment]) -> None:  # noqa: ARG002
        """Refuse."""
        _never()

    def backlog(self) -> frozenset[str]:
        """Give what is marked backlog."""
        return self.marked

    def mark_backlog(self, receivables: Collection[str]) -> None:  # noqa: ARG002
        """Refuse."""
        _never()

    def calls(self) -> tuple[Call, ...]:
        """Give every call recorded."""
        return self.made

    def holds(self) -> tuple[Hold, ...]:
        """Give every hold recorded."""
        return self.standing

    def add_hold(self, hold: Hold) -> None:  # noqa: ARG002
        """Refuse."""
        _never()
