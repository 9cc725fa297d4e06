"""What runs and forecasts print for people."""

from dataclasses import replace
from datetime import date

import pytest

from reminder.cli.forecasts import print_comparison
from reminder.cli.stories import print_debtor
from reminder.cli.summary import print_administration
from reminder.model.decision import Reason
from reminder.model.forecast import Week
from reminder.model.run import Failure, Notification, RunState
from reminder.model.story import DebtorStory, Entry, Past
from tests.builders import TODAY, a_contact, a_debtor, a_decision, a_receivable
from tests.report_samples import a_reminder, a_result, a_run, an_attempt


def test_a_promise_that_was_not_kept_is_said_in_the_call_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "200")

    print_administration(a_result(a_decision(Reason.CALL_BY_AMOUNT, broken_promise=date(2026, 11, 16))))

    assert "The promise to pay by 16 November 2026 was not kept." in capsys.readouterr().out


@pytest.mark.parametrize("mark", ["\x1b[31m", "\x9b2J", "\x07", "\r", "\n", "\u202e", "\u200f", "\u061c", "\u2028"])
def test_nothing_from_outside_steers_a_terminal(mark: str, capsys: pytest.CaptureFixture[str]):
    debtor = a_debtor(name=f"Bakker{mark}Tulp", phone=f"020{mark}", contact=a_contact(full_name=f"J.{mark}Jansen"))
    call = a_decision(Reason.NO_ADDRESS, debtor=debtor, receivable=a_receivable(invoice=f"F{mark}1"))
    story = DebtorStory(
        debtor_code="1", debtor=debtor.name, entries=(Entry(run=a_run(), decision=call),), past=Past(), today=TODAY
    )
    mail = an_attempt(debtor_name=debtor.name)

    print_administration(a_result(call, reminders=(mail,), warnings=(Notification(code="odd", text=debtor.name),)))
    print_debtor(story, "nl")

    told = capsys.readouterr().out
    assert mark[0] not in told.replace("\n", "") if mark != "\n" else "Bakker\n" not in told
    assert told.count("Tulp") >= 4


def test_a_currency_that_two_policies_agree_on_is_left_out_of_the_difference(capsys: pytest.CaptureFixture[str]):
    pounds, euros = an_attempt(currency="GBP"), an_attempt(a_reminder())
    ours = Week(as_of=TODAY, result=a_result(reminders=(pounds,)))
    theirs = Week(as_of=TODAY, result=a_result(reminders=(pounds, euros)))

    print_comparison((ours,), (theirs,), file="other.toml")
    print_comparison((ours,), (ours,), file="other.toml")

    differences = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Difference")]
    assert differences == [
        "Difference: 1 mail (€1,250.00), 0 receivables to call about (nothing)",
        "Difference: 0 mails (nothing), 0 receivables to call about (nothing)",
    ]


def test_a_stop_before_the_books_were_pulled_says_nothing_of_what_is_open(capsys: pytest.CaptureFixture[str]):
    error = Failure(code="clock", message="this machine's clock differs 6 minutes", hint="set the clock")
    stopped = replace(a_result(), state=RunState.STOPPED, error=error, decisions=(), open_count=0)

    print_administration(stopped)

    assert capsys.readouterr().out == (
        f"{stopped.name}: stopped for safety, mode drafts\n"
        "error: this machine's clock differs 6 minutes\nhint: set the clock\n"
    )


def test_the_call_list_begins_with_the_largest_amount_times_age(capsys: pytest.CaptureFixture[str]):
    names = {"Klein B.V.": "10.00", "Groot B.V.": "9000.00"}
    calls = [
        a_decision(Reason.NO_ADDRESS, debtor=a_debtor(name=name, code=name), receivable=a_receivable(amount=amount))
        for name, amount in names.items()
    ]

    print_administration(a_result(*calls))

    told = capsys.readouterr().out
    assert told.index("Groot B.V.") < told.index("Klein B.V.")


def test_what_was_left_out_is_one_line_a_reason_whatever_the_currencies(capsys: pytest.CaptureFixture[str]):
    rows = [a_receivable(amount="10.00"), a_receivable(amount="20.00", currency="USD", invoice="2")]

    print_administration(a_result(*(a_decision(Reason.GRACE, receivable=each) for each in rows)))

    assert "Left out (1)" in (told := capsys.readouterr().out)
    assert "2  €10.00 + US$20.00" in told
