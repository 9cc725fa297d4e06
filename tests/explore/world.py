"""One administration whose mailbox, ledger, user and power supply may fail in every way that is chosen for them."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

import copy
import sqlite3
from collections.abc import Hashable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from reminder.app.office import Expected, Office, Order
from reminder.app.run import run
from reminder.model.policy import Mode
from reminder.model.reminder import OPEN_STATES, Attempt
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.ports.clock import Silent
from reminder.store.schema import claims
from tests.builders import TODAY, a_company, a_debtor, a_policy, a_receivable
from tests.explore.choices import Choices
from tests.explore.invariants import EXIT_CODES, broken, reference
from tests.explore.memory_store import MemoryDatabase, a_memory_store
from tests.explore.unsure import COMPOSER, ChangingLedger, Crash, Mortal, UnsureMailbox, Wrong
from tests.fakes import FakeClock
from tests.fakes_mailbox import ADDRESS

CHANGING = ("drafts", "sent", "threads", "writes", "given", "late", "edited", "sends")


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
