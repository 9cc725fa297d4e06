"""What `check` says of languages without texts and of rates that are not certain."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from reminder.app.check_texts import language_finding, rates_finding
from reminder.model.finding import Condition
from reminder.rules.rates import Kind, shipped_rates
from tests.builders import TODAY, a_policy
from tests.composing import own_text

RATES = shipped_rates()


def test_a_language_without_a_text_is_said_with_the_file_that_would_help(tmp_path: Path):
    own = own_text(tmp_path, "", name="de/friendly.j2")

    found = language_finding(a_policy(), languages={"nl", "de-AT", "en"}, own_templates=own, subject="acme: languages")

    assert found.state is Condition.WARNING
    assert "there is no text de/formal.j2;" in found.text


def test_languages_that_have_all_their_texts_are_fine():
    found = language_finding(a_policy(final_demand=True), languages={"nl", "en"}, own_templates=None, subject="x")

    assert (found.state, found.text) == (Condition.OK, "en, nl")


def test_rates_that_are_only_likely_are_named_until_somebody_confirms_them():
    found = rates_finding(RATES, today=TODAY, subject="acme: interest")

    assert found.state is Condition.WARNING
    assert "known until 2026-12-31, checked on 2026-11-22" in found.text
    assert "likely only: the rates from 2026-01-01, 2026-07-01" in found.text


def test_a_day_past_the_table_of_rates_is_said():
    found = rates_finding(RATES, today=RATES.known_until + timedelta(days=1), subject="acme: interest")

    assert found.state is Condition.WARNING
    assert "mails go without it" in found.text


def test_rates_that_are_certain_are_fine():
    rows = {kind: tuple(replace(row, certainty="certain") for row in RATES.rows[kind]) for kind in Kind}

    assert rates_finding(replace(RATES, rows=rows), today=TODAY, subject="x").state is Condition.OK
