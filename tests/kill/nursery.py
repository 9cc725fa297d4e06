"""Bears processes of the program that have loaded it already: what takes a second otherwise takes a tenth of one.

Each is a process of its own that runs the program's own `main` from its beginning, and dies as any other does. Run as
``python -m tests.kill.nursery``: a line of JSON on stdin asks for one, a line on stdout says how it ended.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

LOADED = (
    "reminder.cli.main",
    "reminder.cli.loading",
    "reminder.cli.output",
    "reminder.cli.signals",
    "reminder.cli.summary",
    "reminder.cli.journal",
    "reminder.report.document",
    "reminder.report.html.page",
    "reminder.wiring.runs",
)
HERE = Path(__file__).parents[2]


class Nursery:
    """The process that bears the others."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE,
        )

    def run(
        self, arguments: tuple[str, ...], *, cwd: Path, env: Mapping[str, str], largest_file: int | None = None
    ) -> int:
        """Let the program run with these arguments, and give how it ended; negative is the signal that killed it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([arguments, str(cwd), dict(env), largest_file]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@cache
def nursery() -> Nursery:
    """Give the one of this test run, started when it is first asked for."""
    return Nursery()


def _serve() -> None:
    for name in LOADED:
        import_module(name)
    for line in sys.stdin:
        arguments, folder, variables, largest_file = json.loads(line)
        child = os.fork()
        if child == 0:
            _limit(largest_file)
            _live(arguments, folder, variables)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _limit(largest_file: int | None) -> None:
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))


def _live(arguments: list[str], folder: str, variables: dict[str, str]) -> None:
    """Be the program, as if it had just been started; what it prints goes to files beside its configuration."""
    from reminder.cli.main import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    for number, name in ((0, os.devnull), (1, "stdout.txt"), (2, "stderr.txt")):
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    sys.argv = ["reminder", *arguments]
    main()


if __name__ == "__main__":
    _serve()
