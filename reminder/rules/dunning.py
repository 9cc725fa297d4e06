"""Who is reminded, called or left alone: one decision for each receivable of a debtor, and the mails that follow."""

from datetime import date, timedelta

from reminder.model.books import Books, Receivable, Statement
from reminder.model.decision import Decision, Outcome, Reason, Verdict
from reminder.model.history import Hold
from reminder.rules.case import CALL_PAUSE, Case
from reminder.rules.findings import MAILS, TIERED_CALLS, Finding, find, keep_back, outcome_of
from reminder.rules.listing import by_age, listed
from reminder.rules.notices import notice


def statements_of(books: Books) -> tuple[tuple[Statement, ...], ...]:
    """Group a pull into statements, one tuple a debtor, in order of debtor code and currency."""
    groups: dict[str, dict[str, list[Receivable]]] = {}
    for each in books.receivables:
        groups.setdefault(each.debtor_id, {}).setdefault(each.currency, []).append(each)
    codes = sorted(groups, key=lambda debtor_id: (books.debtors[debtor_id].code, debtor_id))
    return tuple(
        tuple(
            Statement(debtor=books.debtors[each], currency=currency, receivables=tuple(sorted(rows, key=by_age)))
            for currency, rows in sorted(groups[each].items())
        )
        for each in codes
    )


def decide(case: Case, statements: tuple[Statement, ...]) -> Verdict:
    """Decide about every receivable of one debtor's statements.

    Exactly one decision a receivable, in the order of the statements; at most one notice a statement.
    """
    lists = {each.currency: listed(case, each) for each in statements}
    findings = {each.currency: find(case, each, statements, lists[each.currency]) for each in statements}
    findings = keep_back(case, findings)
    decisions = tuple(_decision(case, finding) for each in statements for finding in findings[each.currency])
    notices = (notice(case, each, findings[each.currency], lists[each.currency]) for each in statements)
    return Verdict(decisions=decisions, notices=tuple(notice for notice in notices if notice))


def _decision(case: Case, finding: Finding) -> Decision:
    receivable, place = finding.receivable, finding.standing
    outcome = outcome_of(finding.reason)
    owned = finding.reason in MAILS or finding.reason in TIERED_CALLS
    return Decision(
        receivable=receivable,
        debtor=case.debtor,
        outcome=outcome,
        reason=finding.reason,
        days_overdue=case.days_overdue(receivable),
        tier=place.tier.name if owned and place.tier else None,
        starting_tier=place.starting.name,
        next_tier=place.tier.name if place.tier else None,
        last_step=place.last,
        hold=case.hold(receivable),
        broken_promise=case.broken_promise(receivable),
        earliest_next_step=None if outcome is not Outcome.SKIP else earliest_next_step(case, finding),
    )


def earliest_next_step(case: Case, finding: Finding) -> date | None:
    """Give the first day on which a receivable that is left alone may be mailed or called about, if it is known."""
    receivable, place, history = finding.receivable, finding.standing, case.history
    call, hold = case.last_call(receivable), case.hold(receivable)
    interval = timedelta(days=case.policy.min_interval_days)
    days = {
        Reason.NOT_DUE: _grace_end(case, receivable),
        Reason.GRACE: _grace_end(case, receivable),
        Reason.ON_HOLD: _hold_end(hold),
        Reason.CALLED: call.day + CALL_PAUSE if call else None,
        Reason.STEP_NOT_DUE: place.from_day,
        Reason.TERM_RUNNING: place.from_day,
        Reason.INTERVAL: history.last_mail + interval if history.last_mail else None,
    }
    return days.get(finding.reason)


def _hold_end(hold: Hold | None) -> date | None:
    """Give the day after a hold's last one; none for one until 9999-12-31, as people write "for good"."""
    until = hold.until if hold else None
    return until + timedelta(days=1) if until and until < date.max else None


def _grace_end(case: Case, receivable: Receivable) -> date | None:
    start = case.counted_from(receivable)
    return start + timedelta(days=case.policy.grace_days) if start else None
