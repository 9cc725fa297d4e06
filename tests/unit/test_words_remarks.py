"""What the owner is told of a run: every sentence in both languages, with the same facts."""

import re
from datetime import date

import pytest

from reminder.errors import Half, ReminderError, about
from reminder.model.run import Failure
from reminder.words import remarks_en, remarks_nl
from reminder.words.remarks import advice, failure, notification, numbers, original, remark

FACTS = re.compile(r"{\w+}")


def test_both_languages_have_the_same_remarks_with_the_same_facts():
    assert remarks_nl.REMARKS.keys() == remarks_en.REMARKS.keys()
    for code, dutch in remarks_nl.REMARKS.items():
        assert sorted(FACTS.findall(dutch)) == sorted(FACTS.findall(remarks_en.REMARKS[code])), code


def test_a_day_is_written_out_in_the_language():
    day = date(2026, 11, 2)

    assert "2 november 2026" in remark("stale-books", "nl", until=day, days=7)
    assert "2 November 2026" in remark("stale-books", "en", until=day, days=7)


def test_another_language_is_told_in_english():
    assert notification("forced", "de") == notification("forced", "en")


def test_braces_in_a_fact_are_left_as_they_are():
    assert "{until} {0}" in remark("held-back", "nl", reference="R", debtor="{until} {0}")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (["1"], "1"),
        (["1", "1", "2"], "1, 2"),
        ([None, "2"], "een factuur zonder nummer, 2"),
        (["1", "2", "3", "4", "5"], "1, 2, 3, 4, 5"),
        (["1", "2", "3", "4", "5", "6"], "1, 2, 3, 4, 5 en nog 1"),
    ],
)
def test_at_most_five_numbers_are_named(given: list[str | None], text: str):
    assert numbers(given, "nl") == text


def test_a_dutch_reader_gets_a_dutch_sentence_for_every_failure():
    known, other = Failure(code="clock", message="6 minutes off.", hint="x"), Failure(code="odd", message="m", hint="")

    assert failure(known, "nl") == remarks_nl.FAILURES["clock"]
    assert failure(other, "nl") == "de run kon niet worden voltooid"
    assert failure(known, "en") == "6 minutes off"


@pytest.mark.parametrize(
    ("half", "text"),
    [
        (Half.LEDGER, "Exact Online is nu niet bereikbaar"),
        (Half.MAILBOX, "Gmail is nu niet bereikbaar"),
        (None, "de boekhouding of de mailbox is nu niet bereikbaar"),
    ],
)
def test_a_dutch_reader_is_told_which_half_fails_whatever_its_words_are(half: Half | None, text: str):
    assert failure(Failure(code="unavailable", message="Exact, says Gmail", hint="", half=half), "nl") == text


def test_a_failure_is_about_the_half_in_which_it_was_raised():
    with pytest.raises(ReminderError) as nested, about(Half.LEDGER), about(Half.MAILBOX):
        raise ReminderError("away")

    assert nested.value.half is Half.MAILBOX


def test_the_programs_own_words_are_kept_beside_the_dutch_ones():
    error = Failure(code="clock", message="6 minutes off.", hint="set the clock")

    assert original(error, "nl") == "6 minutes off; set the clock"
    assert original(error, "en") == ""


@pytest.mark.parametrize(
    ("code", "hint", "text"),
    [
        ("clock", "set the clock", remarks_nl.ADVICE["clock"]),
        (
            "authorisation",
            "run `reminder auth gmail`, then `reminder check`",
            "geef `reminder auth gmail`, `reminder check`",
        ),
        ("store", "look at space and rights", ""),
        ("odd", "", ""),
    ],
)
def test_advice_to_a_dutch_reader_is_dutch(code: str, hint: str, text: str):
    assert advice(Failure(code=code, message="m", hint=hint), "nl") == text
    assert advice(Failure(code=code, message="m", hint=hint), "en") == hint
