"""What a person works with between two runs of one administration, put together once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from reminder.errors import UsageError
from reminder.model.policy import Policy
from reminder.ports.people import Archive, Beginnings, Mails, Notes

NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One administration as people look things up and record them; `language` is that of its owner's reports."""

    name: str
    language: str
    today: date
    policy: Policy
    archive: Archive
    notes: Notes
    beginnings: Beginnings
    mails: Mails


def unknown(what: str, given: str, known: Mapping[str, str]) -> UsageError:
    """Say that there is no such thing, with the nearest of `known`: what may be typed, and how it is shown."""
    names = {each.casefold(): shown for each, shown in known.items()}
    near = dict.fromkeys(names[each] for each in get_close_matches(given.casefold(), names, n=NEAREST))
    hint = f"nearest: {', '.join(near)}" if near else f"no known {what} looks like it"
    return UsageError(f"there is no {what} {given}", hint=hint, code=f"unknown-{what}")
