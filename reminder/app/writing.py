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
from reminder.app.spoilt import Tolerance, unwritten
from reminder.compose.writing import plain_language
from reminder.errors import ReminderError
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

    `remarks` says what the new ones lack; `mails` are their bytes by reference, once they are printed.
    """

    reminders: tuple[Reminder, ...]
    kept: tuple[Attempt, ...]
    remarks: tuple[Notification, ...] = ()
    mails: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What became of one notice: a new mail, or the draft of it that waits; and what that mail lacks."""

    mail: Reminder | Attempt
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
    """Compose every notice; `waiting` holds untouched drafts by debtor id and currency.

    A notice that cannot be composed gives a mail with a fault, so that the others go on.
    """
    tolerance = Tolerance()
    pages = [_page(office, each, waiting.get((each.debtor.id, each.currency)), paper, tolerance) for each in notices]
    return Written(
        reminders=tuple(each.mail for each in pages if isinstance(each.mail, Reminder)),
        kept=tuple(each.mail for each in pages if isinstance(each.mail, Attempt)),
        remarks=tuple(remark for each in pages for remark in each.remarks),
    )


def _page(office: Office, notice: Notice, draft: Attempt | None, paper: Paper, tolerance: Tolerance) -> _Page:
    reference = _new_reference(office, notice)
    try:
        return _written(office, notice, draft, paper, reference)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other mails go on
        fault = tolerance.excuse(error, debtor_code=notice.debtor.code)
        send = _to_send(notice, paper)
        return _Page(mail=unwritten(office, notice, reference=reference, send=send, fault=fault))


def _written(office: Office, notice: Notice, draft: Attempt | None, paper: Paper, reference: str) -> _Page:
    extra = extras(office, notice, paper.as_of)
    if draft is not None and _still_right(office, notice, draft, paper, extra):
        return _Page(mail=draft)
    reminder = _compose(office, notice, reference, paper, extra)
    return _Page(mail=reminder, remarks=(*_other_language(notice, reminder, office.language), *extra.remarks))


def with_documents(office: Office, written: Written, notices: Iterable[Notice], paper: Paper) -> Written:
    """Attach the invoices that exist as PDF, each to the mail that lists it, and say which do not."""
    by_statement = {(each.debtor.id, each.currency): each for each in notices}
    pairs = [(each, by_statement[each.debtor_id, each.currency]) for each in written.reminders]
    enclosed = enclose(office, [pair for pair in pairs if not pair[0].fault])
    tolerance = Tolerance()
    full = (_enclosing(office, pair, enclosed.files.get(pair[0].reference, ()), paper, tolerance) for pair in pairs)
    return replace(written, reminders=tuple(full), remarks=(*written.remarks, *enclosed.remarks))


def _enclosing(
    office: Office, pair: tuple[Reminder, Notice], files: tuple[Attachment, ...], paper: Paper, tolerance: Tolerance
) -> Reminder:
    try:
        return _with_files(office, pair, files, paper)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other mails go on
        return replace(pair[0], fault=tolerance.excuse(error, debtor_code=pair[0].debtor_code))


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
    send = _to_send(notice, paper)
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
    _refuse_strangers(office, written)
    reminder = continued(written, notice, paper.letters)
    return replace(reminder, fingerprint=fingerprint_of(reminder))


def _to_send(notice: Notice, paper: Paper) -> bool:
    return paper.mode is Mode.SEND and not notice.stays_draft


def _refuse_strangers(office: Office, reminder: Reminder) -> None:
    """Make sure that a mail is this administration's own: its name, and the mailbox that it is from."""
    if (reminder.administration, reminder.sender) != (office.name, office.expected.mailbox):
        message = f"the mail {reminder.reference} was written for another administration than {office.name}"
        raise ReminderError(message, hint="this is a fault of the program; report it")


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
