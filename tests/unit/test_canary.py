"""The search for canaries itself: a leak on purpose is found wherever it is, and fails the test that made it."""

import base64
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from reminder.sandbox.marks import SECRET_MARK
from tests.builders import a_debtor
from tests.canary import Channel, leaks, outputs

ROOT = Path(__file__).parents[2]
NAME = a_debtor().name

LEAKS = {
    "nothing": "pass",
    "a debtor on stdout": "hear(stdout=a_debtor().name)",
    "a debtor in a report": "(tmp_path / 'a.html').write_text(a_debtor().name)",
    "a secret in the store": "(tmp_path / 'a.db').write_text(SECRET_MARK)",
    "a secret on stdout": "hear(stdout=SECRET_MARK)",
    "a secret on stderr": "hear(stderr=SECRET_MARK)",
    "a secret in a file": "(tmp_path / 'deep').mkdir(); (tmp_path / 'deep/a.csv').write_text(SECRET_MARK)",
    "a secret in the log": "(tmp_path / 'a.jsonl').write_text(SECRET_MARK)",
    "a secret in an older log": "(tmp_path / 'a.jsonl.3').write_text(SECRET_MARK)",
    "a debtor in the log": "(tmp_path / 'a.jsonl').write_text(a_debtor().name)",
    "a debtor on stderr": "hear(stderr=a_debtor().name)",
    "a debtor logged": "logging.getLogger().warning('of %s', a_debtor().name)",
    "a secret printed": "print(SECRET_MARK)",
    "a debtor on the stderr of a program": "subprocess.run([*SAY, a_debtor().name], capture_output=True)",
    "a secret of a failing test": "print(SECRET_MARK); assert False",
}
HARMLESS = list(LEAKS)[:4]
TEST = """
import logging, subprocess, sys
from reminder.sandbox.marks import SECRET_MARK
from tests.builders import a_debtor
from tests.canary import hear

SAY = (sys.executable, "-c", "import sys; sys.stderr.write(sys.argv[1])")


def test_it(tmp_path):
    {leak}
"""


@pytest.mark.fault(122)
@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "in a worker"])
def test_a_leak_fails_the_test_that_made_it_wherever_it_is(
    tmp_path_factory: pytest.TempPathFactory, workers: tuple[str, ...]
):
    folder = tmp_path_factory.mktemp("leaks", numbered=True)
    for number, leak in enumerate(LEAKS.values()):
        (folder / f"test_{number}.py").write_text(TEST.format(leak=leak), encoding="utf-8")

    failed = failures(folder, *workers)

    said = (folder / "said.txt").read_text(encoding="utf-8").partition("searched for canaries")[2].splitlines()
    assert said[1].endswith("files 2, stderr 3, log 6")
    assert {name for name, count in zip(LEAKS, failed, strict=True) if not count} == set(HARMLESS)


def failures(folder: Path, *options: str) -> list[int]:
    """Run the tests of a folder on their own, and give how many failed in each file."""
    report = folder / "junit.xml"
    command = [sys.executable, "-m", "pytest", "-p", "tests.canary", "-p", "no:cacheprovider", "-o", "junit_logging=no"]
    places = [f"--rootdir={folder}", f"--basetemp={folder / 'base'}", f"--junitxml={report}", str(folder)]
    with (folder / "said.txt").open("w", encoding="utf-8") as said:
        subprocess.run([*command, *options, *places], cwd=ROOT, stdout=said, stderr=said, check=False)
    text = report.read_text(encoding="utf-8")
    cases = text.split("<testcase ")[1:]
    by_file = dict.fromkeys(range(len(LEAKS)), 0)
    for case in cases:
        number = int(case.partition('classname="')[2].partition('"')[0].rpartition("test_")[2])
        by_file[number] += "<failure" in case or "<error" in case
    assert len(cases) >= len(LEAKS)
    return [by_file[number] for number in sorted(by_file)]


@pytest.mark.parametrize("before", ["", "x", "xy", "client:"])
def test_a_secret_is_known_in_any_dress(before: str):
    secret = f"{before}{SECRET_MARK}-tail"

    assert leaks(Channel.STDOUT, secret)
    assert leaks(Channel.STDOUT, quote(secret, safe=""))
    assert leaks(Channel.STDOUT, base64.b64encode(secret.encode()).decode())
    assert leaks(Channel.STDOUT, base64.urlsafe_b64encode(secret.encode()).decode())


def test_a_debtor_is_named_only_to_those_who_asked():
    assert leaks(Channel.STDERR, f"error: {NAME} is unknown") == (NAME,)
    assert leaks(Channel.STDERR, f"hint: the nearest are 1 ({NAME})\n") == ()
    assert leaks(Channel.LOG, f"said {NAME}") == (NAME,)


def test_every_file_counts_but_those_that_keep_secrets(tmp_path: Path):
    names = ("a.jsonl", "a.jsonl.2", "report.html", "reminder.db", "reminder.db-wal", "x.journal", "google-client.json")
    for name in names:
        (tmp_path / name).touch()

    found = {path.name: channel for channel, path in outputs(tmp_path)}

    assert found == {"a.jsonl": Channel.LOG, "a.jsonl.2": Channel.LOG, "report.html": Channel.FILE}
