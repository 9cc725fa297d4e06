"""Mails that cannot be written as meant: each fails alone and is told, and too many of one kind stop the run."""

from collections import Counter

import structlog

from reminder.app.office import Office
from reminder.compose.writing import items_of, plain_language
from reminder.errors import ReminderError
from reminder.model.decision import Notice
from reminder.model.reminder import Reminder

MOST = 3
"""Mails that may fail in the same way; beyond them it is no longer a fault of one mail."""

UNFORESEEN = "an unexpected fault; the log file has the details"

log = structlog.get_logger()


class Tolerance:
    """Lets single mails fail, and no more than three of them in the same way."""

    def __init__(self) -> None:
        self._met: Counter[tuple[type, str]] = Counter()

    def excuse(self, error: Exception, *, debtor_code: str) -> str:
        """Give what is wrong with a mail in words; raises it when too many went wrong in that way."""
        kind = (type(error), getattr(error, "code", ""))
        self._met[kind] += 1
        if self._met[kind] > MOST:
            raise error
        if isinstance(error, ReminderError):
            return error.message
        log.error("mail_broke", debtor=debtor_code, exc_info=error)
        return UNFORESEEN


def unwritten(office: Office, notice: Notice, *, reference: str, send: bool, fault: str) -> Reminder:
    """Give a mail without texts in place of one that could not be written."""
    return Reminder(
        reference=reference,
        administration=office.name,
        debtor_id=notice.debtor.id,
        debtor_code=notice.debtor.code,
        debtor_name=notice.debtor.name,
        currency=notice.currency,
        tier=notice.tone.name,
        language=plain_language(notice.language or office.language),
        sender=office.expected.mailbox,
        sender_name=office.company.name,
        to=notice.to,
        subject="",
        text="",
        html="",
        items=items_of(notice),
        total=notice.total,
        send=send,
        fault=fault,
    )
