"""What can go wrong in a foreseen way: a message, a hint that says what to do, and the exit code of each kind."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import ClassVar

SEVERITY = (143, 130, 1, 2, 7, 8, 5, 6, 4, 3, 0)
"""Exit codes, most severe first; over several administrations the most severe one is the program's."""


class Half(StrEnum):
    """The two services that a run stands on."""

    LEDGER = "ledger"
    MAILBOX = "mailbox"


class ReminderError(Exception):
    """A foreseen failure; `code` is its stable name in JSON, `exit_code` what the program ends with.

    `half` is the service that it is about, None when it is about neither.
    """

    exit_code: ClassVar[int] = 1
    default_code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str = "", code: str = "", half: Half | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code
        self.half = half


class UsageError(ReminderError):
    """A command or a configuration that cannot be followed; nothing was touched."""

    exit_code = 2
    default_code = "usage"


class ConfigError(UsageError):
    """Wrong configuration; the message holds every fault, one a line, with its key and line number."""

    default_code = "configuration"


class LockedError(ReminderError):
    """Another run of the same administration is active."""

    exit_code = 4
    default_code = "locked"


class AuthorisationError(ReminderError):
    """A person has to give or renew access; the hint names the command."""

    exit_code = 5
    default_code = "authorisation"


class UnavailableError(ReminderError):
    """Exact or Gmail is not available, or its allowance is used up; nothing is lost, run again later."""

    exit_code = 6
    default_code = "unavailable"


class StoreError(ReminderError):
    """The store cannot be used or trusted."""

    exit_code = 7
    default_code = "store"


class SafetyStop(ReminderError):  # noqa: N818 - the trade calls it a stop
    """The plan looks unsafe; no draft was touched."""

    exit_code = 8
    default_code = "safety"


class Stopped(BaseException):
    """A signal asked the program to end; it passes whatever handles failures, so that nothing goes on after it."""

    code = "stopped"
    hint = "what was begun is recorded; run again to go on"
    half = None

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.exit_code = 128 + signal_number
        self.message = f"stopped by signal {signal_number}"


@contextmanager
def about(half: Half) -> Iterator[None]:
    """Let whatever fails foreseeably within be known as about that half; for the methods of an adapter."""
    try:
        yield
    except ReminderError as error:
        error.half = error.half or half
        raise


def most_severe(codes: Iterable[int]) -> int:
    """Give the exit code that stands for all of `codes`; 0 when there is none."""
    return min(codes, key=_rank, default=0)


def _rank(code: int) -> int:
    return SEVERITY.index(code) if code in SEVERITY else SEVERITY.index(1)
