"""What `check` says of languages without texts and of rates that are not certain."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from reminder.app.check_texts import charges_findings, language_finding, own_texts_finding, rates_finding
from reminder.model.finding import Condition
from reminder.rules.rates import Kind, shipped_rates
from tests.builders import FINAL_DEMAND, FRIENDLY, TODAY, a_policy
from tests.composing import own_text

RATES = shipped_rates()


def test_a_language_without_a_text_is_said_with_the_file_that_would_help(tmp_path: Path):
    own = own_text(tmp_path, "", name="de/friendly.j2")

    found = language_finding(a_policy(), languages={"nl", "de-AT", "en"}, own_templates=own, subject="acme: languages")

    assert found.state is Condition.WARNING
    assert "there is no text de/formal.j2;" in found.text


def test_a_text_that_several_tiers_share_is_said_once():
    tiers = (FRIENDLY, replace(FINAL_DEMAND, template="friendly"))

    found = language_finding(a_policy(tiers=tiers), languages={"fr"}, own_templates=None, subject="acme: languages")

    assert "there is no text fr/friendly.j2;" in found.text


def test_languages_that_have_all_their_texts_are_fine():
    found = language_finding(a_policy(final_demand=True), languages={"nl", "en"}, own_templates=None, subject="x")

    assert (found.state, found.text) == (Condition.OK, "en, nl")


def test_own_texts_that_count_are_named(tmp_path: Path):
    for name in ("nl/friendly.j2", "nl/letter.j2", "de/formal.j2", "layout.html.j2", "nl/final-demand.j2"):
        own_text(tmp_path, "", name=name)
    (tmp_path / ".DS_Store").touch()

    found = own_texts_finding(a_policy(), own_templates=tmp_path, subject="acme: own texts")

    assert found.state is Condition.OK
    assert found.text == "de/formal.j2, layout.html.j2, nl/final-demand.j2, nl/friendly.j2, nl/letter.j2"


@pytest.mark.parametrize(
    "name",
    ["nl/Friendly.j2", "NL/friendly.j2", "friendly.j2", "nl/friendly.txt", "nl/friendly.j2.txt", "nl/vriendelijk.j2"],
)
def test_an_own_file_that_no_mail_is_written_with_is_said(tmp_path: Path, name: str):
    own_text(tmp_path, "", name="nl/formal.j2")
    own_text(tmp_path, "", name=name)

    found = own_texts_finding(a_policy(), own_templates=tmp_path, subject="acme: own texts")

    assert (found.state, found.text) == (Condition.WARNING, f"no mail is written with {name}")


def test_without_own_texts_the_shipped_ones_count(tmp_path: Path):
    for folder in (None, tmp_path, tmp_path / "nowhere"):
        found = own_texts_finding(a_policy(), own_templates=folder, subject="x")

        assert (found.state, found.text) == (Condition.OK, "none, the shipped ones count")


def test_a_term_that_ends_before_the_fourteen_days_of_a_consumer_is_said():
    tiers = (FRIENDLY, replace(FINAL_DEMAND, payment_term_days=15))

    (found,) = charges_findings(a_policy(tiers=tiers), subject="acme: charges")

    assert found.state is Condition.WARNING
    assert found.text == "final-demand has a term of 15 days, which ends before the fourteen of a consumer do"


def test_charges_that_no_mail_can_ever_name_are_said():
    first = replace(FINAL_DEMAND, first_from_amount=Decimal(1000))

    (none,) = charges_findings(a_policy(), subject="acme: charges")
    (contact,) = charges_findings(a_policy(tiers=(FRIENDLY, first)), subject="acme: charges")

    assert none.text == "no tier writes the text final-demand, so that nothing is ever charged"
    assert contact.text == "final-demand can be a first contact (first_from_amount), so that it charges nothing"


def test_a_ladder_that_is_fit_for_charges_is_fine():
    (found,) = charges_findings(a_policy(final_demand=True), subject="acme: charges")

    assert (found.state, found.text) == (Condition.OK, "named by final-demand")


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
