"""A row of the books that cannot be read: reported, never mailed, and nothing asked of a debtor it may belong to."""

import json

from reminder.sandbox.fault_actions import replace_body
from reminder.sandbox.faults import Fault
from tests.e2e.conftest import Stage

RECEIVABLES = "bulk/Cashflow/Receivables"


def spoil(stage: Stage, *, credit: bool, **changes: str | None) -> None:
    """Change the first credit, or the first row about the bakery, in every answer with receivables."""

    def changed(body: bytes) -> bytes:
        document = json.loads(body)
        rows = document["d"]["results"]
        row = next(row for row in rows if (row["AmountDC"] > 0 if credit else row["YourRef"] == "F2026-0042"))
        row.update(changes)
        return json.dumps(document).encode()

    stage.sandbox.exact_faults.add(Fault(action=replace_body(changed), path=RECEIVABLES, every=True))


def test_a_credit_that_cannot_be_read_keeps_its_debtors_mails_back(stage: Stage):
    spoil(stage, credit=True, AmountFC="many")

    run = stage.run_now()

    debtor = next(each for each in run["decisions"] if each["invoice"] == "F2026-0037")
    assert (debtor["outcome"], debtor["reason"]) == ("skip", "unreadable")
    assert "unreadable-row" in {each["code"] for each in run["warnings"]}
    assert run["exit_code"] == 3
    assert len(run["reminders"]) == 9


def test_an_invoice_that_cannot_be_read_is_reported_and_not_mailed(stage: Stage):
    spoil(stage, credit=False, DueDate="/Date(zondag)/")

    run = stage.run_now()

    assert "F2026-0042" not in {each["invoice"] for each in run["decisions"]}
    assert run["exit_code"] == 3
    assert len(run["reminders"]) == 9


def test_a_row_of_nobody_knows_whom_makes_drafts_instead_of_sending(sending_stage: Stage):
    sending_stage.run_now()
    spoil(sending_stage, credit=True, Account=None)

    run = sending_stage.run_now()

    assert sending_stage.sandbox.gmail.sent() == ()
    assert run["exit_code"] == 3
