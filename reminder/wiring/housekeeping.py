"""What retention allows to go: the bytes of old mails, who is named in old facts, and old reports."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import structlog

from reminder.config.settings import Settings
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
    drop_reports(settings.reports, before=facts_before(settings, today))


def keep_house(settings: Settings, store: Store, names: Iterable[str], today: date) -> None:
    """Let go what retention allows after a run; whatever goes wrong is logged, and tried again after the next."""
    try:
        gone = [forget(settings, store, name, today) for name in names]
        if any(each != NOTHING for each in gone):
            store.compact()
        drop_reports(settings.reports, before=facts_before(settings, today))
    except Exception:
        log.exception("housekeeping_failed")


def forget(settings: Settings, store: Store, name: str, today: date) -> Forgotten:
    """Let go what retention allows of one administration."""
    gone = store.maintenance(name).forget(
        mails_before=today - timedelta(days=MAIL_DAYS), facts_before=facts_before(settings, today)
    )
    if gone != NOTHING:
        log.info("purged", administration=name, mails=gone.mails, reminders=gone.reminders, decisions=gone.decisions)
    return gone


def facts_before(settings: Settings, today: date) -> date:
    """Give the first day of which facts are kept whole."""
    years, month = divmod(today.year * 12 + today.month - 1 - settings.retention_months, 12)
    return date(max(years, 1), month + 1, 1)


def drop_reports(folder: Path, *, before: date) -> None:
    """Delete the reports of runs as of a day before that."""
    for path in folder.glob("????-??-??-*.html"):
        if path.name[:10] < before.isoformat():
            path.unlink(missing_ok=True)
