"""A store on disk and a mail to put in it, for the tests of the store."""
# ruff: noqa: ANN401 - a builder takes any field of the value it builds

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from reminder.model.reminder import Item, Reminder
from reminder.store.store import Store

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)


class StoppedClock:
    """A clock that always shows the same instant."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        raise AssertionError(f"nothing waits {seconds} s here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a test's store stands, its generation file apart from it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "data" / "reminder.db"

    @property
    def generation(self) -> Path:
        return self.folder / "apart" / "reminder.generation"

    def open(self, *, recovering: bool = False) -> Store:
        return Store.open(self.database, clock=StoppedClock(), generation_file=self.generation, recovering=recovering)


def a_mail(reference: str = "ACME-1", *steps: tuple[str, str | None], **changes: Any) -> Reminder:
    """Build a mail that takes these steps, one by default; a receivable without a tier is only listed."""
    items = steps or (("key-1@2026-11-02", "friendly"),)
    reminder = Reminder(
        reference=reference,
        administration="acme",
        debtor_id="debtor-1001",
        debtor_code="1001",
        debtor_name="Bakkerij De Gouden Croissant",
        currency="EUR",
        tier="friendly",
        language="nl",
        sender="administratie@acme.example",
        sender_name="Acme B.V.",
        to=("administratie@bakkerij.example", "directie@bakkerij.example"),
        subject="Herinnering",
        text="Kenmerk",
        html="<p>Kenmerk</p>",
        items=tuple(Item(receivable=key, invoice="1", amount=Decimal("12.10"), tier=tier) for key, tier in items),
        total=Decimal("12.10"),
    )
    return replace(reminder, **changes)


def claim(store: Store, reference: str, *, size: int = 8) -> bool:
    """Claim one mail of that many bytes with one step of its own; whether it was free."""
    mail = a_mail(reference, (f"key-{reference}", "friendly"), ("credit", None))
    return store.attempts("acme").claim(mail, bytes(size), run="RUN1", as_of=DAY) is not None


def references(store: Store) -> list[str]:
    """Give the mails in a store, each of which is there whole."""
    every = store.attempts("acme").every()
    assert all(len(each.items) == 2 and store.attempts("acme").mail(each.reference) for each in every)
    return [each.reference for each in every]
