"""Named places at which a test lets the program die, as if the power failed; nothing happens anywhere else."""

import os
import signal
from collections import Counter

VARIABLE = "REMINDER_FAILPOINT"
"""Names the place to die at, `name` or `name:3` for the third time that it is passed."""

_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Die here, without any clearing up, if the environment names this place."""
    wanted, _, count = os.environ.get(VARIABLE, "").partition(":")
    if wanted != name:
        return
    _passed[name] += 1
    if _passed[name] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
