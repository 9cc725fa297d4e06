"""Settling a mail whose outcome only a person can know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reminder.app.desk import Desk, unknown
from reminder.app.look import SETTLE_AFTER
from reminder.errors import UsageError
from reminder.mime import reference_of
from reminder.model.reminder import Attempt, State
from reminder.ports.mailbox import Drafts
from reminder.ports.store import Change

UNSETTLED = (State.CREATING, State.SENDING, State.REVIEW, State.USER_OWNED, State.FAILED)
"""States that a person may settle."""


class Answer(StrEnum):
    """What a person says of a mail: it was sent, it was thrown away, or it is to be written anew."""

    SENT = "sent"
    DISCARDED = "discarded"
    RETRY = "retry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A mail before and after; `before` is what it was called until now."""

    before: State
    attempt: Attempt


def find_mail(desks: Iterable[Desk], reference: str) -> tuple[Desk, Attempt]:
    """Give a mail and its administration; UsageError names the nearest of those that wait for a person, if any."""
    desks = tuple(desks)
    for desk in desks:
        attempt = desk.mails.find(reference.strip().upper())
        if attempt is not None:
            return desk, attempt
    every = [each for desk in desks for each in desk.mails.every()]
    waiting = [each for each in every if each.state in UNSETTLED] or every
    raise unknown("mail", reference, {each.reference: f"{each.reference} ({each.state})" for each in waiting})


def resolve(desk: Desk, attempt: Attempt, answer: Answer, *, mailbox: Callable[[], Drafts], now: datetime) -> Resolved:
    """Record what a person knows of a mail; `mailbox` is opened only for a mail that is to be written anew.

    UsageError when there is nothing to settle, and for a retry while the mail may still be in the mailbox.
    """
    _check_unsettled(attempt)
    if answer is Answer.RETRY:
        return Resolved(before=attempt.state, attempt=_retry(desk, attempt, mailbox, now))
    _check_not_taken_over(desk, attempt)
    sent = answer is Answer.SENT
    change = Change(done_on=desk.today, known_sent=sent, detail=f"resolved: {answer}")
    return Resolved(before=attempt.state, attempt=desk.mails.move(attempt, State.SENT if sent else State.GONE, change))


def _check_unsettled(attempt: Attempt) -> None:
    hints = {
        State.PLANNED: "the next run settles it by itself",
        State.DRAFTED: "send or delete its draft in the mailbox; the next run sees what became of it",
    }
    if attempt.state not in UNSETTLED:
        hint = hints.get(attempt.state, "nothing is left to be done about it")
        raise UsageError(f"mail {attempt.reference} is {attempt.state}: there is nothing to settle", hint=hint)


def _check_not_taken_over(desk: Desk, attempt: Attempt) -> None:
    """Refuse to count a failed mail's steps as done when another mail has taken them since."""
    if attempt.state is not State.FAILED:
        return
    own = {(item.receivable, item.tier) for item in attempt.items if item.tier}
    for each in desk.mails.every():
        given_up = each.reference == attempt.reference or each.state in {State.FAILED, State.WITHDRAWN}
        if not given_up and own & {(item.receivable, item.tier) for item in each.items}:
            raise UsageError(
                f"mail {each.reference} has taken the place of {attempt.reference}", hint="settle that one"
            )


def _retry(desk: Desk, attempt: Attempt, mailbox: Callable[[], Drafts], now: datetime) -> Attempt:
    if attempt.state is State.FAILED:
        return attempt
    if attempt.state is State.SENDING:
        raise UsageError(
            f"mail {attempt.reference} was being sent, and may have gone", hint="the next run looks what became of it"
        )
    too_early = attempt.tried_at is not None and now < attempt.tried_at + SETTLE_AFTER
    if attempt.state is State.CREATING and too_early:
        minutes = int(SETTLE_AFTER.total_seconds() // 60)
        raise UsageError(
            f"mail {attempt.reference} was tried a moment ago, and may still arrive",
            hint=f"wait until {minutes} minutes after it was tried",
        )
    drafts = mailbox()
    _check_place(attempt, drafts)
    if _in_mailbox(attempt, drafts):
        raise UsageError(
            f"a draft of mail {attempt.reference} is still in the mailbox",
            hint="delete it there, or send it and use --sent",
        )
    change = Change(detail=f"resolved: {Answer.RETRY}", free_claims=True)
    return desk.mails.move(attempt, State.WITHDRAWN, change)


def _check_place(attempt: Attempt, drafts: Drafts) -> None:
    """Refuse when the mail was made in another mailbox than the one that can be looked at."""
    found = drafts.identity().address
    if attempt.mailbox and attempt.mailbox.casefold() != found.casefold():
        raise UsageError(
            f"mail {attempt.reference} was made in another mailbox, where its draft may still be",
            hint="look there, and use --sent or --discarded",
        )


def _in_mailbox(attempt: Attempt, drafts: Drafts) -> bool:
    if attempt.draft_id and drafts.read(attempt.draft_id) is not None:
        return True
    views = (drafts.read(each.draft_id) for each in drafts.listing())
    return any(reference_of(view.mail) == attempt.reference for view in views if view is not None)
