"""How a chapter opens: one sentence on what happened, and what to look at first."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from reminder.model.decision import Outcome
from reminder.model.reminder import Attempt, State
from reminder.model.run import AdministrationRun, RunState
from reminder.report.chapter import Chapter
from reminder.report.figures import added, by_outcome
from reminder.report.html.environment import filled, money_of, name, plain
from reminder.report.pointers import large_together
from reminder.rules.calls import call_list
from reminder.words import formats, labels
from reminder.words.page import counted, phrase
from reminder.words.remarks import advice, failure, original

NEEDS_PERSON = frozenset({State.CREATING, State.SENDING, State.REVIEW, State.FAILED})
SETTLED_PERSON = frozenset({State.REVIEW, State.SENT_PRESUMED})
_SENT = frozenset({State.SENT, State.SENT_PRESUMED})


def opening(result: AdministrationRun, language: str) -> str:
    """Say in one sentence what happened."""
    if result.state is not RunState.DONE:
        message = plain(failure(result.error, language)) if result.error else ""
        return phrase(result.state.value, language, message=message)
    if not result.decisions:
        return phrase("nothing_open", language)
    return phrase(
        "sentence",
        language,
        open=counted("receivable", language, result.open_count),
        open_sums=money_of(result.totals, language),
        mails=_mails(result.reminders, language),
        calls=_calls(result, language),
        skips=_skips(result, language),
    )


def warnings(chapter: Chapter) -> tuple[Markup, ...]:
    """Give everything that a person should look at first: faults, warnings, mails that need somebody, large debts."""
    result, language = chapter.result, chapter.language
    return (
        *_faults(result, language),
        *(Markup("{}").format(plain(each.text)) for each in result.warnings),
        *_persons(result, language),
        *_together(chapter),
    )


def _mails(mails: tuple[Attempt, ...], language: str) -> str:
    if not mails:
        return phrase("mails.none", language)
    states = {each.state for each in mails}
    kind = "drafted" if states == {State.DRAFTED} else "sent" if states <= _SENT else "written"
    sums = added((each.currency, each.total) for each in mails)
    return counted(f"mails.{kind}", language, len(mails), sums=money_of(sums, language))


def _calls(result: AdministrationRun, language: str) -> str:
    calls = call_list(result.decisions)
    if not calls:
        return phrase("calls.none", language)
    sums = added((each.currency, each.total) for each in calls)
    return counted("calls", language, len(calls), sums=money_of(sums, language))


def _skips(result: AdministrationRun, language: str) -> str:
    count = next(each.count for each in by_outcome(result.decisions) if each.outcome is Outcome.SKIP)
    return counted("skips", language, count) if count else phrase("skips.none", language)


def _faults(result: AdministrationRun, language: str) -> Iterator[Markup]:
    if result.error is None:
        return
    if result.state is RunState.DONE:
        said = plain(failure(result.error, language))
        yield Markup("{}.").format(said[:1].upper() + said[1:])
    if hint := advice(result.error, language):
        yield filled("hint", language, hint=plain(hint))
    if words := original(result.error, language):
        yield filled("original", language, words=Markup('<span lang="en">{}</span>').format(plain(words)))


def _persons(result: AdministrationRun, language: str) -> Iterator[Markup]:
    for mail in result.reminders:
        if mail.state in NEEDS_PERSON:
            label = labels.state_label(mail.state, language)
            debtor = name(mail.debtor_name)
            yield filled("needs_person", language, debtor=debtor, reference=mail.reference, state=label)
    for each in result.settled:
        if each.after in SETTLED_PERSON:
            label = labels.state_label(State(each.after), language)
            yield filled("settled_person", language, reference=each.reference, state=label)


def _together(chapter: Chapter) -> Iterable[Markup]:
    language = chapter.language
    for each in large_together(chapter.result.decisions, chapter.policy):
        amount = formats.money(each.total, currency=each.currency, language=language)
        yield filled("together", language, debtor=name(each.debtor.name), amount=amount, count=each.count)
