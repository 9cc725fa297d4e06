"""A whole administration over years, with a person, debtors, and everything that can go wrong drawn from one seed."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from reminder.errors import UnavailableError
from reminder.model.books import Books, Receivable
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt, State
from reminder.ports.store import Change
from tests.builders import TODAY, a_debtor, a_receivable
from tests.composing import a_composer
from tests.explore.invariants import reference
from tests.explore.world import World
from tests.fakes import FakeLedger

DEBTORS = 90
RATES = {"create": 0.1, "send": 0.12, "delete": 0.3, "listing": 0.25, "read": 0.012, "last look": 0.4}
CRASH = 0.008
PERSON = 0.12
"""How often something befalls a draft, a thread or an invoice in a week."""


class Draws:
    """Choices drawn at random, each way as often as the others; `made` counts those that are not the ordinary one."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made: Counter[str] = Counter()
        self.calm = False

    def choose(self, label: str, ways: int) -> int:
        rate = RATES.get(label, CRASH)
        if self.calm or self.random.random() >= rate:
            return 0
        kind = label if label in RATES else "commit"
        way = min(range(1, ways), key=lambda each: self.made[f"{kind}:{each}"])
        self.made[f"{kind}:{way}"] += 1
        return way


@dataclass(slots=True, kw_only=True)
class BusyLedger(FakeLedger):
    """Books in which one of the debtors may pay between the pull and the last look."""

    choose: Callable[[str, int], int]

    def still_open(self, debtors: Collection[str]) -> Books:
        way = self.choose("last look", 3)
        if way == 1:
            raise UnavailableError("Exact is not available")
        if way == 2:
            first = next((each for each in self.receivables if each.debtor_id in debtors), None)
            self.receivables = tuple(each for each in self.receivables if each is not first)
        books = FakeLedger.still_open(self, debtors)
        return replace(books, debtors={key: each for key, each in self.debtors.items() if key in debtors})


class SoakWorld(World):
    """Ninety debtors who go on buying, paying, answering and complaining."""

    def __init__(self, seed: int) -> None:
        super().__init__(mode=Mode.SEND)
        self.draws = Draws(Random(seed))  # noqa: S311 - a simulation
        self.choices = self.draws  # type: ignore[assignment]
        self.number = 0
        people = {f"debtor-{code}": self._debtor(code) for code in range(DEBTORS)}
        self.ledger = BusyLedger(receivables=(), debtors=people, choose=self._choose)  # type: ignore[assignment]
        self.composer = a_composer()

    def _debtor(self, code: int) -> Any:
        return a_debtor(code=code, name=f"Debiteur {code} B.V.", emails=(f"post{code}@debiteur.example",))

    def _office(self) -> Any:
        return replace(super()._office(), composer=self.composer, threads=self.mailbox)

    def _order(self) -> Any:
        """Ask for a run whatever its size: this administration grows fast."""
        return replace(super()._order(), force=True)

    def week(self, number: int) -> None:
        """Let a week go by: people act on some day of it, and on its last morning the program runs."""
        self.pass_by(timedelta(days=self.draws.random.randrange(1, 4)))
        self.mailbox.carry_out_late()
        if not self.draws.calm:
            self._trade()
            self._handle_mail()
        self._settle_what_waits()
        self.pass_by(TODAY + timedelta(days=7 * number) - self.today)
        self.mode = Mode.DRAFT if number % 3 == 1 else Mode.SEND
        self.run()

    def _trade(self) -> None:
        for _ in range(13):
            self._invoice()
        for row in self.ledger.receivables:
            self._maybe("pay", 0.08, partial(self._replace, row, None))
            self._maybe("part-pay", 0.01, partial(self._replace, row, row.amount - Decimal(10)))

    def _invoice(self) -> None:
        self.number += 1
        row = a_receivable(
            invoice=f"{26000000 + self.number}",
            debtor_id=f"debtor-{self.draws.random.randrange(DEBTORS)}",
            amount=Decimal(self.draws.random.choice(["250.00", "400.00", "1250.00"])),
            due_date=self.today - timedelta(days=self.draws.random.randrange(10)),
        )
        self.ledger.receivables = (*self.ledger.receivables, row)

    def _replace(self, row: Receivable, amount: Decimal | None) -> None:
        changed = [] if amount is None or amount <= 0 else [replace(row, amount=amount, base_amount=amount)]
        rest = [each for each in self.ledger.receivables if each.key != row.key]
        self.ledger.receivables = (*rest, *changed)

    def _handle_mail(self) -> None:
        box = self.mailbox
        for draft_id in tuple(box.drafts):
            acts: dict[str, Callable[[str], None]] = {
                "send": box.send_by_hand,
                "edit": box.edit,
                "discard": box.discard,
            }
            name = self.draws.random.choice(list(acts))
            self._maybe(name, PERSON, partial(acts[name], draft_id))
        for kept in box.sent[-12:]:
            thread = kept.thread_id
            if thread in box.threads:
                self._maybe("reply", 0.02, partial(box.reply, thread))
                self._maybe("automatic", 0.02, partial(box.reply, thread, automatic=True))
                self._maybe("bounce", 0.015, partial(self._bounce, thread))
        row = self.draws.random.choice(self.ledger.receivables)
        address = self.ledger.debtors[row.debtor_id].emails[0]
        self._maybe("by hand", PERSON * 2, lambda: box.write_by_hand(address, f"Factuur {row.invoice}"))

    def _bounce(self, thread: str) -> None:
        """Let a mail come back; the bookkeeper learns another address."""
        self.mailbox.bounce(thread)
        kept = next(each for each in self.mailbox.sent if each.thread_id == thread)
        for key, debtor in self.ledger.debtors.items():
            if debtor.emails[0] in str(kept.email["To"]):
                other = (f"nieuw{self.number}@{debtor.code}.example",)
                self.ledger.debtors = {**self.ledger.debtors, key: replace(debtor, emails=other)}

    def _settle_what_waits(self) -> None:
        """Let a person look up in the mailbox what became of mails that nobody else can know of."""
        for attempt in self.journal.open():
            if attempt.state is State.REVIEW or (attempt.state is State.CREATING and not self.mailbox.late):
                self._resolve(attempt)

    def _resolve(self, attempt: Attempt) -> None:
        box = self.mailbox
        ours = [draft_id for draft_id, kept in box.drafts.items() if reference(kept.mail) == attempt.reference]
        sent = any(reference(kept.mail) == attempt.reference for kept in box.sent)
        if attempt.state is State.CREATING and ours:
            return
        for draft_id in ours:
            box.discard(draft_id)
        if sent:
            self.journal.move(attempt, State.SENT, Change(done_on=self.today, known_sent=True))
        else:
            self.journal.move(attempt, State.WITHDRAWN, Change(free_claims=True))
        self.draws.made["resolve"] += 1

    def _maybe(self, name: str, rate: float, act: Callable[[], object]) -> None:
        if self.draws.random.random() < rate:
            self.draws.made[name] += 1
            act()
