"""Every shipped text as a debtor gets it, byte for byte."""

from collections.abc import Callable

import pytest

from reminder.model.reminder import Reminder
from tests.golden.cases import mails
from tests.golden.conftest import MAILS


@pytest.mark.parametrize("name", mails())
def test_a_mail_is_what_it_was(name: str, same_as_golden: Callable[[str, Reminder], None]) -> None:
    case, tone, language = mails()[name]

    reminder = case.write(tone, language)

    same_as_golden(name, reminder)


def test_no_golden_mail_is_left_over() -> None:
    assert {path.stem for path in MAILS.iterdir()} == mails().keys()
