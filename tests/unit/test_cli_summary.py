"""What a run prints for people."""

from datetime import date

import pytest

from reminder.cli.summary import print_administration
from reminder.model.decision import Reason
from tests.builders import a_decision
from tests.report_samples import a_result


def test_a_promise_that_was_not_kept_is_said_in_the_call_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "200")

    print_administration(a_result(a_decision(Reason.CALL_BY_AMOUNT, broken_promise=date(2026, 11, 16))))

    assert "The promise to pay by 16 November 2026 was not kept." in capsys.readouterr().out
