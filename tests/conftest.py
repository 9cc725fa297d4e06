"""Options of the test run: the long tests on request, and the count of faults that a test stands for."""

import re
from collections import defaultdict

import pytest

CATALOGUE = frozenset({*range(1, 51), *range(100, 118)})
"""The faults that have to be proved one by one."""

WAIVED = {
    33: "the lock of a store on a network disk: SQLite alone is supported, on a local disk",
    34: "a pooler before PostgreSQL: PostgreSQL is not supported",
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
    proved = CATALOGUE & _proved.keys()
    if len(proved) < len(CATALOGUE) // 2:
        return
    missing = sorted(CATALOGUE - proved - WAIVED.keys())
    text = f"{len(proved)} of {len(CATALOGUE)} faults have a test, {len(WAIVED)} are waived"
    terminalreporter.write_line(f"{text}{f', without one: {missing}' if missing else ''}")


def _faults(item: pytest.Item) -> list[int]:
    marked = [number for mark in item.iter_markers("fault") for number in mark.args]
    named = re.match(r"test_fault_(\d+)", item.name)
    return [*marked, *([int(named[1])] if named else [])]
