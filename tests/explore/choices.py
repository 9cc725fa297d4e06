"""Every way in which a run of events can go, one after another: a search without memory, by replayed choices."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

State = TypeVar("State")


@dataclass(slots=True)
class Point:
    """One choice that was met: what it was about, how many ways there were, and the way taken (0: nothing special)."""

    label: str
    ways: int
    taken: int = 0


@dataclass(slots=True, kw_only=True)
class Choices:
    """The choices of one execution: those of `points` are replayed, later ones take the ordinary way.

    At most `faults` choices take another way than the ordinary one; when these are used up nothing is asked any more.
    """

    faults: int
    points: list[Point] = field(default_factory=list)
    met: int = 0

    def choose(self, label: str, ways: int) -> int:
        """Give the way to take, 0 being the ordinary one."""
        if self.used() >= self.faults:
            return 0
        if self.met == len(self.points):
            self.points.append(Point(label, ways))
        point = self.points[self.met]
        if (point.label, point.ways) != (label, ways):
            raise AssertionError(f"not the same choice when replayed: {point} and {label}, {ways}")
        self.met += 1
        return point.taken

    def used(self) -> int:
        """Count the faults among the choices met."""
        return sum(1 for point in self.points[: self.met] if point.taken)

    def advance(self) -> bool:
        """Go on to the next execution; False when there is none left."""
        self.points = self.points[: self.met]
        while self.points and self.points[-1].taken == self.points[-1].ways - 1:
            self.points.pop()
        if not self.points:
            return False
        self.points[-1].taken += 1
        return True

    def story(self) -> str:
        """Name the faults of an execution, in order."""
        return ", ".join(f"{point.label}={point.taken}" for point in self.points[: self.met] if point.taken) or "no fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint(Generic[State]):
    """The world before a stage, and how many choices had been met until then."""

    met: int
    state: State


def executions(
    stages: tuple[Callable[[], None], ...],
    *,
    choices: Choices,
    save: Callable[[], State],
    restore: Callable[[State], None],
) -> Iterator[str]:
    """Play every execution of these stages and give its story at its end, the world standing as it was left.

    A stage that only repeats choices of the execution before is not played again: the world is put back behind it.
    """
    saved: list[Checkpoint[State]] = []
    more = True
    while more:
        changed = len(choices.points) - 1
        saved = [each for each in saved if each.met <= changed]
        first = max(len(saved) - 1, 0)
        if saved:
            restore(saved[-1].state)
            choices.met = saved.pop().met
        for stage in stages[first:]:
            saved.append(Checkpoint(met=choices.met, state=save()))
            stage()
        yield choices.story()
        more = choices.advance()
