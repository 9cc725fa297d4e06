"""More than two hundred weeks of everything at once, each time from one seed."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from reminder.model.reminder import State
from tests.explore.invariants import reference
from tests.soak.world import DEBTORS, SoakWorld

SEEDS = (20261123, 7, 1848)
WEEKS = 220
CALM = 4
LEAST = 20
EVENTS = (
    *(f"{write}:{way}" for write in ("create", "send", "delete") for way in (1, 2, 3, 4)),
    *("listing:1", "listing:2", "read:1", "last look:1", "last look:2", "commit:1", "commit:2"),
    *("pay", "part-pay", "send", "edit", "discard", "reply", "automatic", "bounce", "by hand", "resolve"),
)


@pytest.mark.soak
@pytest.mark.fault(38)
@pytest.mark.parametrize("seed", SEEDS)
def test_years_of_faults_double_nothing_and_lose_nothing(seed: int, measured: Callable[[str], None]):
    world = SoakWorld(seed)

    for number in range(1, WEEKS + 1):
        world.draws.calm = number > WEEKS - CALM
        world.week(number)
        assert world.wrong.found == [], number

    mails = [reference(kept.mail) for kept in world.mailbox.sent if not kept.by_hand]
    fewest = min(EVENTS, key=lambda name: world.draws.made[name])
    told = f"{sum(world.draws.made.values())} events, fewest {fewest} ({world.draws.made[fewest]} times)"
    measured(f"seed {seed}: {WEEKS} weeks, {DEBTORS} debtors, {len(mails)} mails, {told}")
    assert len(mails) >= 1000
    assert {name: world.draws.made[name] for name in EVENTS if world.draws.made[name] < LEAST} == {}
    assert _doubles(world, mails) == []
    assert _disorder(world, mails) == []
    assert _lost(world) == []


def _doubles(world: SoakWorld, mails: list[str]) -> list[str]:
    steps = {each.reference: [(item.receivable, item.tier) for item in each.items] for each in world.journal.every()}
    counts = Counter(step for mail in mails for step in steps[mail] if step[1])
    return [f"{count} mails about {step}" for step, count in counts.items() if count > 1]


def _disorder(world: SoakWorld, mails: list[str]) -> list[str]:
    """Name receivables whose tiers came in another order, and debtors whom the program mailed within the interval."""
    attempts = {each.reference: each for each in world.journal.every()}
    tiers: dict[str, list[str]] = defaultdict(list)
    for mail in mails:
        for item in attempts[mail].items:
            if item.tier:
                tiers[item.receivable].append(item.tier)
    order = ["friendly", "formal"]
    wrong = [key for key, names in tiers.items() if names != sorted(names, key=order.index)]
    days: dict[str, list[date]] = defaultdict(list)
    for each in sorted(attempts.values(), key=lambda each: each.as_of):
        if each.state is State.SENT and each.done_on:
            days[each.debtor_id].append(each.done_on)
    close = timedelta(days=6)
    hasty = [key for key, own in days.items() if any(b - a < close for a, b in pairwise(own))]
    return [*wrong, *hasty]


def _lost(world: SoakWorld) -> list[str]:
    """Name mails that nobody would see any more, and debts that no run decided about."""
    last = world.results[-1]
    assert last is not None
    decided = {each.receivable.key for each in last.decisions}
    forgotten = [each.key for each in world.ledger.receivables if each.key not in decided]
    sent = {reference(kept.mail) for kept in world.mailbox.sent}
    claimed = [each.reference for each in world.journal.every() if each.state is State.SENT]
    unsettled = [each for each in world.journal.open() if each.state in {State.SENDING, State.CREATING, State.REVIEW}]
    quiet = [each.reference for each in unsettled if last.exit_code == 0]
    return [*forgotten, *(each for each in claimed if each not in sent), *quiet]
