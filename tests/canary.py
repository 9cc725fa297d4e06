"""The canaries: no secret and no debtor may show where it does not belong, in whatever any test makes the program say.

A plugin of pytest. It reads, after each test, what the program printed in this process and in others, what it logged,
and every file below the test's folders. A secret may show nowhere but in the files that are there to keep it. A debtor
may be named on stdout, in reports, mails and exports; in the log and on stderr never, but in the one hint that answers
a person who asked for a debtor by name.
"""

import base64
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import structlog

from reminder.sandbox.guide_debtors import DEBTORS
from reminder.sandbox.marks import SECRET_MARK
from tests.builders import a_contact, a_debtor

KEEPERS = re.compile(r"\.db$|\.db-(wal|shm)$|\.journal$|client.*\.json$|\.(key|pem)$")
"""Files that are there to keep secrets: the store, the journal of tokens, keys, and what Google's console gives."""
LOGS = re.compile(r"\.jsonl(\.\d+)?$")
ANSWERS = re.compile(r"^hint: the nearest are .*$", re.MULTILINE)


class Channel(StrEnum):
    """Where the program says something; debtors may be named in none but the first two."""

    STDOUT = "stdout"
    FILE = "files"
    STDERR = "stderr"
    LOG = "log"


def _encoded(mark: str) -> Iterator[str]:
    """Give a mark as it is, and as it shows inside Base64, wherever it begins there."""
    yield mark
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + mark.encode()).decode().rstrip("=")
        yield encoded[4 if before else 0 : -2]


def _persons() -> Iterator[str]:
    """Give what tells who the debtors of the guide's book, of the builders and of the killed program are."""
    for each in DEBTORS:
        yield from filter(None, (each.name, each.contact, each.domain, each.phone))
    debtor, contact = a_debtor(), a_contact()
    yield from (debtor.name, debtor.phone, contact.full_name, *(each.partition("@")[2] for each in debtor.emails))
    yield "debiteur.example"


SECRETS = re.compile("|".join(re.escape(each) for each in (*_encoded(SECRET_MARK), "PRIVATE KEY-----")))
PERSONS = re.compile("|".join(sorted({re.escape(each) for each in _persons()})))

_read: Counter[str] = Counter()
_heard: list[tuple[Channel, str]] = []


def hear(*, stdout: str = "", stderr: str = "") -> None:
    """Keep what a program printed, to be searched when the test ends."""
    _heard.extend(((Channel.STDOUT, stdout), (Channel.STDERR, stderr)))


def leaks(channel: Channel, text: str) -> tuple[str, ...]:
    """Give the canaries that show in a text though they do not belong there."""
    secret = (found[0] for found in SECRETS.finditer(text))
    if channel in {Channel.STDOUT, Channel.FILE}:
        return tuple(dict.fromkeys(secret))
    return tuple(dict.fromkeys((*secret, *(found[0] for found in PERSONS.finditer(ANSWERS.sub("", text))))))


def outputs(folder: Path) -> Iterator[tuple[Channel, Path]]:
    """Give every file below a folder that the program may have written, with what it counts as."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not KEEPERS.search(path.name):
            yield (Channel.LOG if LOGS.search(path.name) else Channel.FILE), path


def pytest_configure(config: pytest.Config) -> None:
    """Listen to every program that a test starts."""
    communicate = subprocess.Popen.communicate

    def overheard(self: "subprocess.Popen[Any]", *given: Any, **named: Any) -> tuple[Any, Any]:  # noqa: ANN401
        out, err = communicate(self, *given, **named)
        hear(stdout=_text(out), stderr=_text(err))
        return out, err

    subprocess.Popen.communicate = overheard  # type: ignore[method-assign]
    config.add_cleanup(lambda: setattr(subprocess.Popen, "communicate", communicate))


def pytest_runtest_setup() -> None:
    """Let what is logged before the program sets its log up look like the program's: without local variables."""
    if not structlog.is_configured():
        renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(processors=[structlog.processors.add_log_level, renderer])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Generator[None, Any, Any]:
    """Fail a test in whose outputs a canary shows."""
    report = yield
    if call.when == "teardown":
        found = tuple(_found(item, report.sections))
        _heard.clear()
        if found:
            report.outcome = "failed"
            report.longrepr = "\n".join(["a canary shows where it does not belong:", *found])
    return report


def _found(item: pytest.Item, sections: Iterable[tuple[str, str]]) -> Iterator[str]:
    for channel, text in (*_heard, *_captured(sections)):
        yield from _told(channel, channel.value, text)
    for folder in _folders(getattr(item, "funcargs", {}).values()):
        for channel, path in outputs(folder):
            yield from _told(channel, str(path), path.read_bytes().decode(errors="replace"))


def _folders(given: Iterable[object]) -> set[Path]:
    """Give the folders that a test got from its fixtures, as they are or as the folder of a stage."""
    every = [each for value in given for each in (value if isinstance(value, tuple) else (value,))]
    found = (each if isinstance(each, Path) else getattr(each, "folder", None) for each in every)
    temporary = Path(tempfile.gettempdir())
    return {each for each in found if isinstance(each, Path) and temporary in each.parents and each.is_dir()}


def _told(channel: Channel, where: str, text: str) -> Iterator[str]:
    if text:
        _read[channel] += 1
    return (f"  {where}: {each!r}" for each in leaks(channel, text))


def _captured(sections: Iterable[tuple[str, str]]) -> Iterator[tuple[Channel, str]]:
    """Give what pytest itself captured; a logger that no test set up prints, so that stdout counts as the log."""
    for title, text in sections:
        yield (Channel.STDERR if "stderr" in title else Channel.LOG), text


def _text(output: object) -> str:
    return output.decode(errors="replace") if isinstance(output, bytes) else str(output or "")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker of pytest-xdist has counted to the process that sums up."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["canary"] = {Channel(name).value: count for name, count in _read.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - a worker, of a type that xdist keeps to itself
    """Take over what a worker of pytest-xdist has counted."""
    _read.update(getattr(node, "workeroutput", {}).get("canary", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was searched, so that a search of nothing shows."""
    if _read:
        terminalreporter.section("searched for canaries")
        terminalreporter.write_line(summary(_read))


def summary(read: Mapping[str, int]) -> str:
    """Say how much was searched, channel by channel."""
    return ", ".join(f"{each.value} {read.get(each, 0)}" for each in Channel)
