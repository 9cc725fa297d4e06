"""The store failing at its n-th operation, for every n: the run stops there, and nothing leaves after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from reminder.errors import StoreError
from reminder.model.policy import Mode
from tests.explore.memory_store import MemoryDatabase
from tests.explore.world import World

MOST = 300


class FailingDatabase(MemoryDatabase):
    """A store that is full at its n-th read or write, and from then on if it is to `last`."""

    def __init__(self) -> None:
        super().__init__()
        self.left = MOST
        self.lasts = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self._count()
        with super().read() as connection:
            yield connection

    @contextmanager
    def unrecorded(self) -> Iterator[Connection]:
        self._count()
        with super().unrecorded() as connection:
            yield connection

    @property
    def met(self) -> bool:
        return self.left < 0

    def _count(self) -> None:
        self.left -= 1
        if self.left == -1 or (self.lasts and self.left < 0):
            raise StoreError("the store is unusable: the disk is full", code="disk-full")


@pytest.mark.fault(42, 49)
@pytest.mark.parametrize("lasts", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("mode", Mode)
def test_nothing_leaves_after_the_store_gave_out_wherever_it_does(
    mode: Mode,
    lasts: bool,  # noqa: FBT001
    measured: Callable[[str], None],
):
    for number in range(MOST):
        database = FailingDatabase()
        world = _with_something_to_settle(World(mode=mode, database=database))
        database.left, database.lasts = number, lasts

        writes = _writes_after_failure(world, database)

        met, database.left, database.lasts = database.met, MOST, False
        world.clean_run()
        world.clean_run()
        world.run_again()
        assert writes == [], number
        assert world.broken() == [], number
        if not met:
            measured(f"the store failed at each of {number} operations of a run in {mode} mode")
            return
    raise AssertionError("the fault was met every time")


def _with_something_to_settle(world: World) -> World:
    """Let a draft wait that the next run withdraws and writes anew."""
    mode, world.mode = world.mode, Mode.DRAFT
    world.run()
    world.pass_by(timedelta(days=7))
    world.mode = mode
    (row,) = world.ledger.receivables
    world.ledger.receivables = (replace(row, amount=row.amount / 2, base_amount=row.base_amount / 2),)
    return world


def _writes_after_failure(world: World, database: FailingDatabase) -> list[tuple[str, str]]:
    """Run once; give what was written in the mailbox after the store failed."""
    late: list[tuple[str, str]] = []
    world.mailbox.watch = lambda write: late.append(write) if database.met else None
    world.run()
    world.mailbox.watch = None
    result = world.results[-1]
    assert not database.met or result is None or result.exit_code == 7
    return late
