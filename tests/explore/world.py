"""One administration whose mailbox, ledger, user and power supply may fail in every way that is chosen for them."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

import copy
import sqlite3
from collections.abc import Callable, Collection, Hashable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from reminder.app.office import Expected, Office, Order
from reminder.app.run import run
from reminder.compose.writing import Composer
from reminder.errors import UnavailableError
from reminder.model.books import Books
from reminder.model.decision import Notice
from reminder.model.policy import Mode
from reminder.model.reminder import OPEN_STATES, Attempt, Reminder, State
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.ports.clock import Silent
from reminder.ports.mailbox import DraftRef, DraftView, Effect, Written
from reminder.store.schema import claims
from tests.builders import TODAY, a_company, a_debtor, a_policy, a_receivable
from tests.composing import a_composer
from tests.explore.choices import Choices
from tests.explore.invariants import EXIT_CODES, broken, reference
from tests.explore.memory_store import MemoryDatabase, a_memory_store
from tests.fakes import FakeClock, FakeLedger
from tests.fakes_mailbox import ADDRESS, FakeMailbox

REJECTED = Written(effect=Effect.REJECTED, detail="invalidArgument")
UNKNOWN = Written(effect=Effect.UNKNOWN, detail="noAnswer")
LATE = timedelta(minutes=10)
CHANGING = ("drafts", "sent", "threads", "writes", "given", "late", "edited", "sends")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The whole world at one moment."""

    database: sqlite3.Connection
    mailbox: Mapping[str, Any]
    receivables: tuple[Any, ...]
    instant: datetime
    monotonic: float
    today: date
    results: tuple[AdministrationRun | None, ...]


class World:
    """One debtor with one invoice, in whose administration a weekly run takes place."""

    def __init__(self, *, mode: Mode, database: MemoryDatabase | None = None) -> None:
        self.choices, self.mode, self.wrong = Choices(faults=0), mode, Wrong()
        self.clock = FakeClock(datetime.combine(TODAY, time(7), tzinfo=UTC))
        self.database = database or MemoryDatabase()
        self.store = a_memory_store(self.clock, self.database)
        self.today = TODAY
        self.invoice = a_receivable(days_overdue=21)
        debtor = a_debtor()
        self.ledger = ChangingLedger(receivables=(self.invoice,), debtors={debtor.id: debtor}, choose=self._choose)
        self.mailbox = UnsureMailbox(
            clock=self.clock,
            choose=self._choose,
            wrong=self.wrong,
            attempts=self.journal.every,
            unpaid=lambda attempt: all(item.receivable in self._open() for item in attempt.items),
        )
        self.results: tuple[AdministrationRun | None, ...] = ()
        self._record_an_earlier_run()

    @property
    def journal(self) -> Any:
        return self.store.attempts("acme")

    def run(self) -> None:
        """Run once, or die on the way."""
        self.mailbox.carry_out_late()
        try:
            result = run(self._office(), self._order())
        except Crash:
            self.results = (*self.results, None)
        else:
            self.results = (*self.results, result)

    def clean_run(self) -> None:
        """Run a week later with nothing going wrong."""
        self.pass_by(timedelta(days=7))
        self.run()

    def run_again(self) -> None:
        """Run at once again, with nothing changed: nothing may be written."""
        before = len(self.mailbox.writes)
        self.run()
        if len(self.mailbox.writes) > before:
            self.wrong.found.append("a run with nothing changed wrote something")

    def between(self) -> None:
        """Let a week go by, or a minute, with or without something that a person does."""
        ways = ["nothing", "at once", "pay", *(["send", "edit", "discard"] if self.mailbox.drafts else [])]
        way = ways[self._choose("person", len(ways))]
        self.pass_by(timedelta(minutes=1) if way == "at once" else timedelta(days=7))
        self.mailbox.carry_out_late()
        self._act(way)

    def broken(self) -> list[str]:
        """Name every promise that was not kept."""
        return broken(self)

    def key(self) -> Hashable:
        """Give all that can make a difference from here on: what has the same key has the same future."""
        with self.database.read() as connection:
            claimed = frozenset(connection.execute(select(claims.c.receivable, claims.c.tier)).all())
        box = self.mailbox
        sent = tuple((reference(each.mail), each.day) for each in box.sent)
        kept = (tuple(box.drafts.items()), sent, tuple(box.late), frozenset(box.edited), box.recent())
        codes = self._codes()
        last = self.store.runs("acme").last_as_of()
        wrong = tuple(self.wrong.found)
        mails = tuple(each if each.state in OPEN_STATES else _outcome(each) for each in self.journal.every())
        return (mails, claimed, kept, self.ledger.receivables, self.clock.instant, codes, last, wrong)

    def _codes(self) -> Hashable:
        """Give the last exit code, and those of other runs that no run should have ended with."""
        codes = [each.exit_code if each else None for each in self.results]
        return tuple(codes[-1:]), frozenset(codes) - {None, *EXIT_CODES}

    def save(self) -> Saved:
        """Keep everything as it is now."""
        box = self.mailbox
        return Saved(
            database=self.database.copy(),
            mailbox={name: copy.copy(getattr(box, name)) for name in CHANGING},
            receivables=self.ledger.receivables,
            instant=self.clock.instant,
            monotonic=self.clock._monotonic,
            today=self.today,
            results=self.results,
        )

    def restore(self, saved: object) -> None:
        """Be as it was."""
        assert isinstance(saved, Saved)
        self.database.put_back(saved.database)
        box = self.mailbox
        for name, value in saved.mailbox.items():
            setattr(box, name, copy.copy(value))
        self.ledger.receivables = saved.receivables
        self.clock.instant, self.clock._monotonic, self.today = saved.instant, saved.monotonic, saved.today
        self.results = saved.results
        self.wrong.found.clear()

    def _choose(self, label: str, ways: int) -> int:
        return self.choices.choose(label, ways)

    def _act(self, way: str) -> None:
        if way == "pay":
            self.ledger.receivables = ()
        if way in {"send", "edit", "discard"}:
            draft_id = next(iter(self.mailbox.drafts), "")
            acts = {"send": self.mailbox.send_by_hand, "edit": self.mailbox.edit, "discard": self.mailbox.discard}
            if draft_id:
                acts[way](draft_id)

    def _open(self) -> set[str]:
        return {each.key for each in self.ledger.receivables}

    def pass_by(self, amount: timedelta) -> None:
        """Let that much time go by."""
        self.clock.instant += amount
        self.clock._monotonic += amount.total_seconds()
        self.today = self.clock.instant.date()

    def _office(self) -> Office:
        sending = self.mode is Mode.SEND
        return Office(
            name="acme",
            mode=self.mode,
            policy=a_policy(),
            company=a_company(),
            expected=Expected(division=self.ledger.division, division_name="", mailbox=ADDRESS),
            ledger=self.ledger,
            drafts=self.mailbox,
            sender=self.mailbox if sending else None,
            attempts=Mortal(self.journal, ("claim", "move"), self._choose),
            letters=self.store.letters("acme"),
            runs=Mortal(self.store.runs("acme"), ("begin", "finish"), self._choose),
            memory=Mortal(self.store.memory("acme"), ("remember",), self._choose),
            composer=COMPOSER,  # type: ignore[arg-type]
            clock=self.clock,
            progress=Silent(),
            lock=nullcontext,
        )

    def _order(self) -> Order:
        number = len(self.results)
        return Order(run=f"RUN{number:03}", started=self.clock.now(), as_of=self.today, mode=self.mode)

    def _record_an_earlier_run(self) -> None:
        """Record a run that was done before, so that this is not the first one."""
        done = AdministrationRun(name="acme", mode=self.mode, dry_run=False, state=RunState.DONE, exit_code=0)
        earlier = Run(
            id="RUN",
            as_of=TODAY - timedelta(days=7),
            started=self.clock.now() - timedelta(days=7),
            finished=None,
            exit_code=0,
            administrations=(done,),
        )
        self.store.runs("acme").finish(earlier, done)


def _outcome(attempt: Attempt) -> Hashable:
    """Give what still matters of a mail that is settled."""
    return attempt.reference, attempt.state, attempt.done_on, attempt.known_sent
