"""Signals held back while something must not be cut in half."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HELD = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold SIGTERM and SIGINT back until the end, then let them happen.

    Handlers of Python only ever run in the main thread, so elsewhere there is nothing to hold.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: dict[int, None] = {}
    before = {each: signal.signal(each, lambda number, _frame: held.setdefault(number)) for each in HELD}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, signal.SIG_DFL if handler is None else handler)
        for number in held:
            signal.raise_signal(number)
