"""The call list: one line for each debtor, currency and reason."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from reminder.model.decision import Decision, Outcome
from reminder.model.run import CallEntry


def call_list(decisions: Iterable[Decision]) -> tuple[CallEntry, ...]:
    """Give whom to call about what; in the order of the decisions."""
    return tuple(call_entry(group) for group in call_groups(decisions))


def call_groups(decisions: Iterable[Decision]) -> tuple[tuple[Decision, ...], ...]:
    """Give the decisions behind each line of the call list, in its order."""
    groups: dict[tuple[str, str, str], list[Decision]] = {}
    for each in decisions:
        if each.outcome is Outcome.CALL:
            groups.setdefault((each.debtor.id, each.receivable.currency, each.reason), []).append(each)
    return tuple(tuple(group) for group in groups.values())


def call_entry(group: Sequence[Decision]) -> CallEntry:
    """Give the line of the call list that these decisions make."""
    debtor, currency = group[0].debtor, group[0].receivable.currency
    return CallEntry(
        debtor=debtor.name,
        debtor_code=debtor.code,
        phone=debtor.phone,
        contact=debtor.contact.full_name if debtor.contact else "",
        invoices=tuple(each.receivable.invoice for each in group),
        total=sum((each.receivable.amount for each in group), Decimal(0)),
        currency=currency,
        reason=group[0].reason.value,
    )
