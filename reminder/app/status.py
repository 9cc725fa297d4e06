"""Health, from what is stored and configured alone: nobody is asked anything."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reminder.model.health import AdministrationHealth, Health, MailAccess, Need, Problem
from reminder.model.reminder import Attempt, State
from reminder.model.run import RunState
from reminder.rules.timetable import OVERDUE_AFTER, Started, Timetable

TOKEN_WARNING, TOKEN_DEAD = 21, 30
"""Days without renewal after which the Exact token is about to die, and is dead.

Source: Exact Online: a refresh token lives for thirty days.
"""
SMALLEST_DISK = 200_000_000
"""Bytes that have to be free beside the store."""

WAITING = (State.DRAFTED, State.USER_OWNED)
UNSETTLED = (State.CREATING, State.SENDING, State.REVIEW, State.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of one administration.

    `attempts` are those that are open and those of the last run, `strays` edited drafts that should not go any more.
    """

    name: str
    times: Timetable
    known_since: datetime
    started: tuple[Started, ...]
    books_until: date | None
    token_renewed: datetime | None
    gmail: MailAccess
    attempts: tuple[Attempt, ...]
    strays: tuple[Attempt, ...] = ()


def health_of(known: Iterable[Known], *, free: int, now: datetime) -> Health:
    """Give the health of these administrations; `free` counts the bytes that the disk still takes."""
    every = tuple(known)
    problems = [problem for each in every for problem in _problems(each, now)]
    return Health(administrations=tuple(_health(each, now) for each in every), problems=(*_disk(free), *problems))


def _health(known: Known, now: datetime) -> AdministrationHealth:
    waiting = [each for each in known.attempts if each.state in WAITING]
    return AdministrationHealth(
        name=known.name,
        last_run=_last_good(known),
        next_run=known.times.first_after(now),
        books_until=known.books_until,
        exact_token_age_days=_age(known, now),
        gmail=known.gmail,
        drafts_waiting=len(waiting),
        oldest_draft=min((each.as_of for each in waiting), default=None),
        needs_person=tuple(_needs(known)),
    )


def _problems(known: Known, now: datetime) -> Iterator[Problem]:
    yield from _overdue(known, now)
    yield from _token(known, now)
    yield from _mail_access(known)


def _overdue(known: Known, now: datetime) -> Iterator[Problem]:
    good = _last_good(known)
    expected = known.times.first_after(good or known.known_since)
    if expected is not None and expected + OVERDUE_AFTER <= now:
        day = expected.astimezone(known.times.zone).strftime("%Y-%m-%d %H:%M")
        last = max(known.started, key=lambda each: each.at, default=None)
        yield Problem(
            code="overdue",
            message=f"the run of {day} {_end(last) if last and last.at >= expected else 'did not happen'}",
            hint=f"see `reminder log`, then run `reminder run-now -a {known.name}`",
            administration=known.name,
        )


def _end(run: Started) -> str:
    return "did not end" if run.state is RunState.RUNNING else f"ended with exit code {run.exit_code}"


def _token(known: Known, now: datetime) -> Iterator[Problem]:
    age, again = _age(known, now), f"run `reminder auth exact -a {known.name}`"
    if age is None:
        yield _access("exact-access", "no access to Exact Online has been given yet", again, known)
    elif age >= TOKEN_DEAD:
        text = f"the Exact token was not renewed for {age} days and is dead after {TOKEN_DEAD}"
        yield _access("exact-token", text, again, known)
    elif age >= TOKEN_WARNING:
        text = f"the Exact token was not renewed for {age} days and dies after {TOKEN_DEAD}"
        yield _access("exact-token", text, "run `reminder run-now`, which renews it", known)


def _mail_access(known: Known) -> Iterator[Problem]:
    again = f"run `reminder auth gmail -a {known.name}`"
    if known.gmail is MailAccess.NONE:
        yield _access("gmail-access", "no access to Gmail has been given yet", again, known)
    elif known.gmail is MailAccess.TOO_NARROW:
        yield _access("gmail-access", "the access to Gmail is narrower than the configuration needs", again, known)


def _access(code: str, message: str, hint: str, known: Known) -> Problem:
    return Problem(code=code, message=message, hint=hint, administration=known.name)


def _disk(free: int) -> Iterator[Problem]:
    if free < SMALLEST_DISK:
        megabytes = free // 1_000_000
        yield Problem(code="disk", message=f"only {megabytes} MB are free beside the store", hint="make room")


def _last_good(known: Known) -> datetime | None:
    return max((each.at for each in known.started if each.good), default=None)


def _age(known: Known, now: datetime) -> int | None:
    return None if known.token_renewed is None else max((now - known.token_renewed) // timedelta(days=1), 0)


def _needs(known: Known) -> Iterator[Need]:
    for each in known.attempts:
        if each.state in UNSETTLED:
            yield _need(each, f"look in the mailbox, then run `reminder resolve {each.reference}`")
    for each in known.strays:
        yield _need(each, "do not send this draft, which somebody edited: change it or discard it in the mailbox")


def _need(attempt: Attempt, hint: str) -> Need:
    return Need(reference=attempt.reference, debtor_code=attempt.debtor_code, state=attempt.state.value, hint=hint)
