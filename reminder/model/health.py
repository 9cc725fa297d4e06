"""Whether the program does what it is there for: the last and next run, its access, what waits and what is wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MailAccess(StrEnum):
    """What is known of the access to a mailbox without asking for it."""

    GIVEN = "given"
    DELEGATED = "delegated"
    TOO_NARROW = "too-narrow"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that keeps the program from its work, or soon will; without an administration it concerns all."""

    code: str
    message: str
    hint: str
    administration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A mail that waits for a person, and the command to settle it with."""

    reference: str
    debtor_code: str
    state: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrationHealth:
    """How one administration is doing.

    `last_run` is the start of the last run that ended well, `exact_token_age_days` the whole days since the token was
    last renewed, `oldest_draft` the day of the oldest draft that waits.
    """

    name: str
    last_run: datetime | None
    next_run: datetime | None
    books_until: date | None
    exact_token_age_days: int | None
    gmail: MailAccess
    drafts_waiting: int
    oldest_draft: date | None
    needs_person: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the program is doing: well unless there are problems; what needs a person is none."""

    administrations: tuple[AdministrationHealth, ...]
    problems: tuple[Problem, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def last_run(self) -> datetime | None:
        """Give the start of the last run that ended well, of any administration."""
        return max((each.last_run for each in self.administrations if each.last_run), default=None)

    @property
    def next_run(self) -> datetime | None:
        """Give the time of the next run of any administration."""
        return min((each.next_run for each in self.administrations if each.next_run), default=None)
