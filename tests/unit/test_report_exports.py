"""Exports have stable columns, and no spreadsheet takes anything in them for a formula."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.errors import UsageError
from reminder.model.decision import Reason
from reminder.report.document import decision_document, reminder_document
from reminder.report.exports import as_csv, calls, cell, receivables, reminders, runs
from reminder.report.files import put_new
from reminder.store.history import Counts
from tests.builders import a_credit, a_debtor, a_decision, a_receivable
from tests.report_samples import RUN_ID, a_result, a_run, an_attempt

FORMULAS = (
    "=1+1",
    "+31 20 123 45 67",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    " =1+1",
    "\u200b=1+1",
    "＝1+1",
    "-",
    "=HYPERLINK(\"https://evil.example\";\"x\")",
)  # fmt: skip


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.fault(124)
@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_take_for_a_formula_becomes_text(text: str):
    assert cell(text).startswith("'")
    assert cell(text).replace("'", "") == text


@pytest.mark.parametrize("text", ["Bakkerij", "-12.50", "0", "2026-11-02", "a=b", "O'Neill", "e-mail@example", "1+1"])
def test_what_is_no_formula_stays_as_it_is(text: str):
    assert cell(text) == text


@given(st.text(max_size=40))
def test_every_text_comes_back_from_the_file_as_it_was_or_marked_as_text(name: str):
    decision = a_decision(debtor=a_debtor(name=name))

    (_, row) = read(as_csv(receivables([decision])))

    assert row[1].replace("'", "") == name.replace("'", "")
    assert row[1][:1] not in {"=", "+", "@", "\t", "\r", "\n", "\x00"}


@given(st.text(alphabet="=\";,\r\n' a", max_size=20))
def test_a_text_never_leaves_its_cell_whatever_a_spreadsheet_parts_cells_at(name: str):
    text = as_csv(receivables([a_decision(debtor=a_debtor(name=name))]))

    for sign in ",;\t":
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        cells = [each for row in rows for each in row]
        assert not [each for each in cells if each.startswith(("=", "+", "@"))]


def test_a_negative_amount_stays_a_number():
    (_, row) = read(as_csv(receivables([a_decision(Reason.CREDIT, receivable=a_credit("-50.00"))])))

    assert row[3] == "-50.00"


def test_receivables_and_calls_have_the_keys_of_a_decision_and_reminders_those_of_a_reminder():
    decisions = [a_decision(), a_decision(Reason.NO_ADDRESS)]

    all_rows, called, mails = receivables(decisions), calls(decisions), reminders([an_attempt()])

    assert list(all_rows.columns) == list(called.columns) == list(decision_document(decisions[0]))
    assert list(mails.columns) == list(reminder_document(an_attempt()))
    assert all_rows.rows == tuple(map(decision_document, decisions))
    assert called.rows == (decision_document(decisions[1]),)


def test_a_list_in_a_cell_has_semicolons_and_nothing_for_what_has_no_number():
    assert cell(["26000042", None, "26000043"]) == "26000042; ; 26000043"


def test_a_run_has_a_row_for_each_currency():
    receivable = a_receivable(amount="100.00", currency="USD", invoice="2")
    result = a_result(a_decision(), a_decision(receivable=receivable))
    counts = {(RUN_ID, "acme"): Counts(open=2, reminders=3, calls=1)}

    table = runs([a_run(result)], counts)

    assert list(table.columns) == (
        ["run", "administration", "as_of", "mode", "state", "reminders", "calls", "open_total", "currency", "exit_code"]
    )
    assert [(each["open_total"], each["currency"], each["reminders"], each["calls"]) for each in table.rows] == [
        ("250.00", "EUR", 3, 1),
        ("100.00", "USD", 3, 1),
    ]


def test_a_run_in_which_nothing_was_open_has_a_row_too():
    counts = {(RUN_ID, "acme"): Counts(open=0, reminders=0, calls=0)}

    (row,) = runs([a_run(a_result())], counts).rows

    assert (Decimal(row["open_total"]), row["currency"]) == (Decimal(0), None)


def test_a_file_is_its_owners_alone_and_written_over_only_when_asked(tmp_path: Path):
    path = tmp_path / "new" / "calls.csv"
    put_new(path, "first", overwrite=False)

    with pytest.raises(UsageError, match="is there already"):
        put_new(path, "second", overwrite=False)

    assert path.read_text(encoding="utf-8") == "first"
    put_new(path, "third", overwrite=True)
    assert path.read_text(encoding="utf-8") == "third"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["calls.csv"]


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path):
    other, path = tmp_path / "other", tmp_path / "calls.csv"
    other.write_text("untouched", encoding="utf-8")
    path.symlink_to(other)

    put_new(path, "own", overwrite=True)

    assert other.read_text(encoding="utf-8") == "untouched"
    assert not path.is_symlink()


def test_a_place_that_cannot_be_written_is_a_usage_error(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(UsageError, match="cannot be written"):
        put_new(tmp_path / "file" / "calls.csv", "x", overwrite=False)
