"""Look at our own drafts and attempts of earlier runs: reads only, nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reminder.app.office import Office
from reminder.mime import reference_of
from reminder.model.reminder import Attempt, State
from reminder.ports.mailbox import DraftRef

SETTLE_AFTER = timedelta(minutes=15)
"""How long a write without an answer may still be carried out by the server."""


class Seen(StrEnum):
    """What has become of an attempt."""

    NOT_BEGUN = "not-begun"
    TOO_EARLY = "too-early"
    UNTOUCHED = "untouched"
    EDITED = "edited"
    GONE = "gone"
    FOUND = "found"
    NOT_FOUND = "not-found"
    FOUND_TWICE = "found-twice"
    STILL_THERE = "still-there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An attempt as it is found now; `draft` is the draft that it was found in, `sent_on` the day its mail left."""

    attempt: Attempt
    seen: Seen
    draft: DraftRef | None = None
    sent_on: date | None = None


def look(office: Office) -> tuple[Sight, ...]:
    """Look at every attempt to which something may still happen; no request at all when there is none."""
    attempts = office.attempts.open()
    if not attempts:
        return ()
    office.progress.step("drafts of earlier runs")
    listing = {each.draft_id: each for each in office.drafts.listing()}
    return tuple(_sight(office, attempt, listing, attempts) for attempt in attempts)


def _sight(office: Office, attempt: Attempt, listing: Mapping[str, DraftRef], attempts: tuple[Attempt, ...]) -> Sight:
    if attempt.state is State.PLANNED:
        return Sight(attempt=attempt, seen=Seen.NOT_BEGUN)
    if attempt.state in {State.CREATING, State.SENDING} and _too_early(office, attempt):
        return Sight(attempt=attempt, seen=Seen.TOO_EARLY)
    if not attempt.draft_id:
        return _search(office, attempt, listing, {each.draft_id for each in attempts})
    return _at_draft(office, attempt, listing.get(attempt.draft_id))


def _too_early(office: Office, attempt: Attempt) -> bool:
    return attempt.tried_at is not None and office.clock.now() < attempt.tried_at + SETTLE_AFTER


def _at_draft(office: Office, attempt: Attempt, listed: DraftRef | None) -> Sight:
    """Look at a known draft; a listing that lacks it proves nothing, so it is asked for by its id."""
    draft = listed or _read(office, attempt.draft_id)
    if draft is None:
        return Sight(attempt=attempt, seen=Seen.GONE, sent_on=_sent_on(office, attempt))
    if attempt.state is State.SENDING:
        return Sight(attempt=attempt, seen=Seen.STILL_THERE, draft=draft)
    edited = draft.message_id != attempt.message_id
    return Sight(attempt=attempt, seen=Seen.EDITED if edited else Seen.UNTOUCHED, draft=draft)


def _read(office: Office, draft_id: str) -> DraftRef | None:
    view = office.drafts.read(draft_id)
    if view is None:
        return None
    return DraftRef(draft_id=view.draft_id, message_id=view.message_id, thread_id=view.thread_id)


def _search(office: Office, attempt: Attempt, listing: Mapping[str, DraftRef], known: set[str]) -> Sight:
    """Look for a draft that may have been made without our hearing of it, by the reference that every mail carries."""
    found = [
        each
        for draft_id, each in listing.items()
        if draft_id not in known and _reference_in(office, draft_id) == attempt.reference
    ]
    seen = {0: Seen.NOT_FOUND, 1: Seen.FOUND}.get(len(found), Seen.FOUND_TWICE)
    return Sight(attempt=attempt, seen=seen, draft=found[0] if len(found) == 1 else None)


def _reference_in(office: Office, draft_id: str) -> str:
    view = office.drafts.read(draft_id)
    return reference_of(view.mail) if view else ""


def _sent_on(office: Office, attempt: Attempt) -> date | None:
    if office.threads is None or not attempt.thread_id:
        return None
    return office.threads.follow(attempt.thread_id).sent_on
