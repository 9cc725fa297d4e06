"""Options of the test run: the long tests on request, and the count of faults that a test stands for."""

import re
from collections import defaultdict

import pytest

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
    79: "an absurd amount: a first contact above the call tier's amount is a call, without a limit of its own",
    119: "arming: send mode is in the configuration alone, and a first run makes drafts only",
}

_proved: dict[int, set[str]] = defaultdict(set)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="also run the tests that take long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="takes long; runs with --soak")
    for item in items:
        for number in _faults(item):
            _proved[number].add(item.nodeid)
        if "soak" in item.keywords and not config.getoption("--soak"):
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
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
