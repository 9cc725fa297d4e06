"""What runs cost: the guide's book, a second run on the same day, attachments, and last looks."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.faults import Call
from tests.bench.books import add_due, large_book
from tests.bench.figures import Figure
from tests.bench.stage import PLAIN, Spent, Stage, staged

SETTLED = 3
"""First runs, each on books of its own, of which the best time counts, since the machine does other things too."""

WITH_FILES = PLAIN.replace("attach_invoices = false", "attach_invoices = true")


def guide() -> Iterator[Figure]:
    """Measure the guide's book, whole, without attachments, and again on the same day."""
    firsts = []
    for _ in range(SETTLED):
        with staged() as stage:
            firsts.append(stage.run("run-now", "--json"))
            second = stage.run("run-now", "--json")
    yield from _whole(firsts)
    yield from _again(second, drafts=_drafts(firsts[-1]))


def _whole(runs: Sequence[Spent]) -> Iterator[Figure]:
    work, first = "the guide's book, whole run without attachments", runs[0]
    a_draft = api(first.gmail) / _drafts(first)
    yield Figure(
        work=work, what="Exact calls, token included", value=len(first.exact), unit="calls", least=7, target=10
    )
    yield Figure(work=work, what="Gmail calls a draft, all that a run asks counted", value=a_draft, unit="calls",
                 least=2, target=3)  # fmt: skip
    yield Figure(work=work, what="wall, start-up included", value=min(each.wall for each in runs), unit="s",
                 target=1.5)  # fmt: skip
    yield Figure(work=work, what="processor, start-up included", value=min(each.cpu for each in runs), unit="s")


def _again(run: Spent, *, drafts: int) -> Iterator[Figure]:
    work, fixed = "second run on the same day", ceil(drafts / 100)
    yield Figure(work=work, what="Exact calls", value=len(run.exact), unit="calls", least=7, target=10)
    yield Figure(work=work, what=f"Gmail calls about {drafts} waiting drafts", value=_about_mails(run.gmail),
                 unit="calls", least=fixed, target=fixed)  # fmt: skip
    yield Figure(work=work, what="Gmail calls in all: mailbox, drafts, mail by hand, digest", value=api(run.gmail),
                 unit="calls", least=3)  # fmt: skip


def _drafts(run: Spent) -> int:
    return len(run.document["administrations"][0]["reminders"])


def second_of_many(debtors: int = 250) -> Iterator[Figure]:
    """Measure a second run on the same day with many waiting drafts, none of them changed."""
    today = SandboxClock().today()
    with staged(large_book(today, rows=5 * debtors, due=debtors)) as stage:
        stage.run("run-now", "--json")
        again = stage.run("run-now", "--json")
    work, what = "second run on the same day", f"Gmail calls about {debtors} waiting drafts"
    most = ceil(debtors / 100)
    yield Figure(work=work, what="Exact calls", value=len(again.exact), unit="calls", target=10)
    yield Figure(work=work, what=what, value=_about_mails(again.gmail), unit="calls", least=1, target=most)
    yield Figure(work=work, what=f"{what}, in all", value=api(again.gmail), unit="calls", least=3)


def attachments(files: int = 90) -> Iterator[Figure]:
    """Measure a run whose mails carry so many invoices."""
    today = SandboxClock().today()
    with staged(large_book(today, rows=0), more=WITH_FILES) as stage:
        add_due(stage.sandbox.exact, today, debtors=files, pdf=True)
        done = stage.run("run-now", "--json")
    least = files + 2 * ceil(files / 40)
    calls = [call for call in done.exact if "Document" in call.path or "Attachment" in call.path]
    yield Figure(work=f"attachments: {files} invoices", what="Exact calls", value=len(calls), unit="calls", least=least,
                 target=least)  # fmt: skip


def last_looks(stage: Stage, exact: Iterable[Call], gmail: Iterable[Call], *, debtors: int) -> Iterator[Figure]:
    """Give what the last looks of a run in send mode cost, and the age of the oldest at a send."""
    looks = [call for call in exact if "Receivables" in call.path and "Account+eq" in call.query.replace("%20", "+")]
    accounts = [str(each) for each in stage.sandbox.exact.book.accounts][-debtors:]
    sends = [call.at for call in gmail if call.path.endswith("/drafts/send")]
    ages = [
        (at - max(look.at for look in looks if account in look.query and look.at < at)).total_seconds()
        for account, at in zip(accounts, sends, strict=True)
    ]
    start = looks[0].at
    calls = sum(call.at >= start for call in exact)
    work = f"last look, {debtors} debtors in send mode"
    yield Figure(work=work, what="Exact calls per 20 debtors", value=calls / ceil(debtors / 20), unit="calls", least=2,
                 target=2)  # fmt: skip
    yield Figure(work=work, what="age of a look at its send, at most", value=max(ages), unit="s", target=60)


def api(calls: Iterable[Call]) -> int:
    """Count the calls of Gmail's API, those for access left out."""
    return sum("/gmail/v1/" in call.path for call in calls)


def _about_mails(calls: Iterable[Call]) -> int:
    return sum("/drafts" in call.path for call in calls)
