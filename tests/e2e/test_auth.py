"""Giving access as people do: the address from stdout in a browser, the answer by its call or pasted on stdin."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from reminder.cli.stage import environment, set_stage
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Stage


@pytest.fixture
def unconnected(tmp_path: Path) -> Iterator[Stage]:
    with Sandbox() as sandbox:
        set_stage(tmp_path, sandbox)
        yield Stage(folder=tmp_path, sandbox=sandbox)


def test_access_to_both_is_given_by_pasting_the_redirected_addresses(unconnected: Stage):
    for half in ("exact", "gmail"):
        with begun(unconnected, "auth", half, "-a", "acme") as (process, url):
            redirected = httpx.get(url).headers["location"]
            out, err = process.communicate(f"{redirected}\n", timeout=30)

        assert process.returncode == 0, err
        assert "is stored" in out

    assert unconnected.process("run-now", "--dry-run", "--json").exit_code == 0


def test_access_to_gmail_is_given_by_the_browsers_call(unconnected: Stage):
    with begun(unconnected, "auth", "gmail", "--no-browser", "--bind", "127.0.0.1") as (process, url):
        page = httpx.get(url, follow_redirects=True)
        code = process.wait(timeout=30)

    assert (code, page.status_code) == (0, 200)


def test_an_address_of_another_attempt_is_refused(unconnected: Stage):
    with begun(unconnected, "auth", "exact") as (process, url):
        redirected = httpx.get(url.replace("state=", "state=x")).headers["location"]
        _, err = process.communicate(f"{redirected}\n", timeout=30)

    assert process.returncode == 2
    assert err.splitlines()[-2].startswith("error: ")


def test_without_access_a_run_names_the_command_to_give_it(unconnected: Stage):
    done = unconnected.process("run-now", "--json")

    assert done.exit_code == 5
    assert "reminder auth" in json.loads(done.stdout)["administrations"][0]["error"]["hint"]


@contextmanager
def begun(stage: Stage, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start a command that asks for access, and give it with the address that it printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "reminder.cli", *stage.command, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=dict(environment(stage.sandbox)),
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()
