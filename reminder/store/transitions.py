"""How an attempt begins, and which state may follow which; the same for every store.

Source: reference/reliability.md 3.3.
"""

from dataclasses import replace
from typing import Any

from reminder.errors import StoreError
from reminder.model.history import Step
from reminder.model.reminder import Attempt, State
from reminder.ports.store import Change

DONE_STATES = (State.SENT, State.SENT_PRESUMED, State.GONE)
"""States in which the steps of a mail count as done."""

NEXT: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.CREATING, State.WITHDRAWN, State.FAILED, State.REVIEW}),
    State.CREATING: frozenset(
        {
            State.DRAFTED,
            State.PLANNED,
            State.FAILED,
            State.REVIEW,
            State.SENT,
            State.GONE,
            State.WITHDRAWN,
            State.USER_OWNED,
        }
    ),
    State.DRAFTED: frozenset(
        {
            State.DRAFTED,
            State.SENDING,
            State.USER_OWNED,
            State.WITHDRAWN,
            State.GONE,
            State.FAILED,
            State.REVIEW,
        }
    ),
    State.SENDING: frozenset({State.SENT, State.SENT_PRESUMED, State.DRAFTED, State.GONE, State.FAILED, State.REVIEW}),
    State.USER_OWNED: frozenset({State.SENT, State.GONE, State.WITHDRAWN, State.REVIEW}),
    State.REVIEW: frozenset({State.SENT, State.GONE, State.WITHDRAWN, State.FAILED, State.DRAFTED, State.USER_OWNED}),
    State.FAILED: frozenset({State.SENT, State.GONE}),
}
"""What may follow; a state that is not here is final. After a failure only a person can say that it was sent."""


def moved(attempt: Attempt, to: State, change: Change) -> Attempt:
    """Give the attempt in its next state, with what became known; StoreError when that state may not follow."""
    if to not in NEXT.get(attempt.state, frozenset()):
        raise StoreError(
            f"mail {attempt.reference} is {attempt.state} and cannot become {to}", code="transition", hint="run again"
        )
    names = ("draft_id", "message_id", "thread_id", "tried_at", "done_on", "known_sent", "header_id", "detail")
    known: dict[str, Any] = {name: getattr(change, name) for name in names}
    facts = {name: value for name, value in known.items() if value is not None}
    return replace(attempt, **facts, state=to, version=attempt.version + 1)


def changed_meanwhile(attempt: Attempt) -> StoreError:
    """Say that somebody else moved this attempt first."""
    return StoreError(
        f"mail {attempt.reference} was changed by another process",
        hint="run again; the next run looks at it anew",
        code="conflict",
    )


def steps_of(attempt: Attempt) -> tuple[Step, ...]:
    """Give the steps that a mail made done; none while it may still be withdrawn."""
    if attempt.state not in DONE_STATES:
        return ()
    return tuple(
        Step(
            receivable=item.receivable,
            tier=item.tier,
            day=attempt.done_on or attempt.as_of,
            sent=attempt.known_sent or attempt.state is State.SENT,
            reference=attempt.reference,
            tone=attempt.tier,
        )
        for item in attempt.items
        if item.tier is not None
    )
