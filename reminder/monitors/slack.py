"""A message in a Slack channel after each run: the counts and totals, and whom to call."""

import json
from collections.abc import Iterator, Mapping

from reminder.mime import clean_text
from reminder.model.run import AdministrationRun, CallEntry, Run
from reminder.monitors.posting import WITHIN, post
from reminder.report.html.opening import opening
from reminder.rules.calls import call_list
from reminder.words.formats import long_date, money
from reminder.words.page import phrase

MOST_CALLS = 15
"""Lines of the call list in a message, per administration."""
LONGEST = 3_900
"""Characters in a message; Slack advises to stay below 4,000."""

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Slack:
    """An incoming webhook; `languages` tells the language of each administration's owner.

    Source: Slack's documentation, "Sending messages using incoming webhooks" and "Formatting text".
    """

    def __init__(self, webhook: str, *, languages: Mapping[str, str], within: float = WITHIN) -> None:
        self._webhook = webhook
        self._languages = languages
        self._within = within

    def begun(self) -> None:
        """Say nothing."""

    def ended(self, run: Run) -> None:
        """Say what the run did, and whom to call."""
        self._say("\n\n".join(self._chapter(run, each) for each in run.administrations))

    def broke(self, exit_code: int) -> None:
        """Say that there was no run."""
        language = next(iter(self._languages.values()), "en")
        self._say(phrase("broke", language, exit_code=exit_code))

    def _chapter(self, run: Run, result: AdministrationRun) -> str:
        language = self._languages.get(result.name, "en")
        title = phrase("title", language, day=long_date(run.as_of, language=language))
        lines = (f"{result.name}: {title}", opening(result, language), *_calls(result, language))
        return "\n".join(lines)

    def _say(self, text: str) -> None:
        content = json.dumps({"text": _fitting(text.translate(_ESCAPED)), "mrkdwn": False}).encode()
        post(self._webhook, monitor="slack", content=content, media_type="application/json", within=self._within)


def _calls(result: AdministrationRun, language: str) -> Iterator[str]:
    calls = call_list(result.decisions)
    yield from (f"• {_call(each, language)}" for each in calls[:MOST_CALLS])
    if len(calls) > MOST_CALLS:
        yield phrase("more", language, count=len(calls) - MOST_CALLS)


def _call(call: CallEntry, language: str) -> str:
    return f"{clean_text(call.debtor)}: {money(call.total, currency=call.currency, language=language)}"


def _fitting(text: str) -> str:
    """Cut a text that is too long after its last whole line."""
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition("\n")[0] + "\n…"
