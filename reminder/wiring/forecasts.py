"""A forecast from the settings alone."""

from dataclasses import replace

from reminder.app.office import Office
from reminder.app.simulate import Forecast, simulate
from reminder.config.settings import Settings
from reminder.errors import UsageError
from reminder.ports.clock import Clock, Progress
from reminder.store.store import Store
from reminder.wiring.build import Wiring
from reminder.wiring.checks import check_templates
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from reminder.wiring.orders import Wish, new_order


def forecast(
    settings: Settings, name: str, *, weeks: int, progress: Progress, other: Settings | None = None
) -> Forecast:
    """Tell what the weekly runs of an administration would do, under its policy and perhaps under another file's."""
    for each in (settings, other):
        if each is not None:
            _check(each, name)
    clock = SystemClock()
    with open_store(settings, clock) as store:
        wiring = Wiring(settings, store, clock=clock, progress=progress)
        (door,) = wiring.doors((name,))
        order = new_order(settings, store, clock, names=(name,), wish=Wish(dry_run=True))
        with door.open(door.mode) as office:
            changed = _under(other, office, store, clock, progress) if other else None
            return simulate(office, replace(order, mode=door.mode), weeks=weeks, other=changed)


def _under(other: Settings, office: Office, store: Store, clock: Clock, progress: Progress) -> Office:
    """Give the same administration under the rules and texts of other settings."""
    table = other.administrations[office.name]
    return replace(
        office,
        policy=table.policy.to_model(),
        debtors=table.debtor_settings(),
        company=table.company.to_model(),
        closed_days=table.company.closed_days,
        charges=table.charges.to_model(),
        payment_link=table.payment_link.pattern,
        epc_qr=table.payment_link.epc_qr,
        composer=Wiring(other, store, clock=clock, progress=progress).composer(office.name),
    )


def _check(settings: Settings, name: str) -> None:
    if name not in settings.administrations:
        known = ", ".join(settings.administrations)
        raise UsageError(f"the other file has no administration {name}", hint=f"it has {known}")
    check_templates(settings, name)
