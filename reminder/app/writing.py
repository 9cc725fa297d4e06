"""From notices to mails: which waiting draft is still right, what is written anew, and with which files."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from reminder.app.conversations import continued
from reminder.app.enclosures import enclose
from reminder.app.extras import Extras, extras
from reminder.app.office import Office
from reminder.compose.writing import plain_language
from reminder.model.decision import Notice
from reminder.model.policy import Mode
from reminder.model.reminder import Attachment, Attempt, Reminder, fingerprint_of
from reminder.model.run import Notification
from reminder.rules.calendar import next_working_day
from reminder.words.remarks import notification

REFERENCE_BYTES = 10
"""Characters of a reference; 50 bits keep references apart for as long as anybody keeps books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The mails of a plan: new ones, and waiting drafts that say the same as today's mail would.

    `remarks` says what the new ones lack.
    """

    reminders: tuple[Reminder, ...]
    kept: tuple[Attempt, ...]
    remarks: tuple[Notification, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every mail of a run has in common; `letters` are the earlier mails that one may go on from."""

    as_of: date
    mode: Mode
    books_until: date | None
    letters: Mapping[str, Attempt] = field(default_factory=dict)


def write(
    office: Office, notices: Iterable[Notice], waiting: Mapping[tuple[str, str], Attempt], paper: Paper
) -> Written:
    """Compose every notice; `waiting` holds untouched drafts by debtor id and currency."""
    reminders, kept, remarks = [], [], []
    for notice in notices:
        extra = extras(office, notice, paper.as_of)
        draft = waiting.get((notice.debtor.id, notice.currency))
        if draft is not None and _still_right(office, notice, draft, paper, extra):
            kept.append(draft)
        else:
            reminder = _compose(office, notice, _new_reference(office, notice), paper, extra)
            reminders.append(reminder)
            remarks += [*_other_language(notice, reminder, office.language), *extra.remarks]
    return Written(reminders=tuple(reminders), kept=tuple(kept), remarks=tuple(remarks))


def with_documents(office: Office, written: Written, notices: Iterable[Notice], paper: Paper) -> Written:
    """Attach the invoices that exist as PDF, each to the mail that lists it, and say which do not."""
    by_statement = {(each.debtor.id, each.currency): each for each in notices}
    pairs = [(each, by_statement[each.debtor_id, each.currency]) for each in written.reminders]
    enclosed = enclose(office, pairs)
    full = (_with_files(office, pair, enclosed.files.get(pair[0].reference, ()), paper) for pair in pairs)
    return replace(written, reminders=tuple(full), remarks=(*written.remarks, *enclosed.remarks))


def _with_files(office: Office, pair: tuple[Reminder, Notice], files: tuple[Attachment, ...], paper: Paper) -> Reminder:
    reminder, notice = pair
    if not files:
        return reminder
    extra = extras(office, notice, paper.as_of)
    full = _compose(office, notice, reminder.reference, paper, extra, attachments=files)
    return replace(full, fingerprint=reminder.fingerprint)


def _still_right(office: Office, notice: Notice, draft: Attempt, paper: Paper, extra: Extras) -> bool:
    """Tell whether a waiting draft may stay: it says what today's mail would, and may leave in the way that one may."""
    today = _compose(office, notice, draft.reference, paper, extra)
    return today.fingerprint == draft.fingerprint and (draft.send or not today.send)


def _compose(  # noqa: PLR0913 - what makes a mail, each by its name
    office: Office,
    notice: Notice,
    reference: str,
    paper: Paper,
    extra: Extras,
    *,
    attachments: tuple[Attachment, ...] = (),
) -> Reminder:
    send = paper.mode is Mode.SEND and not notice.stays_draft
    written = office.composer.compose(
        notice,
        reference=reference,
        as_of=paper.as_of,
        books_until=paper.books_until,
        attachments=attachments,
        images=extra.images,
        links=extra.links,
        charge=extra.charge,
        send=send,
        pay_by=_pay_by(office, notice, paper) if send else None,
    )
    reminder = continued(written, notice, paper.letters)
    return replace(reminder, fingerprint=fingerprint_of(reminder))


def _other_language(notice: Notice, reminder: Reminder, language: str) -> tuple[Notification, ...]:
    wanted = plain_language(notice.language or "")
    if wanted in ("", reminder.language):
        return ()
    facts = {"debtor": notice.debtor.code, "wanted": wanted, "written": reminder.language}
    return (notification("language-fallback", language, **facts),)


def _pay_by(office: Office, notice: Notice, paper: Paper) -> date:
    end = paper.as_of + timedelta(days=notice.tone.payment_term_days)
    return next_working_day(end, country=office.company.country, closed=office.closed_days)


def _new_reference(office: Office, notice: Notice) -> str:
    """Give the next reference of a statement: the same for the same history, so that a dry run shows the real one."""
    number = office.attempts.count(notice.debtor.id, notice.currency)
    facts = "|".join((office.name, notice.debtor.id, notice.currency, str(number)))
    return base64.b32encode(hashlib.sha256(facts.encode()).digest()).decode()[:REFERENCE_BYTES]
