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
UNSETTLED = "unsettled"
"""The code of a warning about a mail that a report tells of by itself."""
NEVER_MADE = frozenset({State.PLANNED, State.FAILED})
_UNDER_WAY = frozenset({State.CREATING, State.SENDING})
_FATES = (
    ("drafted", frozenset({State.DRAFTED, State.USER_OWNED})),
    ("sent", frozenset({State.SENT, State.SENT_PRESUMED})),
    ("written", frozenset({State.WITHDRAWN, State.GONE})),
    ("unclear", _UNDER_WAY | {State.REVIEW}),
    ("not_made", NEVER_MADE),
)
"""What became of the mails of a run, in the order in which it is said."""


def opening(result: AdministrationRun, language: str) -> str:
    """Say in one sentence what happened; of a run that failed halfway also how far it came."""
    if result.state is not RunState.DONE:
        message = plain(failure(result.error, language)) if result.error else ""
        said = phrase(result.state.value, language, message=message)
        halfway = result.state is RunState.FAILED and result.reminders
        return f"{said} {phrase('halfway', language, mails=_mails(result.reminders, language))}" if halfway else said
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
        *(Markup("{}").format(plain(each.text)) for each in result.warnings if each.code != UNSETTLED),
        *_persons(chapter),
        *_together(chapter),
    )


def brief(result: AdministrationRun, language: str, *, points: int) -> str:
    """Say in a few words what happened, and whether there are points to look at, for a list of administrations."""
    if result.state is not RunState.DONE or not result.decisions:
        return opening(result, language)
    look = [counted("attention", language, points)] if points else []
    return ", ".join([*look, _mails(result.reminders, language), _calls(result, language)]) + "."


def _mails(mails: tuple[Attempt, ...], language: str) -> str:
    groups = ((fate, [each for each in mails if each.state in states]) for fate, states in _FATES)
    said = (_mails_with(fate, some, language) for fate, some in groups if some)
    return ", ".join(said) or phrase("mails.none", language)


def _mails_with(fate: str, mails: list[Attempt], language: str) -> str:
    sums = added((each.currency, each.total) for each in mails)
    return counted(f"mails.{fate}", language, len(mails), sums=money_of(sums, language))


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


def _persons(chapter: Chapter) -> Iterator[Markup]:
    """Tell of mails of this run and of earlier ones whose outcome is open, and of those that were probably sent."""
    for mail in (*chapter.result.reminders, *chapter.open_mails):
        if mail.state in NEEDS_PERSON:
            yield _person(mail, chapter.language)
    for each in chapter.result.settled:
        if each.after == State.SENT_PRESUMED:
            facts = {"debtor": name(chapter.debtors.get(each.reference, "")), "reference": each.reference}
            label = labels.state_label(State.SENT_PRESUMED, chapter.language)
            yield filled("settled_person", chapter.language, **facts, state=label)


def _person(mail: Attempt, language: str) -> Markup:
    kind = {State.REVIEW: "unsettled", State.FAILED: "needs_person"}.get(mail.state, "under_way")
    label = labels.state_label(mail.state, language)
    return filled(kind, language, debtor=name(mail.debtor_name), reference=mail.reference, state=label)


def _together(chapter: Chapter) -> Iterable[Markup]:
    language = chapter.language
    for each in large_together(chapter.result.decisions, chapter.policy):
        amount = formats.money(each.total, currency=each.currency, language=language)
        yield filled("together", language, debtor=name(each.debtor.name), amount=amount, count=each.count)
