"""Settle what earlier runs left: what it means for the rules, and then carrying it out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from reminder.app.look import Seen, Sight
from reminder.app.office import Office
from reminder.errors import AuthorisationError, UnavailableError
from reminder.failpoints import failpoint
from reminder.model.history import Block, Blocker, Step
from reminder.model.reminder import NOT_DELETED, Attempt, State
from reminder.model.run import Settled
from reminder.ports.mailbox import DraftRef, Effect
from reminder.ports.stopping import CutShort
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
    Seen.ELSEWHERE: (State.REVIEW, "other-mailbox"),
    Seen.NOT_BEGUN: (State.WITHDRAWN, "not-begun"),
    Seen.FOUND: (State.DRAFTED, "found"),
    Seen.FOUND_EDITED: (State.USER_OWNED, "edited"),
    Seen.FOUND_TWICE: (State.REVIEW, "found-twice"),
    Seen.STILL_THERE: (State.REVIEW, "not-sent"),
    Seen.UNSURE: (State.REVIEW, "unsure"),
    Seen.EDITED: (State.USER_OWNED, "edited"),
}
"""What each sight makes of an attempt; the rest stays as it is, or is gone."""


def settlements(sights: Iterable[Sight], today: date) -> tuple[Settlement, ...]:
    """Give the changes that follow from what was seen, whatever today's plan will be."""
    found = (_settlement(sight, today) for sight in sights)
    return tuple(each for each in found if each and each.to is not each.attempt.state)


def waiting(sights: Iterable[Sight]) -> tuple[Attempt, ...]:
    """Give the untouched drafts as settling will leave them, those that are found again included."""
    return tuple(
        _adopted(each.attempt, each.draft) if each.seen is Seen.FOUND else each.attempt
        for each in sights
        if each.seen in {Seen.UNTOUCHED, Seen.FOUND}
    )


def withdrawal(attempt: Attempt, reason: str) -> Settlement:
    """Give the withdrawal of an untouched draft that is no longer what today's run would write."""
    return Settlement(
        attempt=attempt,
        to=State.WITHDRAWN,
        reason=reason,
        change=Change(free_claims=True, detail=""),
        delete_draft=True,
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
            tone=each.attempt.tier,
        )
        for each in settled
        if each.to in {State.GONE, State.SENT_PRESUMED} and each.change.done_on
        for item in each.attempt.items
        if item.tier
    )


def blockers(sights: Iterable[Sight], settled: Iterable[Settlement]) -> dict[tuple[str, str], Blocker]:
    """Give what keeps statements back once all is settled, by debtor id and currency; untouched drafts do not."""
    after = {each.attempt.reference: each.to for each in settled}
    result: dict[tuple[str, str], Blocker] = {}
    for sight in sights:
        attempt = sight.attempt
        block = _block(sight, after.get(attempt.reference, attempt.state))
        statement = (attempt.debtor_id, attempt.currency)
        if block is Block.UNSETTLED or (block and statement not in result):
            keys = tuple(item.receivable for item in attempt.items)
            result[statement] = Blocker(block=block, reference=attempt.reference, receivables=keys)
    return result


def carry_out(
    office: Office, settled: Iterable[Settlement], today: date
) -> tuple[tuple[Settled, ...], CutShort | None]:
    """Delete what is withdrawn and record every change; gives what became of each, and what ended it too soon."""
    done: list[Settled] = []
    for each in settled:
        stopped = office.stopping.asked()
        if stopped:
            return tuple(done), stopped
        try:
            done.append(_carry_out(office, each, today))
        except (AuthorisationError, UnavailableError) as error:
            return tuple(done), error
    return tuple(done), None


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


def _adopted(attempt: Attempt, draft: DraftRef | None) -> Attempt:
    """Give an attempt as it will be once its draft, which is there, has been recorded as found."""
    assert draft is not None  # noqa: S101 - what is found is somewhere
    return replace(
        attempt,
        state=State.DRAFTED,
        version=attempt.version + 1,
        draft_id=draft.draft_id,
        message_id=draft.message_id,
        thread_id=draft.thread_id,
    )


def _gone(sight: Sight, today: date) -> Settlement:
    """Take a vanished draft as a step done: sent by us if we were sending it, else by a person or discarded."""
    sending = sight.attempt.state is State.SENDING
    sent_on = sight.thread.sent_on
    return Settlement(
        attempt=sight.attempt,
        to=State.SENT_PRESUMED if sending else State.GONE,
        reason="sent" if sent_on else ("presumed-sent" if sending else "vanished"),
        change=Change(
            done_on=sent_on or today, known_sent=sent_on is not None, header_id=sight.thread.header_id or None
        ),
    )


def _block(sight: Sight, state: State) -> Block | None:
    if sight.seen is Seen.ELSEWHERE or state in {State.CREATING, State.SENDING, State.REVIEW}:
        return Block.UNSETTLED
    return Block.DRAFT_WAITING if state is State.USER_OWNED else None


def _carry_out(office: Office, settlement: Settlement, today: date) -> Settled:
    attempt = settlement.attempt
    done = _delete(office, settlement, today) if settlement.delete_draft else settlement
    failpoint("before_settled")
    if done.to is not attempt.state or done.change.detail is not None:
        office.attempts.move(done.attempt, done.to, done.change)
    failpoint("after_settled")
    return Settled(reference=attempt.reference, before=attempt.state, after=done.to, reason=done.reason)


def _delete(office: Office, settlement: Settlement, today: date) -> Settlement:
    """Delete our draft if nobody touched it since it was looked at; that we try is recorded first.

    Its claims are freed only when the mailbox says that it deleted it.
    """
    attempt = settlement.attempt
    draft = office.drafts.read(attempt.draft_id)
    if draft is None:
        return _vanished(settlement, today)
    if draft.message_id != attempt.message_id:
        return replace(settlement, to=State.USER_OWNED, reason="edited", change=Change())
    settlement = replace(settlement, attempt=office.attempts.move(attempt, attempt.state, Change(detail=NOT_DELETED)))
    failpoint("before_delete")
    written = office.drafts.delete(attempt.draft_id)
    failpoint("after_delete")
    if written.effect is Effect.DONE:
        return settlement
    if written.detail == "gone":
        return _vanished(settlement, today)
    change = Change() if written.effect is Effect.UNKNOWN else Change(detail="")
    return replace(settlement, to=attempt.state, reason=NOT_DELETED, change=change)


def _vanished(settlement: Settlement, today: date) -> Settlement:
    return replace(
        settlement, to=State.GONE, reason="vanished", change=Change(done_on=today, known_sent=False, detail="")
    )
