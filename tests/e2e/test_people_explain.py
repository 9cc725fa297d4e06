"""`explain` over whole runs: every decision about an invoice, and all that is known of a debtor."""

import json
from datetime import timedelta
from typing import Any

from tests.e2e.conftest import Stage

BAKERY, TO_CALL = "F2026-0042", "F2026-0034"


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
    assert "21 dagen te laat: krijgt een eerste herinnering (stap: formeel)" in dutch
    assert "concept staat klaar" in dutch


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
