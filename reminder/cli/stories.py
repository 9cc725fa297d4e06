"""The story of an invoice or a debtor as a person reads it on a terminal."""

from collections.abc import Iterable, Mapping
from datetime import date

from reminder.cli.output import print_line
from reminder.model.history import Hold
from reminder.model.run import Run, RunState
from reminder.model.story import DebtorStory, Entry, InvoiceStory, Past
from reminder.words import facts
from reminder.words.sentences import sentence
from reminder.words.story_labels import said

WIDTH = 32


def print_invoice(stories: Iterable[InvoiceStory], language: str) -> None:
    """Print every decision about an invoice, then where each instalment stands, and its past."""
    for story in stories:
        names = {"number": story.invoice, "debtor": story.debtor, "code": story.debtor_code}
        print_line(said("invoice", language).format(**names))
        for entry in story.entries:
            _print_entry(entry, language)
        for entry in story.newest:
            _print_section("facts", (_fact(*each) for each in facts.decision_facts(entry.decision, language)), language)
        _print_past(story.past, story.entries[-1].run.as_of, {}, language)
        _print_closed(story.closed_by, language)


def print_debtor(story: DebtorStory, language: str) -> None:
    """Print what a debtor owes, what the last run decided about it, and its past."""
    print_line(said("debtor", language).format(debtor=story.debtor, code=story.debtor_code))
    for label, amounts in (("open", story.open), ("overdue", story.overdue), ("net", story.net)):
        print_line(_fact(said(label, language), facts.sums(amounts, language)))
    for label, day in (("last_mail", story.last_mail), ("last_call", story.last_call)):
        print_line(_fact(said(label, language), facts.day(day, language) or said("none_yet", language)))
    if story.usually_late is not None:
        print_line(_fact(said("usually_late", language), facts.late(story.usually_late, language)))
    for fact in facts.contact_facts(story.contact, language):
        print_line(_fact(*fact))
    _print_section("decisions", (sentence(each.decision, language) for each in story.entries), language)
    names = {each.decision.receivable.key: f"{each.decision.receivable.invoice or '–'}: " for each in story.entries}
    _print_section("paid", (facts.paid_line(each, language) for each in story.paid), language)
    _print_past(story.past, story.today, names, language)
    _print_closed(story.closed_by, language)


def _print_entry(entry: Entry, language: str) -> None:
    stopped = any(each.state is RunState.STOPPED for each in entry.run.administrations)
    note = f" ({said('stopped', language)})" if stopped else ""
    when = said("run", language).format(day=facts.day(entry.run.as_of, language), run=entry.run.id)
    print_line()
    print_line(f"{when}{_books_until(entry.run, language)}{note}")
    print_line(f"  {sentence(entry.decision, language)}")
    if not entry.decision.receivable.credit:
        print_line(f"  ({facts.ladder_line(entry.decision, language)})")


def _books_until(run: Run, language: str) -> str:
    until = next((each.books_until for each in run.administrations), None)
    return said("books_until", language).format(day=facts.day(until, language)) if until else ""


def _print_past(past: Past, today: date, names: Mapping[str, str], language: str) -> None:
    """Print what happened beside the decisions; `names` are put before what is about one receivable of several."""
    steps = (f"{names.get(each.receivable, '')}{facts.step_line(each, language)}" for each in past.steps)
    calls = (f"{names.get(each.receivable, '')}{facts.call_line(each, language)}" for each in past.calls)
    _print_section("steps", steps, language)
    _print_section("mails", (facts.mail_line(each, language) for each in past.mails), language)
    _print_section("calls", calls, language)
    _print_section("holds", (_hold(each, today, language) for each in past.holds), language)


def _hold(hold: Hold, today: date, language: str) -> str:
    whom = f"{hold.invoice}: " if hold.invoice else ""
    expired = "" if hold.active(today) else f" ({said('expired', language)})"
    return f"{whom}{facts.hold_line(hold, language)}{expired}"


def _print_section(title: str, lines: Iterable[str], language: str) -> None:
    shown = tuple(dict.fromkeys(lines))
    if shown:
        print_line()
        print_line(said(title, language))
        for line in shown:
            print_line(f"  {line}")


def _print_closed(closed_by: Run | None, language: str) -> None:
    if closed_by is not None:
        print_line()
        print_line(said("closed", language).format(day=facts.day(closed_by.as_of, language)))


def _fact(label: str, text: str) -> str:
    return f"{label:<{WIDTH}}{text}"
