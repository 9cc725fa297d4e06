"""An administration at work over fakes: books, a mailbox and a store in memory."""
# ruff: noqa: ANN401 - a builder takes any field of the value it builds

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from reminder.app.office import Expected, Office, Order
from reminder.app.run import run
from reminder.model.policy import Mode, Policy
from reminder.model.run import AdministrationRun
from reminder.ports.clock import Silent
from tests.builders import TODAY, a_company, a_policy
from tests.composing import a_composer
from tests.fakes import FakeClock, FakeLedger
from tests.fakes_mailbox import ADDRESS, FakeMailbox
from tests.fakes_store import FakeStore


@dataclass(slots=True, kw_only=True)
class World:
    """Everything around one administration, to be changed as people and time would."""

    ledger: FakeLedger
    clock: FakeClock = field(default_factory=FakeClock)
    store: FakeStore = field(default_factory=FakeStore)
    mailbox: FakeMailbox = field(init=False)
    policy: Policy = field(default_factory=a_policy)
    mode: Mode = Mode.DRAFT

    def __post_init__(self) -> None:
        self.mailbox = FakeMailbox(clock=self.clock)

    def office(self, **changes: Any) -> Office:
        office = Office(
            name="acme",
            mode=self.mode,
            policy=self.policy,
            company=a_company(),
            expected=Expected(division=self.ledger.division, division_name="", mailbox=ADDRESS),
            ledger=self.ledger,
            drafts=self.mailbox,
            sender=self.mailbox if self.mode is Mode.SEND else None,
            threads=self.mailbox,
            attempts=self.store.attempts("acme"),
            letters=self.store.letters("acme"),
            runs=self.store.runs("acme"),
            memory=self.store.memory("acme"),
            composer=a_composer(),
            clock=self.clock,
            progress=Silent(),
            lock=_no_lock,
        )
        return replace(office, **changes)

    def order(self, as_of: date = TODAY, *, dry_run: bool = False) -> Order:
        return Order(run=f"RUN{as_of:%Y%m%d}", started=self.clock.now(), as_of=as_of, mode=self.mode, dry_run=dry_run)

    def run_on(self, day: date, *, dry_run: bool = False, office: Office | None = None) -> AdministrationRun:
        """Run on the morning of a day."""
        self.clock.instant = datetime.combine(day, time(7), tzinfo=UTC)
        return run(office or self.office(), self.order(day, dry_run=dry_run))

    def send_all_drafts(self) -> None:
        """Let a person send every draft in the mailbox."""
        for draft_id in tuple(self.mailbox.drafts):
            self.mailbox.send_by_hand(draft_id)


def _no_lock() -> AbstractContextManager[None]:
    return nullcontext()
