"""The store in memory: the same ports and the same answers, without a file."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from reminder.errors import LockedError, StoreError
from reminder.model.history import Call, Hold, Instalment, Step
from reminder.model.reminder import OPEN_STATES, Attempt, Reminder, State, planned
from reminder.ports.store import Change, Letter, PendingRefresh, Token
from reminder.store.transitions import DONE_STATES, changed_meanwhile, moved, steps_of
from tests.fakes_runs import FakeHistory, FakeRuns


class FakeAttempts:
    """The journal of mails; `mails` and `events` are there to be looked at."""

    def __init__(self, imported: dict[tuple[str, str], Step] | None = None) -> None:
        self.attempts: dict[str, Attempt] = {}
        self.mails: dict[str, bytes] = {}
        self.claims: dict[tuple[str, str], str] = {}
        self.events: list[tuple[str, State | None, State]] = []
        self._imported = {} if imported is None else imported

    def open(self) -> tuple[Attempt, ...]:
        return tuple(each for each in self.attempts.values() if each.state in OPEN_STATES)

    def every(self, *, debtors: Collection[str] | None = None) -> tuple[Attempt, ...]:
        return tuple(each for each in self.attempts.values() if debtors is None or each.debtor_id in debtors)

    def find(self, reference: str) -> Attempt | None:
        return self.attempts.get(reference)

    def of_run(self, run: str) -> tuple[Attempt, ...]:
        return tuple(each for each in self.attempts.values() if each.run == run)

    def mail(self, reference: str) -> bytes:
        if reference not in self.mails:
            raise StoreError(f"there is no mail {reference}", code="unknown-mail")
        return self.mails[reference]

    def claim(
        self, reminder: Reminder, mail: bytes, *, run: str, as_of: date, quiet_from: date | None = None
    ) -> Attempt | None:
        attempt = planned(reminder, run=run, as_of=as_of)
        steps = [(item.receivable, item.tier) for item in attempt.items if item.tier]
        if any(step in self.claims for step in steps) or self._disturbs(attempt, quiet_from):
            return None
        self.claims |= dict.fromkeys(steps, attempt.reference)
        self.attempts[attempt.reference] = attempt
        self.mails[attempt.reference] = mail
        self.events.append((attempt.reference, None, State.PLANNED))
        return attempt

    def move(self, attempt: Attempt, to: State, change: Change | None = None) -> Attempt:
        change = change or Change()
        after = moved(attempt, to, change)
        known = self.attempts.get(attempt.reference)
        if known is None or (known.state, known.version) != (attempt.state, attempt.version):
            raise changed_meanwhile(attempt)
        self.attempts[attempt.reference] = after
        if change.free_claims:
            self.claims = {step: owner for step, owner in self.claims.items() if owner != attempt.reference}
        self.events.append((attempt.reference, attempt.state, to))
        return after

    def steps(self, *, debtors: Collection[str] | None = None) -> tuple[Step, ...]:
        done = [step for each in self.every(debtors=debtors) for step in steps_of(each)]
        return tuple(sorted([*self._imported.values(), *done], key=lambda step: step.day))

    def mailed_on(self) -> Mapping[str, date]:
        days: dict[str, date] = {}
        for each in self.attempts.values():
            if each.state in DONE_STATES:
                day = each.done_on or each.as_of
                days[each.debtor_id] = max(day, days.get(each.debtor_id, day))
        return days

    def count(self, debtor_id: str, currency: str) -> int:
        return sum((each.debtor_id, each.currency) == (debtor_id, currency) for each in self.attempts.values())

    def _disturbs(self, attempt: Attempt, quiet_from: date | None) -> bool:
        others = [each for each in self.attempts.values() if each.run != attempt.run and each.state in DONE_STATES]
        days = [each.done_on for each in others if each.debtor_id == attempt.debtor_id and each.done_on]
        return quiet_from is not None and any(day >= quiet_from for day in days)


class FakeLetters:
    """Mails that have left, in the journal of mails."""

    def __init__(self, attempts: FakeAttempts) -> None:
        self._attempts = attempts

    def left_since(self, day: date) -> tuple[Attempt, ...]:
        left = [each for each in self._attempts.every() if each.state in DONE_STATES]
        known = [each for each in left if each.state is not State.GONE or each.known_sent]
        return tuple(each for each in known if (each.done_on or each.as_of) >= day)

    def note(self, letter: Letter) -> None:
        known = self._attempts.find(letter.reference)
        if known is not None:
            facts: dict[str, Any] = {name: value for name, value in asdict(letter).items() if value}
            self._attempts.attempts[letter.reference] = replace(known, **facts)


class FakeMemory:
    """What is known of receivables and debtors of one administration."""

    def __init__(self) -> None:
        self.imported: dict[tuple[str, str], Step] = {}
        self._seen: dict[tuple[str, str], Instalment] = {}
        self._backlog: dict[str, bool] = {}
        self._calls: list[Call] = []
        self._holds: dict[str, Hold] = {}
        self._released: set[str] = set()

    def instalments(self) -> tuple[Instalment, ...]:
        return tuple(self._seen[key] for key in sorted(self._seen))

    def remember(self, seen: Iterable[Instalment]) -> None:
        self._seen |= {(each.invoice_key, each.instalment): each for each in seen}

    def backlog(self) -> frozenset[str]:
        return frozenset(key for key, marked in self._backlog.items() if marked)

    def mark_backlog(self, receivables: Collection[str]) -> None:
        for each in receivables:
            self._backlog.setdefault(each, True)

    def calls(self) -> tuple[Call, ...]:
        return tuple(self._calls)

    def record_calls(self, made: Iterable[Call]) -> None:
        for each in made:
            self._calls.append(each)
            if each.receivable in self._backlog:
                self._backlog[each.receivable] = False

    def holds(self) -> tuple[Hold, ...]:
        return tuple(sorted(self._holds.values(), key=lambda hold: hold.created))

    def add_hold(self, hold: Hold) -> None:
        if hold.id not in self._released:
            self._holds.setdefault(hold.id, hold)

    def release_hold(self, hold_id: str) -> bool:
        self._released.add(hold_id)
        return self._holds.pop(hold_id, None) is not None

    def import_steps(self, steps: Iterable[Step]) -> int:
        before = len(self.imported)
        for each in steps:
            step = Step(receivable=each.receivable, tier=each.tier, day=each.day, sent=True)
            self.imported.setdefault((each.receivable, each.tier), step)
        return len(self.imported) - before


class FakeTokens:
    """The tokens of one administration and service."""

    def __init__(self) -> None:
        self._token: Token | None = None
        self._pending: PendingRefresh | None = None
        self._locked = False

    def read(self) -> Token | None:
        return self._token

    def pending(self) -> PendingRefresh | None:
        return self._pending

    def begin(self, pending: PendingRefresh) -> None:
        self._pending = pending

    def save(self, token: Token) -> None:
        self._token, self._pending = token, None

    def clear_pending(self) -> None:
        self._pending = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        if self._locked:
            raise LockedError("the token is being renewed")
        self._locked = True
        try:
            yield
        finally:
            self._locked = False


class FakeCredentials:
    """The credentials of one administration's mailbox."""

    def __init__(self) -> None:
        self._text: str | None = None

    def load(self) -> str | None:
        return self._text

    def save(self, text: str) -> None:
        self._text = text


class FakeStore:
    """The whole store in memory, one part for each administration."""

    def __init__(self) -> None:
        self._attempts: dict[str, FakeAttempts] = {}
        self._runs: dict[str, FakeRuns] = {}
        self._memory: dict[str, FakeMemory] = {}
        self._tokens: dict[tuple[str, str], FakeTokens] = {}
        self._credentials: dict[str, FakeCredentials] = {}

    def attempts(self, administration: str) -> FakeAttempts:
        imported = self.memory(administration).imported
        return self._attempts.setdefault(administration, FakeAttempts(imported))

    def letters(self, administration: str) -> FakeLetters:
        return FakeLetters(self.attempts(administration))

    def runs(self, administration: str) -> FakeRuns:
        return self._runs.setdefault(administration, FakeRuns(administration))

    def memory(self, administration: str) -> FakeMemory:
        return self._memory.setdefault(administration, FakeMemory())

    def tokens(self, administration: str, service: str) -> FakeTokens:
        return self._tokens.setdefault((administration, service), FakeTokens())

    def credentials(self, administration: str) -> FakeCredentials:
        return self._credentials.setdefault(administration, FakeCredentials())

    def history(self) -> FakeHistory:
        return FakeHistory(self._runs, lambda administration, run: self.attempts(administration).of_run(run))
