"""The digest: one mail that tells the owner what a run did, whom to call, and what became of the run before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from css_inline import CSSInliner

from reminder.compose.pages import Written, as_text
from reminder.mime import clean_text
from reminder.model.history import Step
from reminder.model.reminder import Attempt, Item, State
from reminder.model.run import CallEntry, RunState
from reminder.report.chapter import Chapter
from reminder.report.ended import ended_holds
from reminder.report.figures import left_out
from reminder.report.html.environment import environment
from reminder.report.html.gmail import draft_link
from reminder.report.html.opening import NEVER_MADE, opening, warnings
from reminder.report.pointers import ToCall, to_call
from reminder.rules.calls import call_entry
from reminder.words.facts import step_line
from reminder.words.formats import long_date
from reminder.words.page import phrase
from reminder.words.sentences import broken_promises

WAITING = frozenset({State.DRAFTED, State.USER_OWNED})


class Fate(StrEnum):
    """What became of an invoice that was reminded of."""

    PAID = "paid"
    PARTLY = "partly"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One invoice of the run before, and what became of it; `amount` is what was open then."""

    debtor: str
    invoice: str | None
    amount: Decimal
    currency: str
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A line of the call list with the reminders that went before it, and the promises that were not kept."""

    entry: CallEntry
    steps: tuple[str, ...]
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a digest tells of: a run's chapter, and what is known beside it.

    `before` are the mails of the last run before that made any; `report` is where the whole report is.
    """

    chapter: Chapter
    as_of: date
    before: tuple[Attempt, ...] = ()
    steps: tuple[Step, ...] = ()
    report: str = ""


def digest(told: Told) -> Written:
    """Write the digest in the language of the administration."""
    subject = clean_text(_subject(told))
    page = environment().get_template("digest.html.j2").render(subject=subject, **_facts(told))
    html = CSSInliner(load_remote_stylesheets=False).inline(page)
    return Written(subject=subject, html=html, text=as_text(html))


def _subject(told: Told) -> str:
    language = told.chapter.language
    title = phrase("title", language, day=long_date(told.as_of, language=language))
    subject = phrase("digest.subject", language, title=title, company=told.chapter.company)
    return phrase("digest.attention", language, subject=subject) if warnings(told.chapter) else subject


def _facts(told: Told) -> Mapping[str, object]:
    chapter = told.chapter
    result, language, waiting = chapter.result, chapter.language, _waiting(chapter)
    return {
        "language": language,
        "as_of": told.as_of,
        "result": result,
        "opening": opening(result, language),
        "decide": warnings(chapter),
        "calls": tuple(_call(each, told) for each in to_call(result.decisions)),
        "mails": result.reminders,
        "left_out": left_out(result.decisions),
        "before": max((each.as_of for each in told.before), default=None),
        "outcomes": tuple(_outcomes(told)),
        "waiting": waiting,
        "links": {each.reference: draft_link(each, chapter.mailbox) for each in waiting},
        "ended": ended_holds(chapter),
        "report": told.report,
    }


def _call(line: ToCall, told: Told) -> CallLine:
    keys = {each.receivable.key for each in line.decisions}
    done = [each for each in told.steps if each.receivable in keys]
    lines = dict.fromkeys(step_line(each, told.chapter.language) for each in done)
    promises = broken_promises(line.decisions, told.chapter.language)
    return CallLine(entry=call_entry(line.decisions), steps=tuple(lines), promises=promises)


def _outcomes(told: Told) -> Iterator[Outcome]:
    """Give what became of each invoice whose step was taken in the run before; nothing when it is not known.

    A draft that another one took the place of is told of only when something was paid.
    """
    if told.chapter.result.state is not RunState.DONE:
        return
    now = {each.receivable.key: each.receivable.amount for each in told.chapter.result.decisions}
    for mail in told.before:
        for item in mail.items if mail.state not in NEVER_MADE else ():
            fate = _fate(item.amount, now.get(item.receivable))
            if item.tier and not (mail.state is State.WITHDRAWN and fate is Fate.OPEN):
                yield _outcome(mail, item, fate)


def _outcome(mail: Attempt, item: Item, fate: Fate) -> Outcome:
    facts = {"debtor": mail.debtor_name, "currency": mail.currency}
    return Outcome(invoice=item.invoice, amount=item.amount, fate=fate, **facts)


def _fate(before: Decimal, now: Decimal | None) -> Fate:
    if now is None:
        return Fate.PAID
    return Fate.PARTLY if now < before else Fate.OPEN


def _waiting(chapter: Chapter) -> tuple[Attempt, ...]:
    """Give the drafts of earlier runs that still wait."""
    return tuple(each for each in chapter.open_mails if each.state in WAITING)
