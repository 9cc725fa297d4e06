"""A pull alone: `python -m tests.bench.pulling REPORT --config FILE`."""

import json
import os
import sys
from pathlib import Path

from reminder.cli.stage import NAME
from reminder.config.load import load
from reminder.ports.clock import Silent
from reminder.wiring.build import Wiring
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from tests.bench.measured import write_down


def pull(config: Path) -> dict[str, int]:
    """Pull the books and say how much they hold."""
    settings, clock = load(config, os.environ), SystemClock()
    with (
        open_store(settings, clock) as store,
        Wiring(settings, store, clock=clock, progress=Silent()).ledger(NAME) as ledger,
    ):
        ledger.identity()
        books = ledger.open_items(clock.now().astimezone(settings.timezone).date())
        return {"receivables": len(books.receivables), "debtors": len(books.debtors)}


if __name__ == "__main__":
    print(json.dumps(pull(Path(sys.argv[3]))))  # noqa: T201
    write_down(Path(sys.argv[1]))
