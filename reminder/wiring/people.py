"""What people work with between runs, put together from the settings over one open store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from reminder.app.check_places import ledger_is_right
from reminder.app.desk import Desk
from reminder.app.resolve import Answer, Resolved, find_mail, resolve
from reminder.config.settings import Settings
from reminder.mailboxes.gmail.drafts import GmailDrafts
from reminder.model.books import Books
from reminder.ports.clock import Clock, Progress, Silent
from reminder.ports.mailbox import Drafts
from reminder.store.store import Store
from reminder.wiring.build import Wiring
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from reminder.wiring.orders import in_sandbox


@contextmanager
def open_desk(settings: Settings, name: str) -> Iterator[Desk]:
    """Open one administration for a person, without touching ledger or mailbox."""
    with open_desks(settings, (name,)) as (desk,):
        yield desk


@contextmanager
def open_desks(settings: Settings, names: tuple[str, ...]) -> Iterator[tuple[Desk, ...]]:
    """Open several administrations for a person, over one store."""
    clock = SystemClock()
    with open_store(settings, clock) as store:
        yield tuple(desk_of(settings, store, name, clock) for name in names)


def desk_of(settings: Settings, store: Store, name: str, clock: Clock) -> Desk:
    """Put the desk of an administration together."""
    table, memory = settings.administrations[name], store.memory(name)
    return Desk(
        name=name,
        language=table.language,
        today=_today(settings, store, name, clock),
        policy=table.policy.to_model(),
        archive=store.history(),
        notes=memory,
        beginnings=memory,
        mails=store.attempts(name),
    )


def _today(settings: Settings, store: Store, name: str, clock: Clock) -> date:
    """Give the day where the administrations are; in a sandbox the day that the last run went ahead to."""
    today = clock.now().astimezone(settings.timezone).date()
    last = store.runs(name).last_as_of() if in_sandbox(settings.administrations[name]) else None
    return max(today, last or today)


@contextmanager
def open_desk_with_books(settings: Settings, name: str, progress: Progress) -> Iterator[tuple[Desk, Books]]:
    """Open one administration for a person beside its books, pulled whole once and only read."""
    clock, table = SystemClock(), settings.administrations[name]
    with open_store(settings, clock) as store:
        wiring = Wiring(settings, store, clock=clock, progress=progress)
        desk = desk_of(settings, store, name, clock)
        with wiring.ledger(name) as ledger:
            ledger_is_right(ledger, division=str(table.ledger.division), name=table.ledger.division_name)
            yield desk, ledger.open_items(desk.today)


def resolve_mail(settings: Settings, names: tuple[str, ...], reference: str, answer: Answer) -> Resolved:
    """Settle a mail in whichever of these administrations has it, while no run of that one is active."""
    clock = SystemClock()
    with open_store(settings, clock) as store:
        wiring = Wiring(settings, store, clock=clock, progress=Silent())
        desk, _ = find_mail((desk_of(settings, store, name, clock) for name in names), reference)
        with store.run_lock(desk.name):
            _, attempt = find_mail((desk,), reference)
            mailbox = partial(_drafts, wiring, desk.name)
            return resolve(desk, attempt, answer, mailbox=mailbox, now=clock.now())


def _drafts(wiring: Wiring, name: str) -> Drafts:
    return GmailDrafts(wiring.mailbox(name))
