"""Every shipped text as a debtor gets it, byte for byte."""

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from reminder.model.reminder import Reminder
from tests.golden.cases import mails
from tests.golden.conftest import MAILS


class Shown(HTMLParser):
    """The words that a page shows, each link followed by where it leads; not what stands with a picture."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said = ""
        self._link = ""
        self.feed(re.sub(r'<p class="picture".*?</p>', "", html.partition("<body>")[2], flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._link = dict(attrs)["href"] or "" if tag == "a" else ""
        self.said += "" if tag in {"a", "span"} else " "

    def handle_endtag(self, tag: str) -> None:
        self.said += f": {self._link}" if tag == "a" else "" if tag == "span" else " "

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize("name", mails())
def test_a_mail_is_what_it_was(name: str, same_as_golden: Callable[[str, Reminder], None]) -> None:
    case, tone, language = mails()[name]

    reminder = case.write(tone, language)

    same_as_golden(name, reminder)


@pytest.mark.parametrize("name", mails())
def test_html_and_text_say_the_same_word_for_word(name: str) -> None:
    case, tone, language = mails()[name]

    reminder = case.write(tone, language)

    assert Counter(Shown(reminder.html).said.split()) == Counter(reminder.text.split())


def test_no_golden_mail_is_left_over() -> None:
    assert {path.stem for path in MAILS.iterdir()} == mails().keys()
