"""All that is known of an invoice or a debtor, gathered from what was recorded."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from operator import attrgetter

from reminder.app.desk import Desk
from reminder.app.meant import decisions_about, find_debtor
from reminder.app.paid import paid
from reminder.model.history import Hold
from reminder.model.run import Run, RunState
from reminder.model.story import DebtorStory, Entry, InvoiceStory, Past


def explain_invoice(desk: Desk, number: str) -> tuple[InvoiceStory, ...]:
    """Tell the story of every invoice with that number; UsageError with the nearest numbers when there is none."""
    stories: dict[str, list[Entry]] = defaultdict(list)
    for run, decision in decisions_about(desk, number):
        stories[decision.receivable.invoice_key].append(Entry(run=run, decision=decision))
    return tuple(_invoice_story(desk, number, tuple(entries)) for entries in stories.values())


def explain_debtor(desk: Desk, code: str) -> DebtorStory:
    """Tell all that is known of a debtor; UsageError with the nearest codes when it is not known."""
    code, name = find_debtor(desk, code)
    ever = tuple(Entry(run=run, decision=each) for run, each in desk.archive.debtor_decisions(desk.name, code))
    last = ever[-1].run
    return DebtorStory(
        debtor_code=code,
        debtor=name,
        entries=tuple(each for each in ever if each.run.id == last.id),
        past=_past(desk, ever),
        today=desk.today,
        closed_by=_closed_by(desk, last),
        paid=paid(ever, desk.archive.runs(), desk.name),
    )


def _invoice_story(desk: Desk, number: str, entries: tuple[Entry, ...]) -> InvoiceStory:
    newest = entries[-1].decision
    return InvoiceStory(
        invoice=newest.receivable.invoice or number,
        debtor_code=newest.debtor.code,
        debtor=newest.debtor.name,
        entries=entries,
        past=_past(desk, entries),
        closed_by=_closed_by(desk, entries[-1].run),
    )


def _past(desk: Desk, entries: Iterable[Entry]) -> Past:
    seen = [each.decision for each in entries]
    keys = {each.receivable.key for each in seen}
    invoices = {each.receivable.invoice_key for each in seen}
    codes = {each.debtor.code for each in seen}
    debtors = {each.debtor.id for each in seen}
    steps = (each for each in desk.mails.steps(debtors=debtors) if each.receivable in keys)
    mails = (each for each in desk.mails.every(debtors=debtors) if keys & {item.receivable for item in each.items})
    return Past(
        steps=tuple(sorted(steps, key=attrgetter("day"))),
        mails=tuple(mails),
        calls=tuple(each for each in desk.notes.calls() if each.receivable in keys),
        holds=tuple(each for each in desk.notes.holds() if _concerns(each, invoices, codes)),
    )


def _concerns(hold: Hold, invoices: Collection[str], codes: Collection[str]) -> bool:
    return hold.invoice_key in invoices if hold.invoice_key else hold.debtor_code in codes


def _closed_by(desk: Desk, last: Run) -> Run | None:
    """Give the first run after `last` that ended as done: it did not see what `last` still saw."""
    later = None
    for run in desk.archive.runs(since=last.as_of):
        if run.id == last.id:
            return later
        states = {each.state for each in run.administrations if each.name == desk.name}
        later = run if RunState.DONE in states else later
    return later
