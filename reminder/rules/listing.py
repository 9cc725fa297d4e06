"""What a mail lists, what keeps a receivable out of it, and what a debtor owes on balance."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from reminder.model.books import Receivable, Statement
from reminder.model.decision import Reason
from reminder.rules.case import DIRECT_DEBIT_DAYS, Case

NOT_OWED_NOW = frozenset({Reason.ON_HOLD, Reason.EXCLUDED, Reason.DIRECT_DEBIT})
"""Obstacles that take a receivable out of the debtor's balance as well."""


def obstacles(case: Case, receivable: Receivable) -> frozenset[Reason]:
    """Give everything that keeps a receivable out of a mail, each tested whatever else applies."""
    days = case.days_overdue(receivable) or 0
    late = receivable.direct_debit and days > DIRECT_DEBIT_DAYS
    checks = (
        (case.hold(receivable) is not None, Reason.ON_HOLD),
        (case.settings.exclude, Reason.EXCLUDED),
        (case.debtor.own_division, Reason.OWN_DIVISION),
        (receivable.collecting or (receivable.direct_debit and not late), Reason.DIRECT_DEBIT),
        (late and not receivable.collecting, Reason.DIRECT_DEBIT_FAILED),
        (not receivable.invoice, Reason.NO_NUMBER),
        (case.debtor.blocked, Reason.BLOCKED),
        (receivable.currency_mismatch, Reason.CURRENCY_MISMATCH),
        (receivable.key in case.history.backlog, Reason.BACKLOG),
    )
    return frozenset(reason for applies, reason in checks if applies)


def by_age(receivable: Receivable) -> tuple[date, str, str]:
    """Order rows by due date, those without one last."""
    return receivable.due_date or date.max, receivable.invoice or "", receivable.key


def listed(case: Case, statement: Statement) -> tuple[Receivable, ...]:
    """Give what a mail about a statement shows: all past due that nothing keeps out, oldest first, then all credits."""
    owed = [each for each in statement.receivables if case.past_due(each) and not obstacles(case, each)]
    credits_ = [each for each in statement.receivables if each.credit]
    return tuple(sorted(owed, key=by_age) + sorted(credits_, key=by_age))


def base_total(receivables: Iterable[Receivable]) -> Decimal:
    """Add up in the administration's currency."""
    return sum((each.base_amount for each in receivables), Decimal(0))


def balance(case: Case, statements: Iterable[Statement]) -> Decimal:
    """Give what the debtor owes on balance: past due less credits, over all currencies, in the administration's."""
    rows = [row for statement in statements for row in statement.receivables]
    owed = (row for row in rows if case.past_due(row) and not obstacles(case, row) & NOT_OWED_NOW)
    return base_total(owed) + base_total(row for row in rows if row.credit)
