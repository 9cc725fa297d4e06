"""A run from the settings alone: the store opened and examined, the texts tried, the administrations run in turn."""

from collections.abc import Iterable
from functools import partial

from reminder.app.rounds import NOBODY, run_all
from reminder.config.settings import Settings
from reminder.model.run import Run
from reminder.ports.clock import Progress
from reminder.ports.stopping import Stopping
from reminder.wiring.build import Wiring
from reminder.wiring.checks import check_templates
from reminder.wiring.clock import SystemClock
from reminder.wiring.digests import Digests
from reminder.wiring.housekeeping import keep_house
from reminder.wiring.opening import open_store
from reminder.wiring.orders import Wish, chosen, new_order
from reminder.wiring.places import exact_settings, gmail_settings
from reminder.wiring.records import conclude
from reminder.wiring.watching import monitors, watched


def run_once(
    settings: Settings, names: tuple[str, ...], wish: Wish, progress: Progress, stopping: Stopping = NOBODY
) -> Run:
    """Run the named administrations, or all; what is wrong with the configuration is raised before anything else.

    Every run but a dry one is told to those who watch.
    """
    told = () if wish.dry_run else monitors(settings)
    return watched(told, partial(_run_once, settings, names, wish, progress, stopping))


def _run_once(settings: Settings, names: tuple[str, ...], wish: Wish, progress: Progress, stopping: Stopping) -> Run:
    meant, clock = chosen(settings, names), SystemClock()
    assure(settings, meant)
    with open_store(settings, clock) as store:
        store.examine()
        wiring = Wiring(settings, store, clock=clock, progress=progress, stopping=stopping)
        order = new_order(settings, store, clock, names=meant, wish=wish)
        run = conclude(settings, store, run_all(wiring.doors(meant), order, clock, stopping))
        told = Digests(settings, store, wiring, clock=clock).put(run)
        if not wish.dry_run:
            keep_house(settings, store, meant, today=order.as_of)
        return told


def assure(settings: Settings, names: Iterable[str]) -> None:
    """ConfigError with what is wrong with the texts, secrets or client files of these administrations."""
    for name in names:
        check_templates(settings, name)
        exact_settings(settings, name)
        gmail_settings(settings, name)
