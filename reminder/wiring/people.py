"""What people work with between runs, put together from the settings over one open store."""

from collections.abc import Iterator
from contextlib import contextmanager

from reminder.app.desk import Desk
from reminder.config.settings import Settings
from reminder.ports.clock import Clock
from reminder.store.store import Store
from reminder.wiring.build import open_store
from reminder.wiring.clock import SystemClock


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
    """Put the desk of an administration together; today is the day where the administrations are."""
    table, memory = settings.administrations[name], store.memory(name)
    return Desk(
        name=name,
        language=table.language,
        today=clock.now().astimezone(settings.timezone).date(),
        policy=table.policy.to_model(),
        archive=store.history(),
        notes=memory,
        beginnings=memory,
        mails=store.attempts(name),
    )
