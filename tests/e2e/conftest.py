"""A stage for whole runs: the program's own command line against the sandbox on a real socket."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reminder.cli.main import run
from reminder.cli.stage import connect, environment, set_stage
from reminder.sandbox.serve import Sandbox
from tests.canary import hear

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left: its exit code and what it printed."""

    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Stage:
    """A folder with a configuration, a sandbox that it points at, and access given to both halves."""

    folder: Path
    sandbox: Sandbox

    @property
    def command(self) -> tuple[str, ...]:
        """The options that every command of this stage begins with."""
        return ("--config", str(self.folder / "config.toml"))

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the program finds."""
        return dict(environment(self.sandbox))

    def reminder(self, *arguments: str, stdin: str = "") -> Done:
        """Run the whole program within this process, which saves the time of starting one."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            for name, value in self.environment.items():
                patch.setenv(name, value)
            code = run((*self.command, *arguments))
        hear(stdout=out.getvalue(), stderr=err.getvalue())
        return Done(exit_code=code, stdout=out.getvalue(), stderr=err.getvalue())

    def process(self, *arguments: str, stdin: str = "") -> Done:
        """Run the program as its users do, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "reminder.cli", *self.command, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=self.environment,
            timeout=120,
            check=False,
        )
        return Done(exit_code=done.returncode, stdout=done.stdout, stderr=done.stderr)

    def run_now(self, *options: str) -> Document:
        """Run once and give the one administration's part of the document, with the exit code in it."""
        done = self.reminder("run-now", "--json", *options)
        document: Document = json.loads(done.stdout)
        assert done.exit_code == document["exit_code"]
        return {**document["administrations"][0], "exit_code": document["exit_code"]}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A stage with the guide's book, in draft mode."""
    yield from staged(tmp_path, mode="draft")


@pytest.fixture
def sending_stage(tmp_path: Path) -> Iterator[Stage]:
    """A stage with the guide's book, in send mode."""
    yield from staged(tmp_path, mode="send")


def staged(folder: Path, *, mode: str) -> Iterator[Stage]:
    """Set a stage on which several runs fit in a minute, as Exact's allowance would not let them."""
    with Sandbox() as sandbox:
        sandbox.exact.knobs.calls_per_minute = 10_000
        connect(set_stage(folder, sandbox, mode=mode), sandbox)
        yield Stage(folder, sandbox)
