"""Every way in which a run of events can go: a search that replays choices, one stage after another."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(slots=True)
class Point:
    """One choice that was met: what it was about, how many ways there were, and the way taken (0: nothing special)."""

    label: str
    ways: int
    taken: int = 0


@dataclass(slots=True, kw_only=True)
class Choices:
    """The choices of one stage: those of `points` are replayed, later ones take the ordinary way.

    At most `faults` of them take another way than the ordinary one; after these nothing is asked any more.
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
        """Go on to the next way through the stage; False when there is none left."""
        self.points = self.points[: self.met]
        self.met = 0
        while self.points and self.points[-1].taken == self.points[-1].ways - 1:
            self.points.pop()
        if not self.points:
            return False
        self.points[-1].taken += 1
        return True

    def story(self) -> tuple[str, ...]:
        """Name the faults, in order."""
        return tuple(f"{point.label}:{point.taken}" for point in self.points[: self.met] if point.taken)


class Explored(Protocol):
    """A world whose every surprise is a choice."""

    choices: Choices

    def key(self) -> Hashable:
        """Give all that can make a difference from here on: what has the same key has the same future."""
        ...

    def save(self) -> object:
        """Keep everything as it is now."""
        ...

    def restore(self, saved: object) -> None:
        """Be as it was."""
        ...

    def broken(self) -> Iterable[str]:
        """Name every promise that was not kept."""
        ...


@dataclass(slots=True, kw_only=True)
class Explorer:
    """Plays every execution of some stages, then the `tail` in which nothing goes wrong.

    `broken` holds the story of each that broke a promise. A stage that begins as another one did, with as many faults
    left, is not played again: its executions are counted.
    """

    world: Explored
    stages: tuple[Callable[[], None], ...]
    tail: tuple[Callable[[], None], ...]
    most_broken: int = 5
    played: int = 0
    broken: list[str] = field(default_factory=list)
    _known: dict[Hashable, int] = field(default_factory=dict)

    def explore(self, faults: int, stage: int = 0, story: tuple[str, ...] = ()) -> int:
        """Play every execution with at most so many faults from here on; gives their number."""
        faults = faults if stage < len(self.stages) else 0
        key = (stage, faults, self.world.key())
        if key not in self._known and len(self.broken) < self.most_broken:
            self._known[key] = self._play(faults, stage, story)
        return self._known.get(key, 0)

    def _play(self, faults: int, stage: int, story: tuple[str, ...]) -> int:
        stages = (*self.stages, *self.tail)
        if stage == len(stages):
            self.broken += [f"{text} after {' '.join(story) or 'no fault'}" for text in self.world.broken()]
            return 1
        saved, choices, count = self.world.save(), Choices(faults=faults), 0
        more = True
        while more:
            self.world.choices = choices
            stages[stage]()
            self.played += 1
            count += self.explore(faults - choices.used(), stage + 1, (*story, *choices.story()))
            self.world.restore(saved)
            more = choices.advance()
        return count
