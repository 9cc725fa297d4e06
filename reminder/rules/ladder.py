"""Where a receivable stands on the ladder of tiers, and whether its next step is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from reminder.model.books import Receivable
from reminder.model.decision import Reason
from reminder.model.history import CallOutcome, Step
from reminder.model.policy import Action, Tier
from reminder.rules.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the ladder alone says: the reason, the tier it is about, and how it came there.

    `reason` is one of step-not-due, term-running, call-by-amount, call-by-age, end-of-ladder, first-contact and
    next-step; `tier` is the one due now or waited for, None when none is left; `from_day` when that wait ends.
    """

    reason: Reason
    tier: Tier | None
    starting: Tier
    last: Step | None = None
    from_day: date | None = None


def standing(case: Case, receivable: Receivable) -> Standing:
    """Tell where a receivable stands; whatever else may keep it back is not looked at."""
    steps = case.steps(receivable)
    starting = starting_tier(case, receivable)
    asked = _asked_by_call(case, receivable, steps)
    if asked is not None:
        return Standing(reason=Reason.NEXT_STEP, tier=asked, starting=starting, last=steps[-1] if steps else None)
    if steps:
        return _climb(case, receivable, steps, starting)
    reason = Reason.CALL_BY_AMOUNT if starting.action is Action.CALL else Reason.FIRST_CONTACT
    return Standing(reason=reason, tier=starting, starting=starting)


def starting_tier(case: Case, receivable: Receivable) -> Tier:
    """Give the tier of a first contact: by amount, lowered to the debtor's highest tier when it is a mail."""
    reached = [
        tier
        for tier in case.policy.tiers
        if tier.first_from_amount is not None and receivable.base_amount >= tier.first_from_amount
    ]
    tier = reached[-1] if reached else case.policy.tiers[0]
    if not case.capped(tier):
        return tier
    return case.policy.tiers[case.policy.rank(case.settings.highest_tier or "")]


def term_end(case: Case, step: Step) -> date:
    """Give the first day on which the term that a step's mail gave is over: that of its tone."""
    tier = case.policy.tier(step.tone) or case.policy.tier(step.tier) or case.policy.tiers[0]
    return step.day + timedelta(days=tier.payment_term_days)


def _climb(case: Case, receivable: Receivable, steps: tuple[Step, ...], starting: Tier) -> Standing:
    last = steps[-1]
    target = _next_tier(case, steps)
    due_from = _due_from(case, receivable, last, target)
    over = case.payments_known_until
    if due_from is not None and case.today < due_from:
        reason, due_from = Reason.STEP_NOT_DUE, max(due_from, term_end(case, last))
    elif over is None or over < term_end(case, last):
        reason, due_from = Reason.TERM_RUNNING, term_end(case, last)
    elif target is None:
        reason = Reason.END_OF_LADDER
    else:
        reason = Reason.NEXT_STEP if target.action is Action.MAIL else Reason.CALL_BY_AGE
    return Standing(reason=reason, tier=target, starting=starting, last=last, from_day=due_from)


def _next_tier(case: Case, steps: tuple[Step, ...]) -> Tier | None:
    done = {step.tier for step in steps}
    above = case.policy.tiers[case.policy.rank(steps[-1].tier) + 1 :]
    return next((tier for tier in above if tier.name not in done and not case.capped(tier)), None)


def _due_from(case: Case, receivable: Receivable, last: Step, target: Tier | None) -> date | None:
    """Give the day from which age and waiting days let a receivable climb; None when no tier is left."""
    days = case.days_overdue(receivable)
    if target is None or days is None:
        return None
    old_enough = case.today + timedelta(days=(target.from_days_overdue or 0) - days)
    return max(old_enough, last.day + timedelta(days=target.wait_days))


def _asked_by_call(case: Case, receivable: Receivable, steps: tuple[Step, ...]) -> Tier | None:
    """Give the tier that a telephone call asked to be mailed, until that mail is done."""
    call = case.last_call(receivable)
    if call is None or call.outcome is not CallOutcome.MAIL:
        return None
    mails = (
        tier
        for tier in reversed(case.policy.tiers)
        if tier.action is Action.MAIL and tier.first_from_amount is not None and not case.capped(tier)
    )
    highest = next(mails, None)
    return None if highest is None or highest.name in {step.tier for step in steps} else highest
