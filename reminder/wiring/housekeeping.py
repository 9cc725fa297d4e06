"""What retention allows to go: old mails, in reports too, who is named in old facts, and old reports."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import structlog

from reminder.config.settings import Settings
from reminder.report.files import put
from reminder.report.html.mails import without_mails
from reminder.store.maintenance import Forgotten
from reminder.store.store import Store
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store

MAIL_DAYS = 90
"""Days after which the bytes of a settled mail are wiped."""

NOTHING = Forgotten(mails=0, reminders=0, decisions=0)

log = structlog.get_logger()


def purge(settings: Settings) -> Iterator[tuple[str, Forgotten]]:
    """Let go what retention allows, of every administration, giving what went for each; then shrink the store."""
    clock = SystemClock()
    today = clock.now().astimezone(settings.timezone).date()
    with open_store(settings, clock) as store:
        for name in settings.administrations:
            yield name, forget(settings, store, name, today)
        store.compact()
    clear_reports(settings, today)


def keep_house(settings: Settings, store: Store, names: Iterable[str], today: date) -> None:
    """Let go what retention allows after a run; whatever goes wrong is logged, and tried again after the next."""
    try:
        gone = [forget(settings, store, name, today) for name in names]
        if any(each != NOTHING for each in gone):
            store.compact()
        clear_reports(settings, today)
    except Exception:
        log.exception("housekeeping_failed")


def forget(settings: Settings, store: Store, name: str, today: date) -> Forgotten:
    """Let go what retention allows of one administration."""
    gone = store.maintenance(name).forget(mails_before=mails_before(today), facts_before=facts_before(settings, today))
    if gone != NOTHING:
        log.info("purged", administration=name, mails=gone.mails, reminders=gone.reminders, decisions=gone.decisions)
    return gone


def mails_before(today: date) -> date:
    """Give the first day of which the texts of mails are kept."""
    return today - timedelta(days=MAIL_DAYS)


def facts_before(settings: Settings, today: date) -> date:
    """Give the first day of which facts are kept whole."""
    years, month = divmod(today.year * 12 + today.month - 1 - settings.retention_months, 12)
    return date(max(years, 1), month + 1, 1)


def clear_reports(settings: Settings, today: date) -> None:
    """Delete the reports that are too old, and take the texts of mails out of those that are old enough for it."""
    drop_reports(settings.reports, before=facts_before(settings, today))
    drop_mails(settings.reports, before=mails_before(today))


def drop_reports(folder: Path, *, before: date) -> None:
    """Delete the reports of runs as of a day before that."""
    for path in _reports(folder, before):
        path.unlink(missing_ok=True)


def drop_mails(folder: Path, *, before: date) -> None:
    """Take the texts of mails out of the reports of runs as of a day before that."""
    for path in _reports(folder, before):
        page = path.read_text(encoding="utf-8")
        rest = without_mails(page)
        if rest != page:
            put(path, rest)


def _reports(folder: Path, before: date) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("????-??-??-*.html")) if path.name[:10] < before.isoformat())
