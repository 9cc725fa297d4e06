"""What must hold at the end of every execution, judged by what the mailbox really did."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from reminder.mime import reference_of
from reminder.model.policy import Mode
from reminder.model.reminder import State


@cache
def reference(mail: bytes) -> str:
    """Give the reference that a mail carries; the same bytes carry the same one."""
    return reference_of(mail)


class Judged(Protocol):
    """What the rules look at."""

    mode: Mode
    mailbox: Any
    ledger: Any
    results: Any
    wrong: Any

    @property
    def journal(self) -> Any:  # noqa: ANN401 - the store's journal with all that people look up
        ...


UNSETTLED = (State.CREATING, State.SENDING, State.REVIEW)
INTERVAL = timedelta(days=6)
EXIT_CODES = frozenset({0, 3, 6, 7})


def broken(world: Judged) -> list[str]:
    """Name every promise that was not kept; nothing when all were."""
    rules = (_doubles, _orphans, _unknown, _silent, _order, _lost, _modes, _record)
    return [*world.wrong.found, *(text for rule in rules for text in rule(world))]


def _doubles(world: Judged) -> Iterator[str]:
    """At most one mail for a receivable and a tier, whoever pressed Send (I1); a draft is sent once (I10)."""
    steps = {each.reference: [(item.receivable, item.tier) for item in each.items] for each in world.journal.every()}
    sent = Counter(step for kept in world.mailbox.sent for step in steps.get(reference(kept.mail), ()))
    yield from (f"{count} mails about {step}" for step, count in sent.items() if count > 1)


def _orphans(world: Judged) -> Iterator[str]:
    """Every draft of ours that is left belongs to a mail that somebody still watches."""
    watched = {each.reference for each in world.journal.open()}
    left = {reference(kept.mail) for kept in world.mailbox.drafts.values()}
    yield from (f"the draft of mail {each} is left alone" for each in left - watched)


def _unknown(world: Judged) -> Iterator[str]:
    """What is in the history is in the store (I4), and what the store calls sent is in the history (I3)."""
    left = {reference(kept.mail) for kept in world.mailbox.sent}
    known = {each.reference for each in world.journal.every()}
    yield from (f"mail {each} is not in the store" for each in left - known)
    recorded = {each.reference for each in world.journal.every() if each.state is State.SENT}
    yield from (f"mail {each} was never sent" for each in recorded - left)


def _silent(world: Judged) -> Iterator[str]:
    """Nothing is unsettled without a warning and an exit code that say so (I7); nothing stays half done (I11)."""
    states = {each.state for each in world.journal.every()}
    last = world.results[-1]
    if last is None or (states & set(UNSETTLED) and last.exit_code == 0):
        yield f"{sorted(states)} and exit code {last and last.exit_code}"
    told = {each.reference for each in world.journal.every() if each.state in UNSETTLED}
    if last is not None and told:
        texts = " ".join(each.text for each in last.warnings)
        yield from (f"nothing is said of mail {each}" for each in told if each not in texts)
    unfinished = {State.PLANNED, *([State.DRAFTED] if world.mode is Mode.SEND else [])}
    if states & unfinished:
        yield f"after two runs in which nothing went wrong a mail is {sorted(states & unfinished)}"


def _order(world: Judged) -> Iterator[str]:
    """Tiers follow each other, and a debtor is left alone for the interval (I8)."""
    attempts = {each.reference: each for each in world.journal.every()}
    mails = [attempts[ref] for kept in world.mailbox.sent if (ref := reference(kept.mail)) in attempts]
    tiers = [each.tier for each in mails]
    if tiers != sorted(tiers, key=["friendly", "formal"].index):
        yield f"tiers came as {tiers}"
    days = sorted(kept.day for kept in world.mailbox.sent)
    if any(later - earlier < INTERVAL for earlier, later in pairwise(days)):
        yield f"mails left on {[str(day) for day in days]}"


def _lost(world: Judged) -> Iterator[str]:
    """What is owed was mailed, or waits where a person sees it."""
    if world.ledger.receivables and not world.journal.steps() and not world.journal.open():
        yield "nothing came of the reminder"


def _modes(world: Judged) -> Iterator[str]:
    """Draft mode never sends (I9)."""
    if world.mode is Mode.DRAFT and any(write == "send" for write, _ in world.mailbox.writes):
        yield "something was sent in draft mode"


def _record(world: Judged) -> Iterator[str]:
    """Every run that did not die ended in a way that is in the table (I14)."""
    codes = {result.exit_code for result in world.results if result}
    if not codes <= EXIT_CODES:
        yield f"exit codes {sorted(codes)}"
