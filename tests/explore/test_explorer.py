"""Every execution with up to three faults, over the program's own delivery, settling and store."""

from collections.abc import Callable

import pytest

from reminder.model.policy import Mode
from tests.explore.choices import Choices, Explorer
from tests.explore.mutations import MUTATIONS, Mutation
from tests.explore.world import World

ENOUGH = 2_500


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


@pytest.mark.fault(1, 2, 3, 4, 5, 6, 7, 8, 101, 104, 106, 107, 108, 110)
def test_no_execution_with_up_to_three_faults_breaks_a_promise(measured: Callable[[str], None]):
    sending, drafting, longer = (
        explorer(Mode.SEND, weeks=2),
        explorer(Mode.DRAFT, weeks=2),
        explorer(Mode.SEND, weeks=3),
    )

    executions = sending.explore(3) + drafting.explore(3) + longer.explore(2)

    played = sending.played + drafting.played + longer.played
    measured(f"explored {executions} executions in {played} runs and weeks")
    assert [*sending.broken, *drafting.broken, *longer.broken] == []
    assert executions >= ENOUGH


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
