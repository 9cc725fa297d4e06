"""All that is remembered, read once a run, and cut into each debtor's history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from reminder.app.office import Office
from reminder.app.settle import Settlement, steps_done
from reminder.model.books import Books, Receivable, Statement
from reminder.model.history import Blocker, Call, DebtorHistory, Hold, Step
from reminder.model.reminder import Attempt

_Fact = TypeVar("_Fact", Step, Call)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is known of every debtor, as settling will leave it; `blockers` are by debtor id and currency."""

    first_run: bool
    open_before: int
    steps: Mapping[str, tuple[Step, ...]]
    calls: Mapping[str, tuple[Call, ...]]
    holds: tuple[Hold, ...]
    mailed_on: Mapping[str, date]
    blockers: Mapping[tuple[str, str], Blocker]
    backlog: frozenset[str]

    def mailed_later(self, days: Mapping[str, date]) -> "Past":
        """Give the same past, with debtors mailed on these days as well."""
        later = {debtor_id: max(day, self.mailed_on.get(debtor_id, day)) for debtor_id, day in days.items()}
        return replace(self, mailed_on={**self.mailed_on, **later})

    def history(self, group: tuple[Statement, ...]) -> DebtorHistory:
        """Give the history of the debtor whose statements these are."""
        debtor = group[0].debtor
        keys = [each.key for statement in group for each in statement.receivables]
        blocked = {currency: each for (owner, currency), each in self.blockers.items() if owner == debtor.id}
        steps = tuple(step for key in keys for step in self.steps.get(key, ()))
        mailed = (*(step.day for step in steps), self.mailed_on.get(debtor.id))
        return DebtorHistory(
            steps=steps,
            calls=tuple(call for key in keys for call in self.calls.get(key, ())),
            holds=tuple(hold for hold in self.holds if self._concerns(hold, group)),
            last_mail=max((day for day in mailed if day), default=None),
            blockers=blocked,
            backlog=self.backlog.intersection(keys),
            bounced=self._bounced(debtor.code),
        )

    @staticmethod
    def _concerns(hold: Hold, group: tuple[Statement, ...]) -> bool:
        invoices = {each.invoice_key for statement in group for each in statement.receivables}
        return hold.debtor_code == group[0].debtor.code or hold.invoice_key in invoices

    def _bounced(self, debtor_code: str) -> frozenset[str]:
        own = (hold for hold in self.holds if hold.debtor_code == debtor_code)
        return frozenset(address for hold in own for address in hold.addresses)


def past_of(  # noqa: PLR0913 - what a past is made of, by name
    office: Office,
    *,
    settled: Iterable[Settlement],
    held: Iterable[Hold] = (),
    blockers: Mapping[tuple[str, str], Blocker],
    books: Books,
    today: date,
) -> Past:
    """Read what is remembered of an administration, with what settling will add to it.

    `held` are holds that this run adds. At a first run, receivables long past due count as backlog; `today` is the
    as-of date.
    """
    settlements = tuple(settled)
    last = office.runs.last_done()
    marked = office.memory.backlog()
    return Past(
        first_run=last is None,
        open_before=last.open_count if last else 0,
        steps=_by_receivable((*office.attempts.steps(), *steps_done(settlements))),
        calls=_by_receivable(office.memory.calls()),
        holds=(*office.memory.holds(), *held),
        mailed_on=_mailed_on(office.attempts.mailed_on(), settlements),
        blockers=blockers,
        backlog=marked if last else marked | backlog_of(books.receivables, office.policy.backlog_days, today),
    )


def backlog_of(receivables: Iterable[Receivable], backlog_days: int, today: date) -> frozenset[str]:
    """Give the keys of what was due more than `backlog_days` ago."""
    before = today - timedelta(days=backlog_days)
    return frozenset(each.key for each in receivables if not each.credit and each.due_date and each.due_date < before)


def _by_receivable(facts: Iterable[_Fact]) -> dict[str, tuple[_Fact, ...]]:
    groups: dict[str, list[_Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.receivable].append(fact)
    return {key: tuple(group) for key, group in groups.items()}


def _mailed_on(recorded: Mapping[str, date], settled: Iterable[Settlement]) -> dict[str, date]:
    days = dict(recorded)
    for each in settled:
        if each.change.done_on:
            _later(days, each.attempt, each.change.done_on)
    return days


def _later(days: dict[str, date], attempt: Attempt, day: date) -> None:
    days[attempt.debtor_id] = max(day, days.get(attempt.debtor_id, day))
