"""The whole page of a run: a heading, a chapter for each administration, and the styles in between."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reminder.model.decision import Decision, Outcome
from reminder.model.reminder import Attempt
from reminder.model.run import CallEntry, Run
from reminder.report.ageing import Ageing, ageing
from reminder.report.chapter import Chapter
from reminder.report.ended import ended_holds
from reminder.report.figures import added, by_outcome, by_tier, left_out
from reminder.report.html.chart import Chart, chart
from reminder.report.html.environment import FOLDER, environment
from reminder.report.html.gmail import draft_link
from reminder.report.html.mails import Shown, shown
from reminder.report.html.opening import brief, opening, warnings
from reminder.report.html.security import content_security_policy
from reminder.report.html.tasks import tasks
from reminder.report.pointers import ToCall, growing_old, to_call
from reminder.rules.calls import call_entry
from reminder.words.sentences import broken_promises

FIRST = 5
"""Lines that are shown at once of what to look at first, so that what to do stays on the first screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """A mail of the run as the page shows it.

    `decisions` are those whose step it is; `link` leads to it in Gmail, empty when it is not there.
    """

    attempt: Attempt
    decisions: tuple[Decision, ...]
    shown: Shown | None
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A line of the call list as the page shows it."""

    entry: CallEntry
    days: int | None
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingView:
    """What is open by age, with its drawing."""

    ageing: Ageing
    chart: Chart


def page(run: Run, chapters: Sequence[Chapter], zone: tzinfo) -> str:
    """Write the report of a run; the first chapter's language is that of the page, `zone` is where its clock stands."""
    templates = environment()
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    lines = [_mails(each) for each in chapters]
    used = {style, *(sheet for mails in lines for each in mails if each.shown for sheet in each.shown.styles)}
    parts = [_part(templates, run.as_of, *each) for each in zip(chapters, lines, strict=True)]
    return templates.get_template("page.html.j2").render(
        language=chapters[0].language if chapters else "en",
        run=run,
        started=f"{run.started.astimezone(zone):%H:%M}",
        chapters=chapters,
        briefs=[_brief(each, run.as_of) for each in chapters],
        parts=parts,
        style=Markup(style),  # noqa: S704 - a file of the program
        policy=content_security_policy(used),
    )


def _brief(chapter: Chapter, as_of: date) -> str:
    points = len(warnings(chapter)) + bool(growing_old(chapter.result.decisions, as_of))
    return brief(chapter.result, chapter.language, points=points)


def _part(templates: Environment, as_of: date, chapter: Chapter, mails: tuple[MailLine, ...]) -> Markup:
    written = templates.get_template("chapter.html.j2").render(_facts(as_of, chapter, mails))
    return Markup(written)  # noqa: S704 - a rendered template


def _facts(as_of: date, chapter: Chapter, mails: tuple[MailLine, ...]) -> Mapping[str, Any]:
    result = chapter.result
    return {
        "language": chapter.language,
        "chapter": chapter,
        "result": result,
        "opening": opening(result, chapter.language),
        "FIRST": FIRST,
        "warnings": warnings(chapter),
        "tasks": tasks(chapter),
        "old": growing_old(result.decisions, as_of),
        "ages": tuple(_ages(chapter)),
        "outcomes": by_outcome(result.decisions),
        "tiers": by_tier(result.decisions, result.reminders, [each.name for each in chapter.policy.tiers]),
        "calls": tuple(_call(each, chapter.language) for each in to_call(result.decisions)),
        "ended": ended_holds(chapter),
        "mails": mails,
        "mail_sums": added((each.attempt.currency, each.attempt.total) for each in mails),
        "left_out": left_out(result.decisions),
    }


def _ages(chapter: Chapter) -> Iterator[AgeingView]:
    earlier = chapter.earlier.decisions if chapter.earlier else None
    for each in ageing(chapter.result.decisions, earlier):
        yield AgeingView(ageing=each, chart=chart(each))


def _call(line: ToCall, language: str) -> CallLine:
    promises = broken_promises(line.decisions, language)
    return CallLine(entry=call_entry(line.decisions), days=line.days, promises=promises)


def _mails(chapter: Chapter) -> tuple[MailLine, ...]:
    steps: dict[str | None, list[Decision]] = defaultdict(list)
    for each in chapter.result.decisions:
        if each.outcome is Outcome.REMIND:
            steps[each.reference].append(each)
    return tuple(
        MailLine(
            attempt=each,
            decisions=tuple(steps[each.reference]),
            shown=shown(chapter.mails.get(each.reference, b"")),
            link=draft_link(each, chapter.mailbox),
        )
        for each in chapter.result.reminders
    )
