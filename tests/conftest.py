"""What a test run takes and says: long tests on request, what tests measured, how many faults have one."""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

pytest_plugins = ("tests.canary",)

SECTIONS = {
    "a mail's crash points": range(1, 16),
    "tokens": range(16, 31),
    "machine and time": range(31, 51),
    "Exact": range(51, 67),
    "content of the ledger": range(67, 86),
    "addresses and texts": range(86, 100),
    "Gmail": range(100, 118),
    "operator": range(118, 128),
}
"""The faults that have to be proved one by one."""

WAIVED = {
    33: "the lock of a store on a network disk: SQLite alone is supported, on a local disk",
    34: "a pooler before PostgreSQL: PostgreSQL is not supported",
    119: "arming: send mode is in the configuration alone, and a first run makes drafts only",
}

_MEASURED = "measured"
_proved: dict[int, set[str]] = defaultdict(set)


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say at the end of the test run what a test measured."""
    return lambda text: record_property(_MEASURED, text)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="also run the tests that take long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="takes long; runs with --soak")
    for item in items:
        for number in _faults(item):
            _proved[number].add(item.nodeid)
        if "soak" in item.keywords and not config.getoption("--soak"):
            item.add_marker(skip)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker of pytest-xdist has counted to the process that sums up."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["proved"] = {str(number): sorted(tests) for number, tests in _proved.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 - a worker, of a type that xdist keeps to itself
    """Take over what a worker of pytest-xdist has counted."""
    for number, tests in getattr(node, "workeroutput", {}).get("proved", {}).items():
        _proved[int(number)].update(tests)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, and how many faults have a test."""
    _print_measured(terminalreporter)
    _print_faults(terminalreporter)


def _print_measured(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for every in terminalreporter.stats.values() for each in every]
    texts = [text for each in reports for name, text in getattr(each, "user_properties", ()) if name == _MEASURED]
    if texts:
        terminalreporter.section("measured")
    for text in dict.fromkeys(texts):
        terminalreporter.write_line(str(text))


def _print_faults(terminalreporter: pytest.TerminalReporter) -> None:
    every = {number for numbers in SECTIONS.values() for number in numbers}
    if len(every & _proved.keys()) < len(every) // 2:
        return
    terminalreporter.section("faults that a test stands for")
    for name, numbers in SECTIONS.items():
        terminalreporter.write_line(f"{name}: {_count(numbers)}")
    for number, reason in WAIVED.items():
        terminalreporter.write_line(f"waived {number}: {reason}")


def _count(numbers: range) -> str:
    waived = [number for number in numbers if number in WAIVED]
    missing = [number for number in numbers if number not in _proved and number not in WAIVED]
    notes = (f", {len(waived)} waived" if waived else "", f", without one: {missing}" if missing else "")
    return f"{sum(number in _proved for number in numbers)} of {len(numbers)}{''.join(notes)}"


def _faults(item: pytest.Item) -> list[int]:
    marked = [number for mark in item.iter_markers("fault") for number in mark.args]
    named = re.match(r"test_fault_(\d+)", item.name)
    return [*marked, *([int(named[1])] if named else [])]
