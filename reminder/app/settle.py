"""Settle what earlier runs left: what it means for the rules, and then carrying it out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from reminder.app.look import Seen, Sight
from reminder.app.office import Office
from reminder.model.history import Block, Blocker, Step
from reminder.model.reminder import Attempt, State
from reminder.model.run import Settled
from reminder.ports.mailbox import DraftRef, Effect
from reminder.ports.store import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A change of state that an earlier run's mail is due, and why."""

    attempt: Attempt
    to: State
    reason: str
    change: Change
    delete_draft: bool = False


OUTCOMES = {
    Seen.NOT_BEGUN: (State.WITHDRAWN, "not-begun"),
    Seen.FOUND: (State.DRAFTED, "found"),
    Seen.FOUND_TWICE: (State.REVIEW, "found-twice"),
    Seen.STILL_THERE: (State.REVIEW, "not-sent"),
    Seen.EDITED: (State.USER_OWNED, "edited"),
}
"""What each sight makes of an attempt; the rest stays as it is, or is gone."""


def settlements(sights: Iterable[Sight], today: date) -> tuple[Settlement, ...]:
    """Give the changes that follow from what was seen, whatever today's plan will be."""
    found = (_settlement(sight, today) for sight in sights)
    return tuple(each for each in found if each and each.to is not each.attempt.state)


def withdrawal(attempt: Attempt, reason: str) -> Settlement:
    """Give the withdrawal of an untouched draft that is no longer what today's run would write."""
    return Settlement(
        attempt=attempt, to=State.WITHDRAWN, reason=reason, change=Change(free_claims=True), delete_draft=True
    )


def steps_done(settled: Iterable[Settlement]) -> tuple[Step, ...]:
    """Give the steps that settling will record as done."""
    return tuple(
        Step(
            receivable=item.receivable,
            tier=item.tier,
            day=each.change.done_on,
            sent=bool(each.change.known_sent),
            reference=each.attempt.reference,
        )
        for each in settled
        if each.to in {State.GONE, State.SENT_PRESUMED} and each.change.done_on
        for item in each.attempt.items
        if item.tier
    )


def blockers(sights: Iterable[Sight], settled: Iterable[Settlement]) -> dict[tuple[str, str], Blocker]:
    """Give what keeps statements back once all is settled, by debtor id and currency; untouched drafts do not."""
    after = {each.attempt.reference: each.to for each in settled}
    result = {}
    for sight in sights:
        attempt = sight.attempt
        block = _block(after.get(attempt.reference, attempt.state), adopted=sight.seen is Seen.FOUND)
        if block is not None:
            keys = tuple(item.receivable for item in attempt.items)
            blocker = Blocker(block=block, reference=attempt.reference, receivables=keys)
            result[attempt.debtor_id, attempt.currency] = blocker
    return result


def carry_out(office: Office, settled: Iterable[Settlement], today: date) -> tuple[Settled, ...]:
    """Delete what is withdrawn and record every change; gives what really became of each."""
    return tuple(_carry_out(office, each, today) for each in settled)


def _settlement(sight: Sight, today: date) -> Settlement | None:
    if sight.seen is Seen.GONE:
        return _gone(sight, today)
    if sight.seen not in OUTCOMES:
        return None
    to, reason = OUTCOMES[sight.seen]
    change = Change(free_claims=True) if to is State.WITHDRAWN else _where(sight.draft, adopt=to is State.DRAFTED)
    return Settlement(attempt=sight.attempt, to=to, reason=reason, change=change)


def _where(draft: DraftRef | None, *, adopt: bool) -> Change:
    if draft is None:
        return Change()
    message_id = draft.message_id if adopt else None
    return Change(draft_id=draft.draft_id, message_id=message_id, thread_id=draft.thread_id)


def _gone(sight: Sight, today: date) -> Settlement:
    """Take a vanished draft as a step done: sent by us if we were sending it, else by a person or discarded."""
    sending = sight.attempt.state is State.SENDING
    sent = sight.sent_on is not None
    return Settlement(
        attempt=sight.attempt,
        to=State.SENT_PRESUMED if sending else State.GONE,
        reason="sent" if sent else ("presumed-sent" if sending else "vanished"),
        change=Change(done_on=sight.sent_on or today, known_sent=sent),
    )


def _block(state: State, *, adopted: bool) -> Block | None:
    if state in {State.CREATING, State.SENDING, State.REVIEW}:
        return Block.UNSETTLED
    if state is State.USER_OWNED or adopted:
        return Block.DRAFT_WAITING
    return None


def _carry_out(office: Office, settlement: Settlement, today: date) -> Settled:
    attempt = settlement.attempt
    done = _delete(office, settlement, today) if settlement.delete_draft else settlement
    if done.to is not attempt.state:
        office.attempts.move(attempt, done.to, done.change)
    return Settled(reference=attempt.reference, before=attempt.state, after=done.to, reason=done.reason)


def _delete(office: Office, settlement: Settlement, today: date) -> Settlement:
    """Delete our draft; its claims are freed only when the mailbox says that it deleted it."""
    written = office.drafts.delete(settlement.attempt.draft_id)
    if written.effect is Effect.DONE:
        return settlement
    if written.detail == "gone":
        change = Change(done_on=today, known_sent=False)
        return replace(settlement, to=State.GONE, reason="vanished", change=change)
    return replace(settlement, to=settlement.attempt.state, reason="not-deleted", change=Change())
