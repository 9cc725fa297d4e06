"""The store, opened as the settings say; light, so that a look at it needs nothing else."""

from reminder.config.settings import Settings
from reminder.ports.clock import Clock
from reminder.store.store import Store


def open_store(settings: Settings, clock: Clock) -> Store:
    """Open the store, made at first use; StoreError when it cannot be trusted."""
    return Store.open(settings.database_path, clock=clock, generation_file=settings.generation_file)
