"""Every execution with up to three faults, over the program's own delivery, settling and store."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from reminder.model.policy import Mode
from tests.explore.choices import Choices, Explorer
from tests.explore.mutations import MUTATIONS, Mutation
from tests.explore.world import World


def explorer(mode: Mode, *, weeks: int, most_broken: int = 5) -> Explorer:
    world = World(mode=mode)
    stages = (world.run, *((world.between, world.run) * (weeks - 1)))
    tail = (world.clean_run, world.clean_run, world.run_again)
    return Explorer(world=world, stages=stages, tail=tail, most_broken=most_broken)


def test_choices_are_taken_in_every_combination_within_the_number_of_faults():
    choices, found, more = Choices(faults=2), [], True

    while more:
        found.append(tuple(choices.choose(str(place), 2) for place in range(3)))
        more = choices.advance()

    assert sorted(found) == sorted({(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)} - {(1, 1, 1)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How far to look; `least` is how many executions there are at least."""

    mode: Mode
    weeks: int
    faults: int
    least: int

    def __str__(self) -> str:
        return f"{self.mode}-{self.weeks}-weeks-{self.faults}-faults"


SEARCHES = (
    Search(mode=Mode.SEND, weeks=2, faults=3, least=2_500),
    Search(mode=Mode.DRAFT, weeks=2, faults=3, least=1_200),
    Search(mode=Mode.SEND, weeks=3, faults=1, least=60),
)


@pytest.mark.fault(1, 2, 3, 4, 5, 6, 7, 8, 101, 104, 106, 107, 108, 110)
@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_no_execution_with_up_to_three_faults_breaks_a_promise(search: Search, measured: Callable[[str], None]):
    world = explorer(search.mode, weeks=search.weeks)

    executions = world.explore(search.faults)

    measured(f"explored {executions} executions in {world.played} runs and weeks, {search}")
    assert world.broken == []
    assert executions >= search.least


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.name)
def test_a_broken_program_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch):
    mutation.apply(monkeypatch)
    broken = explorer(mutation.mode, weeks=2, most_broken=1)

    broken.explore(mutation.faults)

    assert broken.broken


@pytest.mark.soak
@pytest.mark.parametrize("mode", Mode)
def test_no_execution_over_three_weeks_breaks_a_promise(mode: Mode, measured: Callable[[str], None]):
    longer = explorer(mode, weeks=3)

    executions = longer.explore(3)

    measured(f"explored {executions} executions in {longer.played} runs and weeks, {mode}")
    assert longer.broken == []
