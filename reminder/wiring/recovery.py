"""Recovery from the settings alone: the store opened as it is, and every administration's mails marked."""

from functools import partial

from reminder.app.recover import Recovered, Remains, recover
from reminder.config.settings import Settings
from reminder.store.store import Store
from reminder.wiring.clock import SystemClock


def recover_all(settings: Settings, *, force: bool = False) -> tuple[Recovered, ...] | None:
    """Accept the store as it is and leave all that is open to a person; StoreError when it is damaged.

    None, and nothing is changed, when nothing of the store was lost; `force` accepts it anew all the same.
    """
    path, generation = settings.database_path, settings.generation_file
    with Store.open(path, clock=SystemClock(), generation_file=generation, recovering=True) as store:
        store.examine()
        if store.intact() and not force:
            return None
        return recover([_remains(store, name) for name in settings.administrations], store.accept)


def _remains(store: Store, name: str) -> Remains:
    return Remains(
        name=name,
        attempts=store.attempts(name),
        runs=store.runs(name),
        lock=partial(store.run_lock, name),
    )
