"""What a person asked of a run, made into the order for it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from reminder.app.office import Order
from reminder.config.administration import AdministrationTable
from reminder.config.settings import Settings
from reminder.config.urls import is_loopback
from reminder.errors import UsageError
from reminder.model.policy import Mode
from reminder.ports.clock import Clock
from reminder.store.identifiers import new_run_id
from reminder.store.store import Store

FARTHEST = timedelta(days=3650)
"""How far ahead a run may count from; every waiting time of a policy then still ends before the calendar does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked of a run; `lowered` makes drafts where the configuration would send."""

    as_of: date | None = None
    lowered: bool = False
    dry_run: bool = False
    force: bool = False


def chosen(settings: Settings, names: Iterable[str]) -> tuple[str, ...]:
    """Give the administrations that are meant: those named, or all; UsageError for one that is not configured."""
    known = tuple(settings.administrations)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f"there is no administration {unknown[0]}", hint=f"known are: {', '.join(known)}")
    return tuple(dict.fromkeys(names)) or known


def new_order(settings: Settings, store: Store, clock: Clock, *, names: Iterable[str], wish: Wish) -> Order:
    """Give the order for one run; without an as-of date it is today where the administrations are.

    Another date is for dry runs and sandboxes, and may not lie before a recorded run's, or far ahead: UsageError.
    """
    now = clock.now()
    today = now.astimezone(settings.timezone).date()
    as_of = wish.as_of or today
    if as_of > today + FARTHEST:
        raise UsageError(f"{as_of} is more than ten years ahead", hint="use an earlier day")
    if as_of != today:
        _check_as_of(settings, store, as_of, names=names, dry_run=wish.dry_run)
    return Order(
        run=new_run_id(now, secrets.token_bytes(10)),
        started=now,
        as_of=as_of,
        mode=Mode.DRAFT if wish.lowered else Mode.SEND,
        dry_run=wish.dry_run,
        force=wish.force,
    )


def _check_as_of(settings: Settings, store: Store, as_of: date, *, names: Iterable[str], dry_run: bool) -> None:
    for name in names:
        table = settings.administrations[name]
        if not dry_run and not in_sandbox(table):
            raise UsageError("--as-of is for dry runs and sandboxes", hint="add --dry-run")
        last = store.runs(name).last_as_of()
        if last is not None and as_of < last:
            raise UsageError(
                f"the last run of {name} was as of {last}, later than {as_of}", hint=f"use {last} or later"
            )


def in_sandbox(table: AdministrationTable) -> bool:
    """Tell whether ledger and mailbox are both on this machine itself, where runs may go ahead of today."""
    return all(is_loopback(url) for url in (table.ledger.root, table.mailbox.api_endpoint))
