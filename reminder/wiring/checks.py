"""What `check` looks at, put together from the settings."""

from collections.abc import Iterable, Iterator
from functools import partial

from reminder.app.check import Probe, books_are_readable, findings, ledger_is_right, mailbox_is_right
from reminder.compose.lint import template_faults
from reminder.config.settings import Settings
from reminder.errors import ConfigError, StoreError
from reminder.mailboxes.gmail.drafts import GmailDrafts
from reminder.model.finding import Condition, Finding
from reminder.ports.clock import Clock, Silent
from reminder.store.store import Store
from reminder.wiring.build import Wiring
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store


def check_all(settings: Settings, names: tuple[str, ...]) -> Iterator[Finding]:
    """Look at everything that these administrations need, giving each finding as soon as it is known."""
    yield Finding(subject="configuration", state=Condition.OK, text=f"administrations: {', '.join(names)}")
    texts = (Probe(subject=f"{name}: templates", look=partial(check_templates, settings, name)) for name in names)
    yield from findings(texts)
    clock = SystemClock()
    try:
        store = open_store(settings, clock)
    except StoreError as error:
        fault = Condition.FAULT
        yield Finding(subject="store", state=fault, text=error.message, hint=error.hint, exit_code=error.exit_code)
        return
    with store:
        yield from _with_store(settings, names, store, clock)


def check_templates(settings: Settings, name: str) -> str:
    """Render every text of an administration on samples; ConfigError with every fault."""
    table = settings.administrations[name]
    languages = {table.language, *(each.language for each in table.debtors.values() if each.language)}
    faults = template_faults(
        table.policy.to_model(),
        table.company.to_model(),
        languages=languages,
        own_templates=settings.templates,
        charges=table.charges.to_model(),
    )
    if faults:
        raise ConfigError("\n".join(faults), hint="see docs/templates.md")
    return "every text of every tier can be written"


def _with_store(settings: Settings, names: Iterable[str], store: Store, clock: Clock) -> Iterator[Finding]:
    wiring = Wiring(settings, store, clock=clock, progress=Silent())
    yield from findings([Probe(subject="store", look=partial(_store_is_sound, store))])
    for name in names:
        yield from findings(_probes(wiring, settings, name, clock))


def _store_is_sound(store: Store) -> str:
    store.examine()
    return "sound and writable"


def _probes(wiring: Wiring, settings: Settings, name: str, clock: Clock) -> tuple[Probe, ...]:
    return (
        Probe(subject=f"{name}: ledger", look=partial(_ledger, wiring, settings, name)),
        Probe(subject=f"{name}: books", look=partial(_books, wiring, settings, name, clock)),
        Probe(subject=f"{name}: mailbox", look=partial(_mailbox, wiring, settings, name)),
    )


def _ledger(wiring: Wiring, settings: Settings, name: str) -> str:
    table = settings.administrations[name].ledger
    with wiring.ledger(name) as ledger:
        return ledger_is_right(ledger, division=str(table.division), name=table.division_name)


def _books(wiring: Wiring, settings: Settings, name: str, clock: Clock) -> Finding:
    days = settings.administrations[name].policy.max_bank_age_days
    today = clock.now().astimezone(settings.timezone).date()
    with wiring.ledger(name) as ledger:
        return books_are_readable(ledger, subject=f"{name}: books", today=today, max_age_days=days)


def _mailbox(wiring: Wiring, settings: Settings, name: str) -> str:
    address = settings.administrations[name].mailbox.address
    return mailbox_is_right(GmailDrafts(wiring.mailbox(name)), address=address)
