"""A mailbox, books, a store and a power supply that may fail in every way that is chosen for them."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from reminder.compose.writing import Composer
from reminder.errors import UnavailableError
from reminder.model.books import Books
from reminder.model.decision import Notice
from reminder.model.reminder import Attempt, Reminder, State
from reminder.ports.mailbox import DraftRef, DraftView, Effect, Written
from tests.composing import a_composer
from tests.explore.invariants import reference
from tests.fakes import FakeLedger
from tests.fakes_mailbox import FakeMailbox

REJECTED = Written(effect=Effect.REJECTED, detail="invalidArgument")
UNKNOWN = Written(effect=Effect.UNKNOWN, detail="noAnswer")
LATE = timedelta(minutes=10)


Choose = Callable[[str, int], int]


class Crash(BaseException):
    """The power failed."""


@dataclass(slots=True)
class Wrong:
    """What must never be, as it was noticed while it happened."""

    found: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class UnsureMailbox(FakeMailbox):
    """A mailbox whose every write may be refused, lost before or after it was carried out, or carried out late."""

    choose: Choose
    wrong: Wrong
    attempts: Callable[[], tuple[Attempt, ...]]
    late: list[tuple[datetime, str, Any]] = field(default_factory=list)
    edited: set[str] = field(default_factory=set)
    sends: list[tuple[str, datetime]] = field(default_factory=list)
    watch: Callable[[tuple[str, str]], None] | None = None
    unpaid: Callable[[Attempt], bool]

    def listing(self) -> tuple[DraftRef, ...]:
        way = self.choose("listing", 3) if self.drafts else 0
        self._answer(way == 1)
        return () if way == 2 else FakeMailbox.listing(self)

    def read(self, draft_id: str) -> DraftView | None:
        self._answer(self.choose("read", 2) == 1)
        return FakeMailbox.read(self, draft_id)

    def _answer(self, silent: bool) -> None:  # noqa: FBT001
        if silent:
            raise UnavailableError("Gmail is not available")

    def carry_out_late(self) -> None:
        """Let what was late happen, once its time has come."""
        due = [each for each in self.late if each[0] <= self.clock.now()]
        self.late = [each for each in self.late if each not in due]
        for _, write, argument in due:
            self._do_late(write, argument)

    def edit(self, draft_id: str, text: str = "PS") -> None:
        FakeMailbox.edit(self, draft_id, text)
        self.edited.add(draft_id)

    def _do_late(self, write: str, argument: Any) -> None:
        if write == "create":
            self._created(*argument)
        elif write == "send":
            self._sent(argument)
        else:
            self._deleted(argument)

    def create(self, mail: bytes, *, thread_id: str = "") -> Written:
        self._check_state(reference(mail), State.CREATING)
        return self._unsure("create", (mail, thread_id), lambda: self._created(mail, thread_id))

    def delete(self, draft_id: str) -> Written:
        if draft_id in self.edited and draft_id in self.drafts:
            self.wrong.found.append("an edited draft was deleted")
        return self._unsure("delete", draft_id, lambda: self._deleted(draft_id))

    def send(self, draft_id: str) -> Written:
        self._check_send(draft_id)
        return self._unsure("send", draft_id, lambda: self._sent(draft_id))

    def _unsure(self, write: str, argument: object, work: Callable[[], Written]) -> Written:
        self.writes.append((write, argument if isinstance(argument, str) else ""))
        if self.watch:
            self.watch(self.writes[-1])
        way = self.choose(write, 5)
        if way == 0:
            return work()
        if way == 1:
            return REJECTED
        if way == 2:
            return UNKNOWN
        if way == 3:
            work()
            return UNKNOWN
        self.late.append((self.clock.now() + LATE, write, argument))
        return UNKNOWN

    def recent(self) -> tuple[tuple[str, datetime], ...]:
        """Give the drafts that were sent within a quarter of an hour."""
        return tuple(each for each in self.sends if each[1] > self.clock.now() - timedelta(minutes=15))

    def _check_state(self, reference: str, wanted: State) -> None:
        states = [each.state for each in self.attempts() if each.reference == reference]
        if states != [wanted]:
            self.wrong.found.append(f"a mail was handed over while the store says {states}")

    def _check_send(self, draft_id: str) -> None:
        kept = self.drafts.get(draft_id)
        again = any(each == draft_id for each, _ in self.recent())
        self.sends.append((draft_id, self.clock.now()))
        if again:
            self.wrong.found.append("a draft was sent twice within a quarter of an hour")
        if kept is None:
            return
        shown = reference(kept.mail)
        self._check_state(shown, State.SENDING)
        if draft_id in self.edited:
            self.wrong.found.append("an edited draft was sent")
        if not all(self.unpaid(each) for each in self.attempts() if each.reference == shown):
            self.wrong.found.append("a mail was sent about something that was paid")


@dataclass(slots=True, kw_only=True)
class ChangingLedger(FakeLedger):
    """Books in which a debtor may pay between the pull and the last look."""

    choose: Choose

    def still_open(self, debtors: Collection[str]) -> Books:
        way = self.choose("last look", 3)
        if way == 1:
            raise UnavailableError("Exact is not available")
        if way == 2:
            self.receivables = ()
        books = FakeLedger.still_open(self, debtors)
        return replace(books, debtors={key: debtor for key, debtor in self.debtors.items() if key in debtors})


class Mortal:
    """A part of the real store, in a machine that may die just before and just after each of its commits."""

    def __init__(self, part: Any, commits: Collection[str], choose: Choose) -> None:
        self._part, self._commits, self._choose = part, commits, choose

    def __getattr__(self, name: str) -> Any:
        work = getattr(self._part, name)
        return partial(self._mortal, name, work) if name in self._commits else work

    def _mortal(self, name: str, work: Callable[..., Any], *values: Any, **named: Any) -> Any:
        label = " ".join((name, *(str(value) for value in values if isinstance(value, State))))
        way = self._choose(label, 3)
        if way == 1:
            raise Crash(f"before {label}")
        done = work(*values, **named)
        if way == 2:
            raise Crash(f"after {label}")
        return done


class RememberingComposer:
    """A composer that writes each mail once: the same facts give the same mail."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._known: dict[str, Reminder] = {}

    def compose(self, notice: Notice, **facts: Any) -> Reminder:
        key = repr((notice, sorted(facts.items())))
        if key not in self._known:
            self._known[key] = self._composer.compose(notice, **facts)
        return self._known[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._composer, name)


COMPOSER = RememberingComposer(a_composer())
