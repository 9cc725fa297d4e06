"""Rows of Receivables as receivables."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder.errors import UnavailableError
from reminder.ledgers.exact.receivables import receivables_of
from reminder.ledgers.exact.settings import InvoiceLabel
from reminder.ledgers.exact.terms import read_terms, readable_invoices
from reminder.model.books import Receivable, UnreadableRow
from tests.unit.exact_rows import ACCOUNT, ENTRY, TODAY, a_row, edm_day, guid

OTHER = "44444444-4444-4444-8444-444444444444"
KEY = f"{ACCOUNT}/70/2026/26000042"


def read(
    *rows: dict[str, Any], label: InvoiceLabel = "number", currency: str = "EUR"
) -> tuple[tuple[Receivable, ...], tuple[UnreadableRow, ...]]:
    terms, unreadable = readable_invoices(*read_terms(rows, label=label, currency=currency))
    return receivables_of(terms), unreadable


def read_one(**changes: Any) -> Receivable:  # noqa: ANN401 - any field of a row
    ((receivable,), unreadable) = read(a_row(**changes))
    assert unreadable == ()
    return receivable


def test_a_row_becomes_what_the_debtor_owes():
    assert read_one() == Receivable(
        invoice_key=KEY,
        debtor_id=ACCOUNT,
        amount=Decimal("121.00"),
        currency="EUR",
        base_amount=Decimal("121.00"),
        instalment="2026-11-13",
        invoice="26000042",
        numbers=("26000042", "F2026-0042"),
        invoice_number=26000042,
        invoice_amount=Decimal("121.00"),
        invoice_date=date(2026, 10, 14),
        due_date=date(2026, 11, 13),
        entry_date=date(2026, 10, 14),
        description="Drukwerk",
    )


def test_a_broken_sign_in_a_journal_is_kept_out_of_the_key():
    assert read_one(Journal=" 7\ud8000\x00 ").invoice_key == KEY


def test_a_credit_stays_negative():
    credit = read_one(AmountDC=Decimal("50.0"), AmountFC=Decimal("50.0"), TransactionAmountDC=Decimal("-50.0"))

    assert (credit.amount, credit.credit, credit.invoice_amount) == (Decimal("-50.00"), True, Decimal("-50.00"))


def test_rows_of_one_invoice_and_due_date_are_summed():
    rest = a_row(
        2, AmountDC=Decimal("-21.0"), AmountFC=Decimal("-21.0"), EntryDate=edm_day(date(2026, 10, 1)), Status=30
    )

    ((receivable,), _) = read(a_row(AmountDC=Decimal("-50.0"), AmountFC=Decimal("-50.0")), rest)

    assert receivable.amount == Decimal("71.00")
    assert receivable.entry_date == date(2026, 10, 1)
    assert receivable.invoice_amount == Decimal("121.00")
    assert receivable.collecting


def test_a_credit_on_the_same_invoice_and_day_is_set_off():
    receivables, _ = read(a_row(), a_row(2, AmountDC=Decimal("121.0"), AmountFC=Decimal("121.0")))

    assert receivables == ()


@pytest.mark.fault(74)
def test_instalments_are_receivables_of_one_invoice():
    receivables, _ = read(a_row(), a_row(2, DueDate=edm_day(TODAY)))

    assert [(each.invoice_key, each.instalment) for each in receivables] == [(KEY, "2026-11-13"), (KEY, "2026-11-23")]


@pytest.mark.parametrize(
    ("label", "expected"), [("number", "26000042"), ("your_ref", "F2026-0042"), ("description", "Drukwerk")]
)
def test_the_label_names_the_invoice(label: InvoiceLabel, expected: str):
    ((receivable,), _) = read(a_row(), label=label)

    assert receivable.invoice == expected


@pytest.mark.parametrize(
    ("label", "field", "empty"),
    [("number", "InvoiceNumber", 0), ("your_ref", "YourRef", None), ("description", "Description", " ")],
)
def test_an_empty_label_is_not_replaced_by_another(label: InvoiceLabel, field: str, empty: object):
    ((receivable,), _) = read(a_row() | {field: empty}, label=label)

    assert receivable.invoice is None
    assert "26000042" in receivable.numbers


@pytest.mark.fault(75)
@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"InvoiceNumber": None}, f"{ACCOUNT}/entry/{ENTRY}"),
        ({"InvoiceDate": None}, f"{ACCOUNT}/entry/{ENTRY}"),
        ({"InvoiceNumber": 0, "TransactionEntryID": None}, f"row/{guid(1)}"),
        ({"Journal": "71"}, f"{ACCOUNT}/71/2026/26000042"),
    ],
)
def test_the_identity_does_not_hang_on_the_row(changes: dict[str, Any], key: str):
    assert read_one(**changes).invoice_key == key


def test_settled_and_unknown_statuses_are_left_out():
    receivables, unreadable = read(a_row(Status=50), a_row(2, Status=99))

    assert (receivables, unreadable) == ((), ())


@pytest.mark.parametrize(
    ("status", "method", "collecting", "direct_debit"), [(20, "I", False, True), (40, "B", True, False)]
)
def test_direct_debit_is_seen(status: int, method: str, collecting: bool, direct_debit: bool):  # noqa: FBT001
    receivable = read_one(Status=status, PaymentMethod=method)

    assert (receivable.collecting, receivable.direct_debit) == (collecting, direct_debit)


@pytest.mark.fault(78)
@pytest.mark.parametrize(
    ("changes", "mismatch"),
    [
        ({"RateFC": None}, False),
        ({"RateFC": Decimal("0.9")}, True),
        (
            {"Currency": "USD", "AmountFC": Decimal("-100.0"), "AmountDC": Decimal("-92.0"), "RateFC": Decimal("0.92")},
            False,
        ),
        (
            {
                "Currency": "USD",
                "AmountFC": Decimal("-100.0"),
                "AmountDC": Decimal("-92.0"),
                "RateFC": Decimal("0.9198"),
            },
            True,
        ),
        ({"Currency": "USD", "AmountFC": Decimal("-100.0"), "AmountDC": Decimal("-92.0"), "RateFC": None}, True),
        ({"AmountFC": Decimal("-120.0")}, True),
    ],
)
def test_amounts_that_contradict_the_rate_are_pointed_out(changes: dict[str, Any], mismatch: bool):  # noqa: FBT001
    assert read_one(**changes).currency_mismatch is mismatch


@pytest.mark.fault(78)
def test_a_foreign_invoice_has_both_amounts_and_no_total_of_its_own():
    receivable = read_one(Currency="USD", AmountFC=Decimal("-100.0"), AmountDC=Decimal("-92.0"), RateFC=Decimal("0.92"))

    assert (receivable.amount, receivable.currency) == (Decimal("100.00"), "USD")
    assert (receivable.base_amount, receivable.invoice_amount) == (Decimal("92.00"), None)


@pytest.mark.fault(76)
@pytest.mark.parametrize("due", [None, edm_day(date(1900, 1, 1)), edm_day(date(9999, 12, 31))])
def test_an_unlikely_due_date_is_none(due: str | None):
    receivable = read_one(DueDate=due)

    assert (receivable.due_date, receivable.instalment) == (None, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"AmountFC": None},
        {"AmountDC": Decimal("NaN")},
        *({"Currency": odd} for odd in ("", "EURO", "E<b", "\ud800\ud800\ud800")),
        {"DueDate": "/Date(1767229200000)/"},
        {"Status": None},
        {"InvoiceNumber": "x"},
    ],
)
def test_an_unreadable_row_takes_its_whole_invoice_along(changes: dict[str, Any]):
    elsewhere = a_row(3, InvoiceNumber=26000043, TransactionEntryID=guid(9))

    receivables, unreadable = read(a_row(), a_row(2, DueDate=edm_day(TODAY)) | changes, elsewhere)

    assert [each.invoice for each in receivables] == ["26000043"]
    assert {each.row_id for each in unreadable} == {guid(1), guid(2)}
    assert all("Inktvis" not in each.fault for each in unreadable)


@pytest.mark.fault(63)
@pytest.mark.parametrize("field", ["DueDate", "PaymentMethod", "Journal", "TransactionEntryID", "Status"])
def test_a_field_that_exact_left_out_makes_the_row_unreadable(field: str):
    row = a_row()
    del row[field]

    receivables, unreadable = read(row)

    assert receivables == ()
    assert unreadable == (UnreadableRow(row_id=guid(1), fault=f"{field} is missing", debtor_id=ACCOUNT),)


def test_one_invoice_in_two_currencies_is_unreadable():
    receivables, unreadable = read(a_row(), a_row(2, Currency="USD"))

    assert receivables == ()
    assert len(unreadable) == 2


@pytest.mark.fault(63)
def test_too_many_unreadable_rows_mean_that_exact_is_wrong():
    rows = [a_row(n, AmountDC=None) for n in range(4)] + [a_row(n, InvoiceNumber=n) for n in range(4, 60)]

    with pytest.raises(UnavailableError, match="4 open items cannot be read, the first because AmountDC is missing"):
        read(*rows)


def test_three_unreadable_rows_are_a_persons_work():
    receivables, unreadable = read(
        *(a_row(n, AmountDC=None, Account=OTHER) for n in range(3)), a_row(4, TransactionEntryID=None)
    )

    assert len(receivables) == 1
    assert len(unreadable) == 3


AMOUNTS = st.decimals(min_value=-9999, max_value=9999, places=2)


@pytest.mark.fault(80)
@given(st.lists(st.tuples(AMOUNTS, st.integers(1, 3), st.integers(0, 2)), max_size=12), st.randoms())
def test_the_total_is_kept_and_the_order_of_rows_does_not_matter(parts: list[tuple[Decimal, int, int]], chance: Random):
    rows = [
        a_row(n, AmountFC=amount, AmountDC=amount, InvoiceNumber=number, DueDate=edm_day(TODAY + timedelta(days=later)))
        for n, (amount, number, later) in enumerate(parts)
    ]
    shuffled = chance.sample(rows, len(rows))

    receivables, _ = read(*rows)

    assert sum(each.amount for each in receivables) == -sum(amount for amount, _, _ in parts)
    assert len({each.key for each in receivables}) == len(receivables)
    assert read(*shuffled)[0] == receivables
