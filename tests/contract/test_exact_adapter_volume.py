"""A ledger far larger than any this program was made for."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from reminder.sandbox.serve import Server
from tests.contract.exact_volume import Volume, pull

ROWS = 20_000
WHOLE = 100_000
"""The ledger that has to fit; it is measured on a fifth of it, as memory and calls grow with the rows."""
ROOM = 200
"""Megabytes that a pull of all of it may take."""


@pytest.mark.fault(85)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's peak in this way")
def test_fault_85_a_hundred_thousand_rows_fit_in_memory_and_in_the_days_calls(measured: Callable[[str], None]):
    small, large = Volume(2_000), Volume(ROWS)
    with Server(small.app()) as first, Server(large.app()) as second:
        started = time.monotonic()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
            pulled = child.submit(pull, first.url, second.url).result()
        seconds = time.monotonic() - started

    calls = Counter(large.pages)
    measured(f"{ROWS} open rows: {calls.total()} calls, {pulled.megabytes:.0f} MB more, {seconds:.1f} s")
    assert (pulled.receivables, pulled.debtors) == (ROWS, ROWS // 10)
    assert pulled.total == f"{ROWS * 121}.00"
    assert calls["bulk/Cashflow/Receivables"] == ROWS // 1_000 + 1
    assert calls.total() * WHOLE // ROWS < 5_000
    assert 0 < pulled.megabytes * WHOLE / ROWS < ROOM
