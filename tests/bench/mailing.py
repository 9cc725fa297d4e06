"""How fast mails go to a Gmail that takes 150 ms for each answer, and that it is never asked too much."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.fault_actions import delay
from reminder.sandbox.faults import Call, Fault
from tests.bench.books import add_due, large_book
from tests.bench.figures import Figure
from tests.bench.runs import last_looks
from tests.bench.stage import staged

ANSWER = 0.15
MINUTE = 60.0
QUOTA = 6_000
CREATE, READ, SEND = 10, 5, 100
DRAFTED = (CREATE, READ)
SENT = (CREATE, READ, SEND, READ)
"""Units of the calls that a mail takes: made, read back, sent, and seen to be gone."""


def drafts(mails: int = 60) -> Iterator[Figure]:
    """Measure a run that makes so many drafts."""
    today = SandboxClock().today()
    with staged(large_book(today, rows=0)) as stage:
        add_due(stage.sandbox.exact, today, debtors=mails)
        stage.sandbox.gmail_faults.add(Fault(action=delay(ANSWER), path="/gmail/v1/", every=True))
        done = stage.run("run-now", "--json")
    yield from _figures(f"{mails} drafts at 150 ms an answer", done.gmail, mails=mails, each=DRAFTED)


def sends(mails: int = 90) -> Iterator[Figure]:
    """Measure a run that sends so many mails, after a first one that may only make drafts.

    The quota allows 50 a minute if nothing else is asked; a number just below a full minute's keeps the few other calls
    of a run from filling a minute more, which would measure the edge and not the speed.
    """
    today = SandboxClock().today()
    with staged(large_book(today, rows=0), mode="send") as stage:
        stage.run("run-now", "--json")
        add_due(stage.sandbox.exact, today, debtors=mails)
        stage.sandbox.gmail_faults.add(Fault(action=delay(ANSWER), path="/gmail/v1/", every=True))
        done = stage.run("run-now", "--json")
        looks = list(last_looks(stage, done.exact, done.gmail, debtors=mails))
    yield from _figures(f"{mails} mails sent at 150 ms an answer", done.gmail, mails=mails, each=SENT)
    yield from looks


def _figures(work: str, calls: Sequence[Call], *, mails: int, each: Sequence[int]) -> Iterator[Figure]:
    own = [call for call in calls if "/drafts" in call.path and _units(call)]
    if len(own) < mails * len(each):
        raise RuntimeError(f"{len(own)} calls for {mails} mails")
    seconds = (own[-1].at - own[0].at).total_seconds() + ANSWER
    least = shortest(mails, each)
    refused = sum(call.status in {403, 429} for call in calls)
    yield Figure(work=work, what="share of what quota or round trips allow", value=100 * least / seconds, unit="%",
                 target=90, floor=True, least=100)  # fmt: skip
    yield Figure(work=work, what="mails a minute", value=60 * mails / seconds, unit="", least=60 * mails / least,
                 floor=True)  # fmt: skip
    yield Figure(work=work, what="units in the fullest 60 s", value=fullest(calls), unit="units", target=QUOTA)
    yield Figure(work=work, what="calls refused for speed", value=refused, unit="calls", target=0)


def shortest(mails: int, each: Iterable[int]) -> float:
    """Give the seconds in which one connection can make these calls within the quota."""
    now, spent = 0.0, deque[tuple[float, int]]()
    for units in tuple(each) * mails:
        while sum(one for at, one in spent if at > now - MINUTE) + units > QUOTA:
            now = spent.popleft()[0] + MINUTE
        spent.append((now, units))
        now += ANSWER
    return now


def fullest(calls: Iterable[Call]) -> int:
    """Give the most units that came in within 60 seconds."""
    spent = [(call.at.timestamp(), _units(call)) for call in calls]
    return max(sum(units for at, units in spent if end - MINUTE < at <= end) for end, _ in spent)


def _units(call: Call) -> int:
    kinds = {"POST": CREATE, "GET": READ, "DELETE": CREATE}
    if call.path.endswith("/drafts/send"):
        return SEND
    if call.path.endswith("/profile"):
        return 1
    if call.path.endswith("/messages") and call.method == "POST":
        return 25
    return kinds[call.method] if "/gmail/v1/" in call.path else 0
