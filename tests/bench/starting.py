"""How long a person waits for `--help` and `status`, start-up included."""

from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.stage import staged

TIMES = 5
"""The best time of so many counts, since the machine does other things too."""


def figures() -> Iterator[Figure]:
    """Measure both commands after a run."""
    with staged() as stage:
        stage.run("run-now", "--json")
        for argument, most in (("--help", 0.35), ("status", 0.7)):
            wall = min(stage.run(argument).wall for _ in range(TIMES))
            yield Figure(
                work=f"`reminder {argument}`", what="wall, start-up included", value=wall, unit="s", target=most
            )
