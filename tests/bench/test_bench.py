"""The benchmark itself, at sizes that take a moment: what it says can be relied on, whatever the machine is doing."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from reminder.sandbox.faults import Call
from tests.bench import growth, pages, storing
from tests.bench.figures import Figure, table
from tests.bench.mailing import DRAFTED, SENT, fullest, shortest
from tests.bench.stage import ROOT

SMALL = growth.Size(
    rows=100, calls=6, least_calls=6, pull_cpu=0.9, pull_memory=95, run_cpu=1.4, run_memory=110, run_wall=1.5
)
LARGE = growth.Size(
    rows=1000, calls=7, least_calls=7, pull_cpu=1.9, pull_memory=99, run_cpu=1.9, run_memory=120, run_wall=2
)


def a_call(second: float, path: str = "/gmail/v1/users/me/drafts/send") -> Call:
    at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=second)
    return Call(method="POST", path=path, query="", headers={}, status=200, at=at)


def test_the_benchmark_prints_one_document_of_a_small_pull():
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--only", "growth", "--sizes", "20", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    document = json.loads(done.stdout)
    (size,) = document["growth"]
    assert (size["rows"], size["calls"], size["least_calls"]) == (20, 7, 7)
    assert {each["unit"] for each in document["figures"]} == {"calls", "MB", "s"}
    assert size["run_memory"] > size["pull_memory"] > 20


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure(work="w", what="x", value=5, unit="s", target=5), True),
        (Figure(work="w", what="x", value=5.1, unit="s", target=5), False),
        (Figure(work="w", what="x", value=90, unit="%", target=90, floor=True), True),
        (Figure(work="w", what="x", value=89, unit="%", target=90, floor=True), False),
        (Figure(work="w", what="x", value=89, unit="s"), True),
        (Figure(work="w", what="x", value=7, unit="calls", least=7, target=10), True),
        (Figure(work="w", what="x", value=6, unit="calls", least=7, target=10), False),
        (Figure(work="w", what="x", value=101, unit="%", least=100, target=90, floor=True), False),
    ],
)
def test_a_figure_knows_whether_it_meets_its_target_and_can_be_true(figure: Figure, met: bool):  # noqa: FBT001
    assert figure.met is met
    assert ("NOT MET" in table([figure])) is not met


def test_the_shortest_time_is_that_of_the_round_trips_until_the_quota_binds():
    assert shortest(60, DRAFTED) == pytest.approx(18.0)
    assert shortest(50, SENT) == pytest.approx(30.0)
    assert shortest(100, SENT) == pytest.approx(90.0, abs=1)


def test_the_fullest_minute_counts_what_came_in_within_sixty_seconds():
    calls = [a_call(0), a_call(30), a_call(59.9), a_call(60.1), a_call(200)]

    assert fullest(calls) == 300


def test_a_store_filled_by_copying_is_one_that_the_program_reads():
    figures = {each.what: each for each in storing.figures(runs=50, decisions=60)}

    assert all(each.met for each in figures.values())
    assert figures["`explain --debtor`, in SQL"].value > 0


def test_the_page_holds_what_was_measured_between_its_marks(tmp_path: Path):
    page = tmp_path / pages.PAGE
    page.parent.mkdir(parents=True)
    (tmp_path / pages.PLOT).parent.mkdir(parents=True)
    old = "# Costs\n<!-- figures -->\n<!-- end of figures -->\n<!-- growth -->\nold\n<!-- end of growth -->\nend\n"
    page.write_text(old, encoding="utf-8")

    pages.write_pages(tmp_path, [Figure(work="help", what="wall", value=0.1, unit="s", target=0.35)], [SMALL, LARGE])

    written = page.read_text(encoding="utf-8")
    assert "| help | wall | 0.1 |  | ≤ 0.35 | s |" in written
    assert "| 1,000 | 7 | 7 | 1.9 | 99 | 1.9 | 120 |" in written
    assert "old" not in written
    assert written.startswith("# Costs\n")
    assert written.endswith("end\n")
    assert ET.parse(tmp_path / pages.PLOT).getroot().tag.endswith("svg")  # noqa: S314 - drawn by ourselves
