"""What is left for a person to do after a run: whom to call, and which drafts to look at."""

from collections.abc import Iterator

from markupsafe import Markup

from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.reminder import State
from reminder.model.run import RunState
from reminder.report.chapter import Chapter
from reminder.report.html.environment import filled, name
from reminder.report.html.gmail import drafts_link
from reminder.report.pointers import to_call
from reminder.words.page import counted

FIRST_NAMES = 3
"""Debtors that are named among what is left to do; the call list has them all."""

_WAITING = frozenset({State.DRAFTED, State.USER_OWNED})


def tasks(chapter: Chapter) -> tuple[Markup, ...]:
    """Give what is left to do, the telephone first; nothing for a run that was not carried out at least in part."""
    if chapter.result.state not in {RunState.DONE, RunState.FAILED} or chapter.result.dry_run:
        return ()
    return (*_calls(chapter), *_drafts(chapter), *_older_drafts(chapter))


def _calls(chapter: Chapter) -> Iterator[Markup]:
    whom = dict.fromkeys(line.decisions[0].debtor for line in to_call(chapter.result.decisions))
    if whom:
        some = Markup(", ").join(name(each.name) for each in [*whom][:FIRST_NAMES])
        more = len(whom) - FIRST_NAMES
        names = filled("todo.names", chapter.language, names=some, count=more) if more > 0 else some
        text = counted("todo.call", chapter.language, len(whom))
        target = f"#calls-{chapter.result.name}"
        yield Markup('<a href="{}">{}</a>: {}').format(target, text, names)


def _drafts(chapter: Chapter) -> Iterator[Markup]:
    count = sum(each.state in _WAITING for each in chapter.result.reminders)
    if count:
        yield _in_gmail(chapter, counted("todo.drafts", chapter.language, count))


def _older_drafts(chapter: Chapter) -> Iterator[Markup]:
    count = len({(each.debtor.id, each.receivable.currency) for each in chapter.result.decisions if _waits(each)})
    if count:
        yield _in_gmail(chapter, counted("todo.older", chapter.language, count))


def _waits(decision: Decision) -> bool:
    return decision.outcome is Outcome.SKIP and decision.reason is Reason.DRAFT_WAITING


def _in_gmail(chapter: Chapter, text: str) -> Markup:
    address = drafts_link(chapter.mailbox)
    link = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>.')
    return link.format(address, text) if address else Markup("{}.").format(text)
