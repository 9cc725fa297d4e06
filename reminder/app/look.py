"""Look at our own drafts and attempts of earlier runs: reads only, nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from reminder.app.office import Office
from reminder.app.witness import same_content
from reminder.mime import reference_of
from reminder.model.reminder import UNSURE, Attempt, State
from reminder.ports.mailbox import DraftRef, DraftView, ThreadView

SETTLE_AFTER = timedelta(minutes=15)
"""How long a write without an answer may still be carried out by the server."""

NOTHING = ThreadView()


class Seen(StrEnum):
    """What has become of an attempt."""

    ELSEWHERE = "elsewhere"
    NOT_BEGUN = "not-begun"
    TOO_EARLY = "too-early"
    UNTOUCHED = "untouched"
    EDITED = "edited"
    GONE = "gone"
    UNSURE = "unsure"
    FOUND = "found"
    FOUND_EDITED = "found-edited"
    NOT_FOUND = "not-found"
    FOUND_TWICE = "found-twice"
    STILL_THERE = "still-there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An attempt as it is found now; `draft` is the draft that it was found in, `thread` what its thread tells."""

    attempt: Attempt
    seen: Seen
    draft: DraftRef | None = None
    thread: ThreadView = NOTHING


def look(office: Office) -> tuple[Sight, ...]:
    """Look at every attempt to which something may still happen; no request at all when there is none.

    The mailbox must have said whose it is before: only then does a draft that it does not know count as gone.
    """
    attempts = office.attempts.open()
    if not attempts:
        return ()
    office.progress.step("drafts of earlier runs")
    listing = {each.draft_id: each for each in office.drafts.listing()}
    return tuple(_sight(office, attempt, listing, attempts) for attempt in attempts)


def _sight(office: Office, attempt: Attempt, listing: Mapping[str, DraftRef], attempts: tuple[Attempt, ...]) -> Sight:
    if attempt.state is State.PLANNED:
        return Sight(attempt=attempt, seen=Seen.NOT_BEGUN)
    if attempt.mailbox.casefold() != office.expected.mailbox.casefold():
        return Sight(attempt=attempt, seen=Seen.ELSEWHERE)
    if attempt.state in {State.CREATING, State.SENDING} and too_early(office, attempt):
        return Sight(attempt=attempt, seen=Seen.TOO_EARLY)
    if not attempt.draft_id:
        return _search(office, attempt, listing, {each.draft_id for each in attempts})
    return _at_draft(office, attempt, listing.get(attempt.draft_id))


def too_early(office: Office, attempt: Attempt) -> bool:
    """Tell whether a write that was begun lately may still be carried out."""
    return attempt.tried_at is not None and office.clock.now() < attempt.tried_at + SETTLE_AFTER


def _at_draft(office: Office, attempt: Attempt, listed: DraftRef | None) -> Sight:
    """Look at a known draft; a listing that lacks it proves nothing, so it is asked for by its id."""
    draft = listed or _reference_to(office.drafts.read(attempt.draft_id))
    if draft is None:
        thread = _thread(office, attempt)
        return Sight(attempt=attempt, seen=_missing(attempt, thread), thread=thread)
    if attempt.state in {State.SENDING, State.REVIEW}:
        return Sight(attempt=attempt, seen=Seen.STILL_THERE, draft=draft)
    edited = draft.message_id != attempt.message_id
    return Sight(attempt=attempt, seen=Seen.EDITED if edited else Seen.UNTOUCHED, draft=draft)


def _missing(attempt: Attempt, thread: ThreadView) -> Seen:
    """Take a missing draft for sent or discarded by a person, unless the program itself may have deleted it."""
    unsure = attempt.detail in UNSURE and not thread.sent_on
    return Seen.UNSURE if unsure else Seen.GONE


def _search(office: Office, attempt: Attempt, listing: Mapping[str, DraftRef], known: set[str]) -> Sight:
    """Look for a draft that may have been made without our hearing of it, by the reference that every mail carries.

    What a person has to decide about is not looked for: finding it would decide nothing.
    """
    if attempt.state is State.REVIEW:
        return Sight(attempt=attempt, seen=Seen.NOT_FOUND)
    views = (office.drafts.read(draft_id) for draft_id in listing if draft_id not in known)
    found = [view for view in views if view and reference_of(view.mail) == attempt.reference]
    if len(found) != 1:
        return Sight(attempt=attempt, seen=Seen.FOUND_TWICE if found else Seen.NOT_FOUND)
    same = same_content(found[0].mail, office.attempts.mail(attempt.reference))
    return Sight(attempt=attempt, seen=Seen.FOUND if same else Seen.FOUND_EDITED, draft=_reference_to(found[0]))


def _reference_to(view: DraftView | None) -> DraftRef | None:
    if view is None:
        return None
    return DraftRef(draft_id=view.draft_id, message_id=view.message_id, thread_id=view.thread_id)


def _thread(office: Office, attempt: Attempt) -> ThreadView:
    """Tell what the thread says of a draft that is gone; a mail that left before the draft was made is another one."""
    if office.threads is None or not attempt.thread_id:
        return NOTHING
    view = office.threads.follow(attempt.thread_id)
    earlier = view.sent_on and attempt.tried_at and view.sent_on < attempt.tried_at.date()
    return NOTHING if earlier else view
