"""What is found about each receivable: the first reason that applies, in the order of the reason codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from reminder.model.books import Receivable, Statement
from reminder.model.decision import Outcome, Reason
from reminder.model.history import CallOutcome
from reminder.rules.case import CALL_PAUSE, Case
from reminder.rules.ladder import Standing, standing
from reminder.rules.listing import balance, base_total, obstacles

STANDING_CALLS = (
    Reason.NO_NUMBER,
    Reason.BLOCKED,
    Reason.DIRECT_DEBIT_FAILED,
    Reason.CURRENCY_MISMATCH,
    Reason.BACKLOG,
)
"""Obstacles for which a debtor is called, in their order."""

LADDER_CALLS = frozenset({Reason.CALL_BY_AMOUNT, Reason.CALL_BY_AGE, Reason.END_OF_LADDER})
MAILS = frozenset({Reason.FIRST_CONTACT, Reason.NEXT_STEP})
TIERED_CALLS = frozenset({Reason.CALL_BY_AMOUNT, Reason.CALL_BY_AGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A receivable with what the rules found, before what keeps a whole debtor's mails back."""

    receivable: Receivable
    standing: Standing
    reason: Reason


def find(
    case: Case, statement: Statement, statements: tuple[Statement, ...], shown: tuple[Receivable, ...]
) -> list[Finding]:
    """Find the reason of each receivable of a statement, but for what keeps a whole debtor's mails back.

    `shown` is what a mail about the statement would list.
    """
    mail_total, owed = base_total(shown), balance(case, statements)
    nothing_to_mail = mail_total <= case.policy.min_amount
    nothing_owed = owed <= case.policy.min_amount
    result = []
    for receivable in statement.receivables:
        place = standing(case, receivable)
        call = _call_reason(case, receivable, place)
        on_balance = nothing_owed if call else nothing_owed or nothing_to_mail
        reason = _skip_reason(case, receivable, place, net=on_balance) or call or place.reason
        result.append(Finding(receivable=receivable, standing=place, reason=reason))
    return result


def _skip_reason(case: Case, receivable: Receivable, place: Standing, *, net: bool) -> Reason | None:
    days, dated = case.days_overdue(receivable), receivable.due_date is not None
    blocked = obstacles(case, receivable)
    checks = (
        (receivable.credit, Reason.CREDIT),
        (dated and not case.past_due(receivable), Reason.NOT_DUE),
        (dated and (days or 0) < case.policy.grace_days, Reason.GRACE),
        (Reason.ON_HOLD in blocked, Reason.ON_HOLD),
        (Reason.EXCLUDED in blocked, Reason.EXCLUDED),
        (Reason.OWN_DIVISION in blocked, Reason.OWN_DIVISION),
        (Reason.DIRECT_DEBIT in blocked, Reason.DIRECT_DEBIT),
        (receivable.base_amount <= case.policy.min_amount, Reason.BELOW_MINIMUM),
        (dated and net, Reason.NET_POSITION),
        (_called_lately(case, receivable), Reason.CALLED),
        (dated and place.reason is Reason.STEP_NOT_DUE, Reason.STEP_NOT_DUE),
        (dated and place.reason is Reason.TERM_RUNNING, Reason.TERM_RUNNING),
    )
    return next((reason for applies, reason in checks if applies), None)


def _call_reason(case: Case, receivable: Receivable, place: Standing) -> Reason | None:
    blocked = obstacles(case, receivable)
    checks = (
        (receivable.due_date is None, Reason.NO_DUE_DATE),
        *((reason in blocked, reason) for reason in STANDING_CALLS),
        (place.reason in LADDER_CALLS, place.reason),
        (place.reason in MAILS and not case.addresses, Reason.NO_ADDRESS),
    )
    return next((reason for applies, reason in checks if applies), None)


def _called_lately(case: Case, receivable: Receivable) -> bool:
    call = case.last_call(receivable)
    return call is not None and call.outcome is CallOutcome.NOTE and case.today < call.day + CALL_PAUSE


def keep_back(case: Case, findings: Mapping[str, list[Finding]]) -> dict[str, list[Finding]]:
    """Give what would be mailed today the reason that keeps the debtor's or the statement's mail back, if any."""
    call_first = any(_awaits_first_call(case, each) for group in findings.values() for each in group)
    return {
        currency: [_kept_back(each, _mail_block(case, currency, call_first=call_first)) for each in group]
        for currency, group in findings.items()
    }


def _kept_back(finding: Finding, block: Reason | None) -> Finding:
    if block is None or finding.reason not in MAILS:
        return finding
    return Finding(receivable=finding.receivable, standing=finding.standing, reason=block)


def _mail_block(case: Case, currency: str, *, call_first: bool) -> Reason | None:
    if case.unreadable:
        return Reason.UNREADABLE
    blocker = case.history.blockers.get(currency)
    if blocker is not None:
        return Reason(blocker.block.value)
    last, interval = case.history.last_mail, timedelta(days=case.policy.min_interval_days)
    if last is not None and case.today < last + interval:
        return Reason.INTERVAL
    return Reason.CALL_FIRST if call_first else None


def _awaits_first_call(case: Case, finding: Finding) -> bool:
    return finding.reason is Reason.CALL_BY_AMOUNT and case.last_call(finding.receivable) is None


def outcome_of(reason: Reason) -> Outcome:
    """Give what is done for a reason."""
    if reason in MAILS:
        return Outcome.REMIND
    is_call = reason in LADDER_CALLS or reason in STANDING_CALLS or reason in {Reason.NO_DUE_DATE, Reason.NO_ADDRESS}
    return Outcome.CALL if is_call else Outcome.SKIP
