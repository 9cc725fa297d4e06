"""What came back on mails that left, read from their threads: replies, bounces, and mails written by hand."""

import base64
import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reminder.app.look import Sight
from reminder.app.office import Office
from reminder.model.decision import Notice
from reminder.model.history import Hold, HoldReason
from reminder.model.reminder import Attempt
from reminder.ports.mailbox import Threads, ThreadView
from reminder.ports.store import Letter

FOLLOWED = timedelta(days=60)
"""How long after it left something that comes back on a mail still matters."""

PAUSE = timedelta(days=13)
"""From the day that a reply or a bounce is seen to the last of the 14 days on which its debtor is left alone."""

ID_LENGTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a thread tells that was not known before: what to record of the mail, and whom to leave alone for it."""

    letter: Letter
    debtor_name: str
    holds: tuple[Hold, ...]


def answers(office: Office, sights: Iterable[Sight], debtors: Collection[str], today: date) -> tuple[Answer, ...]:
    """Follow the mails of the last weeks to debtors (ids) with something open: one call a thread, none without access.

    Drafts that are gone were followed when they were looked at.
    """
    if office.threads is None:
        return ()
    found = [(each.attempt, each.thread) for each in sights if each.thread.sent_on]
    left = [each for each in office.letters.left_since(today - FOLLOWED) if each.debtor_id in debtors]
    followed = [*found, *_followed(office.threads, left)]
    every = (_answer(office.name, attempt, view, today) for attempt, view in followed)
    return tuple(each for each in every if each)


def record(office: Office, found: Iterable[Answer]) -> None:
    """Record what came back; each event makes one hold, however often it is seen."""
    for answer in found:
        for hold in answer.holds:
            office.memory.add_hold(hold)
        office.letters.note(answer.letter)


def written_by_hand(office: Office, notices: Iterable[Notice], today: date) -> dict[str, date]:
    """Give the last day on which somebody wrote, within the interval, about what is to be mailed now, by debtor id."""
    if office.threads is None:
        return {}
    since, every = today - timedelta(days=office.policy.min_interval_days - 1), tuple(notices)
    mailed = office.threads.written_to({address for notice in every for address in notice.to}, since)
    suspects = [notice for notice in every if not mailed.isdisjoint(notice.to)]
    days = ((notice.debtor.id, _last_day(office.threads, notice, since)) for notice in suspects)
    return {debtor_id: day for debtor_id, day in days if day}


def _followed(threads: Threads, left: Iterable[Attempt]) -> Iterator[tuple[Attempt, ThreadView]]:
    views: dict[str, ThreadView] = {}
    for attempt in left:
        if attempt.thread_id:
            if attempt.thread_id not in views:
                views[attempt.thread_id] = threads.follow(attempt.thread_id)
            yield attempt, views[attempt.thread_id]


def _answer(administration: str, attempt: Attempt, view: ThreadView, today: date) -> Answer | None:
    replied = _new(view.replied_on, known=attempt.replied_on, left=attempt.done_on)
    bounced = _new(view.bounced_on, known=attempt.bounced_on, left=attempt.done_on)
    header_id = view.header_id if not attempt.header_id else ""
    events = ((HoldReason.REPLY, replied), (HoldReason.BOUNCE, bounced))
    holds = tuple(_hold(administration, attempt, reason, day, today) for reason, day in events if day)
    if not holds and not header_id:
        return None
    letter = Letter(reference=attempt.reference, header_id=header_id, replied_on=replied, bounced_on=bounced)
    return Answer(letter=letter, debtor_name=attempt.debtor_name, holds=holds)


def _new(day: date | None, *, known: date | None, left: date | None) -> date | None:
    """Give the day of something that came back on this mail, and that was not seen before."""
    before = day is None or (known and day <= known) or (left and day < left)
    return None if before else day


def _hold(administration: str, attempt: Attempt, reason: HoldReason, day: date, today: date) -> Hold:
    facts = "|".join((administration, attempt.debtor_code, reason, day.isoformat()))
    return Hold(
        id=base64.b32encode(hashlib.sha256(facts.encode()).digest()).decode()[:ID_LENGTH],
        reason=reason,
        created=today,
        debtor_code=attempt.debtor_code,
        until=today + PAUSE,
        source="mailbox",
        addresses=attempt.to if reason is HoldReason.BOUNCE else (),
    )


def _last_day(threads: Threads, notice: Notice, since: date) -> date | None:
    numbers = dict.fromkeys(each.receivable.invoice for each in notice.steps if each.receivable.invoice)
    pairs = ((address, number) for address in notice.to for number in numbers if number)
    days = (threads.written_by_hand(address, number, since) for address, number in pairs)
    return max((day for day in days if day), default=None)
