"""Looking at all that a run needs, one thing at a time: a fault in one never hides the next."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from reminder.errors import ReminderError
from reminder.model.finding import Condition, Finding

Found = Finding | str | tuple[Finding, ...]
"""What a look gives: findings of its own, or what is right about its subject in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing to look at; `look` gives what it found, and raises a ReminderError when that is a fault."""

    subject: str
    look: Callable[[], Found]


def findings(probes: Iterable[Probe]) -> Iterator[Finding]:
    """Look at everything, giving each finding as soon as it is known."""
    for probe in probes:
        yield from _found(probe)


def fine(subject: str, text: str) -> Finding:
    """Say that something is right."""
    return Finding(subject=subject, state=Condition.OK, text=text)


def doubtful(subject: str, text: str, *, hint: str) -> Finding:
    """Say that something should be looked at; a run goes on all the same."""
    return Finding(subject=subject, state=Condition.WARNING, text=text, hint=hint)


def faulty(subject: str, error: ReminderError) -> Finding:
    """Say what a run would end with."""
    text = error.message.replace("\n", "; ")
    return Finding(subject=subject, state=Condition.FAULT, text=text, hint=error.hint, exit_code=error.exit_code)


def _found(probe: Probe) -> tuple[Finding, ...]:
    try:
        found = probe.look()
    except ReminderError as error:
        return (faulty(probe.subject, error),)
    if isinstance(found, str):
        return (fine(probe.subject, found),)
    return found if isinstance(found, tuple) else (found,)
