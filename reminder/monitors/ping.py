"""A dead man's switch: an address that expects to hear of every run, and warns its owner when it does not."""

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from reminder.model.decision import Outcome
from reminder.model.run import Run
from reminder.monitors.posting import WITHIN, post


class Ping:
    """Healthchecks-style pings: the address alone for success, `/start`, and the exit code for a failure.

    Source: healthchecks' own documentation, "Pinging API".
    """

    def __init__(self, url: str, *, within: float = WITHIN) -> None:
        self._url = url
        self._within = within

    def begun(self) -> None:
        """Ping `/start`."""
        self._ping("start")

    def ended(self, run: Run) -> None:
        """Ping success or the exit code, with counts and nothing that tells who they are about."""
        self._ping(_place(run.exit_code), _counts(run))

    def broke(self, exit_code: int) -> None:
        """Ping the exit code."""
        self._ping(_place(exit_code))

    def _ping(self, place: str, lines: Iterable[str] = ()) -> None:
        content = "\n".join(lines).encode()
        post(_below(self._url, place), monitor="ping", content=content, media_type="text/plain", within=self._within)


def _place(exit_code: int) -> str:
    return str(exit_code) if exit_code else ""


def _below(url: str, place: str) -> str:
    parts = urlsplit(url)
    path = "/".join(each for each in (parts.path.rstrip("/"), place) if each)
    return urlunsplit(parts._replace(path=path))


def _counts(run: Run) -> tuple[str, ...]:
    results = run.administrations
    decisions = [each for result in results for each in result.decisions]
    return (
        f"exit code: {run.exit_code}",
        f"administrations: {len(results)}",
        f"open: {sum(each.open_count for each in results)}",
        f"reminders: {sum(len(each.reminders) for each in results)}",
        f"to call: {sum(each.outcome is Outcome.CALL for each in decisions)}",
        f"left out: {sum(each.outcome is Outcome.SKIP for each in decisions)}",
    )
