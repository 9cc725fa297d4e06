"""The invoices that go with mails, as far as they exist; a missing one never stops a mail, it is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reminder.app.office import Office
from reminder.errors import AuthorisationError, UnavailableError
from reminder.model.books import Receivable
from reminder.model.decision import Notice
from reminder.model.reminder import Attachment, Reminder
from reminder.model.run import Notification
from reminder.words.remarks import notification, numbers, remark

LARGEST_MAIL = 18 * 1024 * 1024
"""Bytes of files in one mail; encoded they grow by a third, and Gmail takes 25 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """The files of each mail by its reference, and what is to be said of those that are not there."""

    files: Mapping[str, tuple[Attachment, ...]]
    remarks: tuple[Notification, ...]


def enclose(office: Office, pairs: Iterable[tuple[Reminder, Notice]]) -> Enclosed:
    """Fetch the invoices of all mails at once, and give each mail those of what it lists, as far as they fit."""
    mails = tuple(pairs)
    if not office.attach_invoices or not mails:
        return Enclosed(files={}, remarks=())
    found, refusal = _fetched(office, [row for _, notice in mails for row in notice.listed if not row.credit])
    own = {reminder.reference: _own(notice, found) for reminder, notice in mails}
    fitting = {reference: _fitting(files) for reference, files in own.items()}
    large = [file for reference, files in own.items() for file in files if file not in fitting[reference]]
    missing = [row for _, notice in mails for row in notice.listed if not row.credit and not found.get(row.key)]
    remarks = (_missing(missing, refusal, office.language), _large(large, mails, office.language))
    return Enclosed(files=fitting, remarks=tuple(each for each in remarks if each))


def _fetched(office: Office, rows: list[Receivable]) -> tuple[Mapping[str, tuple[Attachment, ...]], str]:
    """Give the files by receivable key, or none and the reason why the ledger gives none at all."""
    try:
        return office.ledger.documents(rows), ""
    except (AuthorisationError, UnavailableError) as error:
        return {}, error.message


def _own(notice: Notice, found: Mapping[str, tuple[Attachment, ...]]) -> tuple[Attachment, ...]:
    """Give the files of what a notice lists, each once, though instalments share one."""
    files = {
        (file.filename, file.content): replace(file, receivable=row.key)
        for row in reversed(notice.listed)
        for file in reversed(found.get(row.key, ()))
    }
    return tuple(reversed(files.values()))


def _fitting(files: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    kept, size = [], 0
    for file in files:
        if size + len(file.content) <= LARGEST_MAIL:
            kept.append(file)
            size += len(file.content)
    return tuple(kept)


def _missing(rows: list[Receivable], refusal: str, language: str) -> Notification | None:
    if not rows:
        return None
    count = len({row.invoice_key for row in rows})
    code = "missing-pdf" if count > 1 else "missing-pdf.one"
    text = remark(code, language, count=count, numbers=_numbers(rows, language))
    why = f" {remark('missing-pdf.refused', language, why=refusal)}" if refusal else ""
    return Notification(code="missing-pdf", text=f"{text}{why}")


def _large(files: list[Attachment], mails: Iterable[tuple[Reminder, Notice]], language: str) -> Notification | None:
    keys = {file.receivable for file in files}
    rows = [row for _, notice in mails for row in notice.listed if row.key in keys]
    if not rows:
        return None
    limit = LARGEST_MAIL // 1024 // 1024
    return notification("large-pdf", language, numbers=_numbers(rows, language), limit=limit)


def _numbers(rows: Iterable[Receivable], language: str) -> str:
    return numbers((row.invoice for row in rows), language)
