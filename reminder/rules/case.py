"""One debtor on one day: the facts that every rule reads, and the plain questions about them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from reminder.model.books import Debtor, Receivable
from reminder.model.history import Call, CallOutcome, DebtorHistory, Hold, HoldReason, Step
from reminder.model.policy import Action, DebtorSettings, Policy, Tier

CALL_PAUSE = timedelta(days=14)
"""How long a note about a call takes a receivable off the call list."""

DIRECT_DEBIT_DAYS = 20
"""Days past due after which a direct debit counts as failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A debtor, its past, and the policy on the as-of date `today`.

    `books_until` is the day to which payments are known; with `books_needed` an unknown day means that no payment term
    can be said to have ended. `unreadable`: a row of the debtor was left out, which may have been a credit.
    `sent_known`: the mailbox tells a mail that was sent from a draft that was thrown away.
    """

    debtor: Debtor
    history: DebtorHistory
    policy: Policy
    today: date
    settings: DebtorSettings = field(default_factory=DebtorSettings)
    books_until: date | None = None
    books_needed: bool = False
    unreadable: bool = False
    sent_known: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where a mail may go: the configured addresses or the ledger's, without those that bounced."""
        chosen = self.settings.emails or self.debtor.emails
        return tuple(each for each in chosen if each not in self.history.bounced)

    @property
    def payments_known_until(self) -> date | None:
        """The day to which a missing payment means something; None when nobody can tell."""
        if self.books_until is None:
            return None if self.books_needed else self.today
        return min(self.today, self.books_until)

    def days_overdue(self, receivable: Receivable) -> int | None:
        """Count days from the later of due date and entry date; 0 when not past due, None without a due date."""
        start = self.counted_from(receivable)
        return max(0, (self.today - start).days) if start else None

    def counted_from(self, receivable: Receivable) -> date | None:
        """Give the day from which days overdue count: the later of due date and entry date."""
        due = receivable.due_date
        return max(due, receivable.entry_date or due) if due else None

    def past_due(self, receivable: Receivable) -> bool:
        """Whether it is owed and its due date has passed, grace included."""
        return not receivable.credit and receivable.due_date is not None and receivable.due_date < self.today

    def steps(self, receivable: Receivable) -> tuple[Step, ...]:
        """Give the steps done for a receivable, from mild to severe."""
        own = (step for step in self.history.steps if step.receivable == receivable.key)
        return tuple(sorted(own, key=lambda step: (self.policy.rank(step.tier), step.day)))

    def last_call(self, receivable: Receivable) -> Call | None:
        """Give the last call recorded about a receivable; of several on one day the one recorded last."""
        own = [call for call in reversed(self.history.calls) if call.receivable == receivable.key]
        return max(own, key=lambda call: call.day, default=None)

    def hold(self, receivable: Receivable) -> Hold | None:
        """Give what holds a receivable today: a promise by telephone, a marker in the ledger, or a recorded hold."""
        recorded = (hold for hold in self.history.holds if hold.active(self.today) and self._covers(hold, receivable))
        return self._promise(receivable) or self._marker() or next(recorded, None)

    def broken_promise(self, receivable: Receivable) -> date | None:
        """Give the promised day that has passed, when that promise is the last that was heard.

        A promise is heard on the telephone or recorded as a hold.
        """
        _, until = max(self._heard(receivable), key=lambda each: each[0], default=(None, None))
        return until if until and until < self.today else None

    def capped(self, tier: Tier) -> bool:
        """Whether the debtor's highest tier keeps a mail from reaching this tier."""
        highest = self.settings.highest_tier
        too_high = highest is not None and self.policy.rank(tier.name) > self.policy.rank(highest)
        return tier.action is Action.MAIL and too_high

    def _covers(self, hold: Hold, receivable: Receivable) -> bool:
        if hold.invoice_key:
            return hold.invoice_key == receivable.invoice_key
        return hold.debtor_code == self.debtor.code

    def _heard(self, receivable: Receivable) -> list[tuple[date, date | None]]:
        """Give the days on which a promise was recorded or somebody called, each with the day that was promised."""
        call = self.last_call(receivable)
        said = call.until if call and call.outcome is CallOutcome.PROMISE else None
        holds = (hold for hold in self.history.holds if hold.reason is HoldReason.PROMISE)
        promised = [(hold.created, hold.until) for hold in holds if self._promised(hold, receivable)]
        return [*promised, *([(call.day, said)] if call else [])]

    def _promised(self, hold: Hold, receivable: Receivable) -> bool:
        """Whether a promise is about a receivable: its own, or its debtor's and it was due by the day promised."""
        due, until = receivable.due_date, hold.until
        was_due = not receivable.credit and due is not None and until is not None and due <= until
        return self._covers(hold, receivable) and (was_due or bool(hold.invoice_key))

    def _promise(self, receivable: Receivable) -> Hold | None:
        call = self.last_call(receivable)
        if call is None or call.outcome is not CallOutcome.PROMISE or call.until is None or call.until < self.today:
            return None
        return Hold(id="", reason=HoldReason.PROMISE, created=call.day, until=call.until, note=call.note, source="call")

    def _marker(self) -> Hold | None:
        if not self.debtor.marked:
            return None
        return Hold(id="", reason=HoldReason.MANUAL, created=self.today, debtor_code=self.debtor.code, source="ledger")
