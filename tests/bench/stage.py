"""A sandbox in this process, and the program measured in a process of its own."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reminder.cli.stage import connect, environment, set_stage
from reminder.sandbox.book import Book
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.faults import Call
from reminder.sandbox.serve import Sandbox

ROOT = Path(__file__).parents[2]
NO_LIMIT = 1_000_000
PLAIN = "\n[administrations.acme.policy]\nattach_invoices = false\nmax_reminders_per_run = 10000\n"
"""A policy for runs without attachments, of any size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one process took: seconds on the clock and of the processor, megabytes at the peak, and calls by half."""

    wall: float
    cpu: float
    memory: float
    exact: tuple[Call, ...]
    gmail: tuple[Call, ...]
    stdout: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        """Give the one JSON document that the process printed."""
        return json.loads(self.stdout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A folder with a configuration for a sandbox, and access given to both halves."""

    folder: Path
    sandbox: Sandbox

    def run(self, *arguments: str, module: str = "tests.bench.measured") -> Spent:
        """Run the program, or another module of the benchmark, and say what it took; RuntimeError when it failed."""
        config, report = str(self.folder / "config.toml"), self.folder / "spent.json"
        command = [sys.executable, "-m", module, str(report), "--config", config, *arguments]
        exact, gmail = self.sandbox.exact_faults.history, self.sandbox.gmail_faults.history
        first, second = len(exact), len(gmail)
        started = time.perf_counter()
        done = subprocess.run(
            command, cwd=ROOT, env=dict(environment(self.sandbox)), capture_output=True, text=True, check=False
        )
        wall = time.perf_counter() - started
        if done.returncode not in {0, 3}:
            raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr[-2000:]}")
        own = json.loads(report.read_text())
        calls = tuple(exact[first:]), tuple(gmail[second:])
        return Spent(
            wall=wall, cpu=own["cpu"], memory=own["memory"], exact=calls[0], gmail=calls[1], stdout=done.stdout
        )


@contextmanager
def staged(book: Book | None = None, *, mode: str = "draft", more: str = PLAIN) -> Iterator[Stage]:
    """Serve a book, the guide's unless given, to runs that Exact's limits do not hold up."""
    with tempfile.TemporaryDirectory() as name, Sandbox(book, SandboxClock()) as sandbox:
        sandbox.exact.knobs.calls_per_minute = sandbox.exact.knobs.calls_per_day = NO_LIMIT
        connect(set_stage(Path(name), sandbox, mode=mode, more=more), sandbox)
        yield Stage(folder=Path(name), sandbox=sandbox)
