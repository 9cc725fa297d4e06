"""All that is known of an invoice or a debtor, for a person who asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import mean

from reminder.model.books import Debtor, Receivable
from reminder.model.decision import Decision
from reminder.model.history import Call, Hold, Step
from reminder.model.reminder import Attempt
from reminder.model.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision with the run that took it."""

    run: Run
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What happened to receivables beside what was decided; each oldest first.

    `steps` are those done, read in by hand or by our mails; `mails` every mail that lists one of the receivables.
    """

    steps: tuple[Step, ...] = ()
    mails: tuple[Attempt, ...] = ()
    calls: tuple[Call, ...] = ()
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A receivable that was paid or settled after `seen`, the day of the last run that saw it open, by `gone`."""

    receivable: Receivable
    seen: date
    gone: date

    @property
    def days_late(self) -> tuple[int, int] | None:
        """How many days past its due date that was, at least and at most; None without a due date, 0 is on time."""
        due = self.receivable.due_date
        return (max(0, (self.seen - due).days), max(0, (self.gone - due).days)) if due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceStory:
    """Every decision ever made about an invoice, oldest first, and its past.

    `closed_by` is the first done run that did not see it any more.
    """

    invoice: str
    debtor_code: str
    debtor: str
    entries: tuple[Entry, ...]
    past: Past
    closed_by: Run | None = None

    @property
    def newest(self) -> tuple[Entry, ...]:
        """The last decision about each instalment."""
        return tuple({each.decision.receivable.key: each for each in self.entries}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorStory:
    """All that is known of a debtor: the decisions of the last run that saw it, and its past.

    `closed_by` is the first done run that saw nothing open of it any more, `paid` what was open once, oldest first.
    """

    debtor_code: str
    debtor: str
    entries: tuple[Entry, ...]
    past: Past
    today: date
    closed_by: Run | None = None
    paid: tuple[Paid, ...] = ()

    @property
    def contact(self) -> Debtor:
        """The debtor as the last run knew it, with whom to call and where to write."""
        return self.entries[-1].decision.debtor

    @property
    def usually_late(self) -> tuple[int, int] | None:
        """How many days late it paid on average, at least and at most; None when nothing with a due date was paid."""
        known = [each.days_late for each in self.paid if each.days_late]
        if not known:
            return None
        least, most = zip(*known, strict=True)
        return round(mean(least)), round(mean(most))

    @property
    def open(self) -> dict[str, Decimal]:
        """What it owes by currency, due or not, credits left aside."""
        return self._sums(lambda each: not each.receivable.credit)

    @property
    def overdue(self) -> dict[str, Decimal]:
        """What of that is past due."""
        return self._sums(lambda each: not each.receivable.credit and bool(each.days_overdue))

    @property
    def net(self) -> dict[str, Decimal]:
        """What it owes less its credits."""
        return self._sums(lambda _: True)

    @property
    def last_mail(self) -> date | None:
        """The day of the last reminder that was sent, or may have been."""
        return max((each.day for each in self.past.steps), default=None)

    @property
    def last_call(self) -> date | None:
        """The day of the last call that was recorded."""
        return max((each.day for each in self.past.calls), default=None)

    def _sums(self, counts: Callable[[Decision], bool]) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {}
        for each in (entry.decision for entry in self.entries if self.closed_by is None):
            if counts(each):
                row = each.receivable
                sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
        return sums
