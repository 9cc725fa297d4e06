"""The program in a process that writes down what it took: `python -m tests.bench.measured REPORT [ARGUMENTS]`."""

import json
import resource
import sys
import time
from pathlib import Path


def peak() -> float:
    """Give the most megabytes that this process ever held, by what the kernel says where it does."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_down(report: Path) -> None:
    """Write what this process took until now, start-up included."""
    report.write_text(json.dumps({"cpu": time.process_time(), "memory": peak()}), encoding="ascii")


if __name__ == "__main__":
    from reminder.cli.main import main

    place = Path(sys.argv.pop(1))
    try:
        main()
    finally:
        write_down(place)
