"""`python -m tests.bench`: measure what is promised of calls, time and memory, beside the least possible."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import chain

from reminder import log
from tests.bench import growth, mailing, pages, runs, starting, storing, writing
from tests.bench.figures import Figure, table
from tests.bench.stage import ROOT

Work = Callable[[], Iterator[Figure]]

WORKS: dict[str, Work] = {
    "start": starting.figures,
    "guide": runs.guide,
    "second": runs.second_of_many,
    "attachments": runs.attachments,
    "compose": lambda: iter(writing.figures()),
    "store": storing.figures,
    "drafts": mailing.drafts,
    "sends": mailing.sends,
}
GROWTH = "growth"


def main() -> None:
    """Measure all, or what is named; exit code 1 when a figure is not met."""
    options = _options()
    log.set_up(log_file=None, console_level="WARNING")
    chosen = options.only or [*WORKS, GROWTH]
    figures = list(chain.from_iterable(_told(name, WORKS[name]) for name in WORKS if name in chosen))
    sizes = [_told_size(each) for each in growth.growth(options.sizes)] if GROWTH in chosen else []
    figures += growth.figures(sizes[-1]) if sizes else ()
    document = {"load": os.getloadavg()[0], "figures": [each.document() for each in figures]}
    document["growth"] = [asdict(each) for each in sizes]
    _print(json.dumps(document, indent=2) if options.json else table(figures))
    if options.write_docs:
        pages.write_pages(ROOT, figures, sizes)
    sys.exit(0 if all(each.met for each in figures) else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=[*WORKS, GROWTH], help="measure this alone; may be repeated")
    parser.add_argument("--sizes", type=int, nargs="+", default=growth.SIZES, help="numbers of open receivables")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--write-docs", action="store_true", help=f"write the tables in {pages.PAGE}, and the plot")
    return parser.parse_args()


def _told(name: str, work: Work) -> list[Figure]:
    print(f"measuring: {name}", file=sys.stderr, flush=True)  # noqa: T201
    return list(work())


def _told_size(size: growth.Size) -> growth.Size:
    print(f"measured: {size.rows:,} receivables", file=sys.stderr, flush=True)  # noqa: T201
    return size


def _print(text: str) -> None:
    print(text)  # noqa: T201


if __name__ == "__main__":
    main()
