"""What a check of the whole set-up found, one thing at a time."""

from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, such as `acme: mailbox`; a fault has the exit code a run would end with."""

    subject: str
    state: Condition
    text: str
    hint: str = ""
    exit_code: int = 0
