"""Runs that somebody is told of."""

from collections.abc import Callable, Iterable

import structlog

from reminder.config.settings import Settings
from reminder.errors import ReminderError, Stopped
from reminder.model.run import Run
from reminder.monitors.ping import Ping
from reminder.monitors.slack import Slack
from reminder.ports.monitor import Monitor

BUG = 1

log = structlog.get_logger()


def watched(monitors: Iterable[Monitor], make: Callable[[], Run]) -> Run:
    """Make a run, and tell every monitor that it begins and how it ends; whatever it raises is raised on."""
    told = tuple(monitors)
    _tell(told, lambda each: each.begun())
    try:
        run = make()
    except BaseException as error:
        exit_code = error.exit_code if isinstance(error, ReminderError | Stopped) else BUG
        _tell(told, lambda each: each.broke(exit_code))
        raise
    _tell(told, lambda each: each.ended(run))
    return run


def monitors(settings: Settings) -> tuple[Monitor, ...]:
    """Give those who are to be told of every run."""
    found: list[Monitor] = []
    if settings.monitor.ping_url:
        found.append(Ping(settings.monitor.ping_url.get_secret_value()))
    if settings.monitor.slack_webhook:
        languages = {name: each.language for name, each in settings.administrations.items()}
        found.append(Slack(settings.monitor.slack_webhook.get_secret_value(), languages=languages))
    return tuple(found)


def _tell(monitors: Iterable[Monitor], what: Callable[[Monitor], None]) -> None:
    for each in monitors:
        try:
            what(each)
        except Exception:
            log.exception("monitor_broke", monitor=type(each).__name__)
