"""From notices to mails: which waiting draft is still right, what is written anew, and with which files."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reminder.app.office import Office
from reminder.model.decision import Notice
from reminder.model.policy import Mode
from reminder.model.reminder import Attachment, Attempt, Reminder, fingerprint_of
from reminder.rules.calendar import next_working_day

REFERENCE_BYTES = 10
"""Characters of a reference; 50 bits keep references apart for as long as anybody keeps books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The mails of a plan: new ones, and waiting drafts that say the same as today's mail would."""

    reminders: tuple[Reminder, ...]
    kept: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every mail of a run has in common."""

    as_of: date
    mode: Mode
    books_until: date | None


def write(
    office: Office, notices: Iterable[Notice], waiting: Mapping[tuple[str, str], Attempt], paper: Paper
) -> Written:
    """Compose every notice; `waiting` holds untouched drafts by debtor id and currency."""
    reminders, kept = [], []
    for notice in notices:
        draft = waiting.get((notice.debtor.id, notice.currency))
        if draft is not None and _still_right(office, notice, draft, paper):
            kept.append(draft)
        else:
            reminders.append(_compose(office, notice, _new_reference(office, notice), paper))
    return Written(reminders=tuple(reminders), kept=tuple(kept))


def with_documents(
    office: Office, reminders: tuple[Reminder, ...], notices: Iterable[Notice], paper: Paper
) -> tuple[Reminder, ...]:
    """Attach the invoices that exist as PDF, each to the mail that lists it."""
    if not office.attach_invoices or not reminders:
        return reminders
    by_statement = {(each.debtor.id, each.currency): each for each in notices}
    wanted = [by_statement[each.debtor_id, each.currency] for each in reminders]
    files = office.ledger.documents([row for notice in wanted for row in notice.listed])
    pairs = zip(reminders, wanted, strict=True)
    return tuple(_with_files(office, reminder, notice, files, paper) for reminder, notice in pairs)


def _with_files(
    office: Office, reminder: Reminder, notice: Notice, files: Mapping[str, tuple[Attachment, ...]], paper: Paper
) -> Reminder:
    own = tuple(file for item in reminder.items for file in files.get(item.receivable, ()))
    if not own:
        return reminder
    full = _compose(office, notice, reminder.reference, paper, attachments=own)
    return replace(full, fingerprint=reminder.fingerprint)


def _still_right(office: Office, notice: Notice, draft: Attempt, paper: Paper) -> bool:
    """Tell whether a waiting draft may stay: it says what today's mail would, and may leave in the way that one may."""
    today = _compose(office, notice, draft.reference, paper)
    return today.fingerprint == draft.fingerprint and (draft.send or not today.send)


def _compose(
    office: Office, notice: Notice, reference: str, paper: Paper, *, attachments: tuple[Attachment, ...] = ()
) -> Reminder:
    send = paper.mode is Mode.SEND and not notice.stays_draft
    reminder = office.composer.compose(
        notice,
        reference=reference,
        as_of=paper.as_of,
        books_until=paper.books_until,
        attachments=attachments,
        send=send,
        pay_by=_pay_by(office, notice, paper) if send else None,
    )
    return replace(reminder, fingerprint=fingerprint_of(reminder))


def _pay_by(office: Office, notice: Notice, paper: Paper) -> date:
    end = paper.as_of + timedelta(days=notice.tone.payment_term_days)
    return next_working_day(end, country=office.company.country, closed=office.closed_days)


def _new_reference(office: Office, notice: Notice) -> str:
    """Give the next reference of a statement: the same for the same history, so that a dry run shows the real one."""
    number = office.attempts.count(notice.debtor.id, notice.currency)
    facts = "|".join((office.name, notice.debtor.id, notice.currency, str(number)))
    return base64.b32encode(hashlib.sha256(facts.encode()).digest()).decode()[:REFERENCE_BYTES]
