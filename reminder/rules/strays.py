"""Drafts that a person edited and that should not go any more: nobody but that person may take them away."""

from collections.abc import Iterable

from reminder.model.decision import Decision, Reason
from reminder.model.reminder import Attempt


def stray_drafts(edited: Iterable[Attempt], decisions: Iterable[Decision]) -> tuple[Attempt, ...]:
    """Give those of the edited drafts that a run's decisions no longer want: paid, held, or the amount changed."""
    made = tuple(decisions)
    amounts = {each.receivable.key: each.receivable.amount for each in made}
    waiting = {each.receivable.key for each in made if each.reason is Reason.DRAFT_WAITING}
    return tuple(
        each
        for each in edited
        if not any(item.receivable in waiting for item in each.items if item.tier)
        or any(amounts.get(item.receivable) != item.amount for item in each.items)
    )
