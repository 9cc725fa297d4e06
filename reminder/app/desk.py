"""What a person works with between two runs of one administration, put together once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from reminder.errors import UsageError
from reminder.model.policy import Policy
from reminder.ports.people import Archive, Beginnings, Mails, Notes

NEAREST = 3
LOOSE = 0.5
FROM_RUNS = dict.fromkeys(("invoice", "debtor"), "; runs make them known, and a first run only makes drafts")


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


def unknown_debtor(given: str, known: Mapping[str, str]) -> UsageError:
    """Say that there is no such debtor, with the codes whose own or whose debtor's name comes near."""
    shown = {code: f"{code} ({name})" for code, name in known.items()}
    return unknown("debtor", given, {**{name: shown[code] for code, name in known.items()}, **shown})


def unknown(what: str, given: str, known: Mapping[str, str]) -> UsageError:
    """Say that there is no such thing, with the nearest of `known`: what may be typed, and how it is shown."""
    names, typed = {each.casefold(): shown for each, shown in known.items()}, given.strip().casefold()
    within = [each for each in names if typed and typed in each]
    near = within + get_close_matches(typed, names, n=NEAREST, cutoff=LOOSE) or list(names)
    shown = ", ".join(list(dict.fromkeys(names[each] for each in near))[:NEAREST])
    hint = f"the nearest are {shown}" if shown else f"no {what} is known yet{FROM_RUNS.get(what, '')}"
    return UsageError(f"there is no {what} {given}", hint=hint, code=f"unknown-{what}")
