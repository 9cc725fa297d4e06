"""What runs and forecasts print for people."""

from datetime import date

import pytest

from reminder.cli.forecasts import print_comparison
from reminder.cli.summary import print_administration
from reminder.model.decision import Reason
from reminder.model.forecast import Week
from tests.builders import TODAY, a_decision
from tests.report_samples import a_reminder, a_result, an_attempt


def test_a_promise_that_was_not_kept_is_said_in_the_call_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "200")

    print_administration(a_result(a_decision(Reason.CALL_BY_AMOUNT, broken_promise=date(2026, 11, 16))))

    assert "The promise to pay by 16 November 2026 was not kept." in capsys.readouterr().out


def test_a_currency_that_two_policies_agree_on_is_left_out_of_the_difference(capsys: pytest.CaptureFixture[str]):
    pounds, euros = an_attempt(currency="GBP"), an_attempt(a_reminder())
    ours = Week(as_of=TODAY, result=a_result(reminders=(pounds,)))
    theirs = Week(as_of=TODAY, result=a_result(reminders=(pounds, euros)))

    print_comparison((ours,), (theirs,), file="other.toml")
    print_comparison((ours,), (ours,), file="other.toml")

    differences = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Difference")]
    assert differences == [
        "Difference: 1 mails (€1,250.00), 0 receivables to call about (nothing)",
        "Difference: 0 mails (nothing), 0 receivables to call about (nothing)",
    ]
