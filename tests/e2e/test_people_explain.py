"""`explain` over whole runs: every decision about an invoice, and all that is known of a debtor."""

import json
from datetime import timedelta
from typing import Any

from reminder.words.formats import long_date
from tests.e2e.conftest import Stage

BAKERY, OTHER = "F2026-0042", "F2026-0031"


def told(stage: Stage, *arguments: str) -> dict[str, Any]:
    done = stage.reminder("explain", *arguments, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_an_invoice_is_explained_with_the_very_decisions_of_its_runs(stage: Stage):
    today = stage.sandbox.clock.today()
    days = (today, today + timedelta(days=7))
    runs = [stage.run_now("--as-of", day.isoformat()) for day in days]

    document = told(stage, BAKERY)

    assert (document["invoice"], document["debtor_code"]) == (BAKERY, "1")
    assert [each["as_of"] for each in document["decisions"]] == [day.isoformat() for day in days]
    for explained, run in zip(document["decisions"], runs, strict=True):
        (decided,) = (each for each in run["decisions"] if each["invoice"] == BAKERY)
        assert {key: explained[key] for key in decided} == decided


def test_any_number_of_the_invoice_will_do(stage: Stage):
    stage.run_now()

    assert told(stage, "26000042") == told(stage, BAKERY)


def test_an_explanation_is_in_the_language_of_the_administration(stage: Stage):
    stage.run_now()

    dutch = stage.reminder("explain", BAKERY).stdout

    assert "Factuur F2026-0042 van Bakkerij De Gouden Croissant (1)" in dutch
    assert "21 dagen te laat: krijgt een eerste herinnering (formeel)" in dutch
    assert "concept staat klaar" in dutch


def test_every_fact_behind_every_decision_is_said_in_dutch(stage: Stage):
    today = stage.sandbox.clock.today()
    stage.run_now()
    draft = next(each for each in stage.sandbox.gmail.drafts() if OTHER in each.message.text)
    stage.sandbox.gmail.send_draft_by_hand(draft.id)
    until = today + timedelta(days=7)
    hold = ("hold", "add", "--invoice", OTHER, "--reason", "dispute")
    stage.reminder(*hold, "--until", until.isoformat(), "--note", "x")
    stage.run_now("--as-of", until.isoformat())

    dutch = stage.reminder("explain", OTHER).stdout

    first, second = dutch.split("\n\n")[1:3]
    due = long_date(today - timedelta(days=35), language="nl")
    assert f"€\u00a0325,00, vervallen op {due}, 35 dagen te laat: krijgt een eerste herinnering (vriendelijk)." in first
    assert "(begint met: vriendelijk; doel: vriendelijk)" in first
    assert "bank verwerkt tot en met" in first
    last_day, next_day = (long_date(until + timedelta(days=days), language="nl") for days in (0, 1))
    assert f"42 dagen te laat: wordt met rust gelaten wegens een geschil, tot en met {last_day}." in second
    assert f"Volgende stap op zijn vroegst op {next_day}." in second
    sent = long_date(today, language="nl")
    assert f"(begint met: vriendelijk; laatste stap: vriendelijk, {sent} (verzonden); doel: formeel)" in second
    assert f"vriendelijk, {sent} (verzonden)" in dutch.split("Stappen gedaan")[1]
    assert f"{sent}: vriendelijk ({OTHER}, F2026-0039), concept door iemand verzonden, kenmerk " in dutch
    assert f"een geschil, tot en met {last_day}: x" in dutch.split("Aangehouden")[-1]


def test_an_unknown_invoice_is_refused_with_the_nearest(stage: Stage):
    stage.run_now()

    done = stage.reminder("explain", "F2026-00420")

    assert (done.exit_code, done.stdout) == (2, "")
    assert BAKERY in done.stderr


def test_a_paid_invoice_is_said_to_be_closed(stage: Stage):
    today = stage.sandbox.clock.today()
    stage.run_now()
    stage.sandbox.exact.pay(BAKERY)
    stage.run_now("--as-of", (today + timedelta(days=7)).isoformat())

    document = told(stage, BAKERY)

    assert document["closed"] == (today + timedelta(days=7)).isoformat()
    assert len(document["decisions"]) == 1


def test_a_debtor_is_told_with_what_it_owes_and_what_was_decided(stage: Stage):
    stage.run_now()

    document = told(stage, "--debtor", "13")

    assert document["open"] == {"EUR": "885.75"}
    assert document["overdue"] == {"EUR": "735.75"}
    assert {each["invoice"] for each in document["decisions"]} == {"F2026-0031", "F2026-0039", "F2026-0052"}
    assert [each["invoices"] for each in document["reminders"]] == [["F2026-0031", "F2026-0039"]]


def test_credits_count_in_the_balance_of_a_debtor(stage: Stage):
    stage.run_now()

    document = told(stage, "--debtor", "12")

    assert (document["open"], document["net"]) == ({"EUR": "1100.00"}, {"EUR": "950.00"})


def test_an_unknown_debtor_is_refused_with_the_nearest(stage: Stage):
    stage.run_now()

    done = stage.reminder("explain", "--debtor", "Amstel")

    assert done.exit_code == 2
    assert "2 (Hotel Amstel)" in done.stderr


def test_one_of_invoice_and_debtor_must_be_named(stage: Stage):
    assert stage.reminder("explain").exit_code == 2
    assert stage.reminder("explain", BAKERY, "--debtor", "1").exit_code == 2
