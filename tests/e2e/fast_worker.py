"""The standing worker on a timetable of seconds, which no cron expression can say, and without days off.

Run as a process: ``python -m tests.e2e.fast_worker CONFIG SECONDS``.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

from apscheduler.triggers.cron import CronTrigger

from reminder import log
from reminder.cli.signals import Signals
from reminder.config.load import load
from reminder.errors import Stopped
from reminder.rules.timetable import Timetable
from reminder.schedule import stand, worker_of


def main(config: Path, seconds: str) -> int:
    """Work until a signal comes."""
    settings = load(config, os.environ)
    log.set_up(log_file=settings.log_file, console_level="INFO")
    trigger = CronTrigger(second=seconds, timezone=settings.timezone)

    def next_time(instant: datetime) -> datetime | None:
        found: datetime | None = trigger.get_next_fire_time(None, instant + datetime.resolution)
        return found

    times = Timetable(next_time=next_time, works=lambda _: True, zone=settings.timezone)
    try:
        with Signals() as stopping:
            return stand(worker_of(settings, dict.fromkeys(settings.administrations, times), stopping), stopping)
    except Stopped as stopped:
        return stopped.exit_code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
