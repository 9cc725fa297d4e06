"""What every ledger promises, the fake and Exact alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reminder.model.books import Books, Debtor, Receivable
from reminder.model.reminder import Attachment
from reminder.ports.ledger import Ledger
from reminder.sandbox.empty_book import empty_books
from reminder.sandbox.guide_book import DIVISION
from tests.contract.exact_connection import TODAY, connected
from tests.fakes import FakeLedger

OVERDUE = TODAY - timedelta(days=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A ledger with the same few books in it, and what people can do to them.

    Debtor 1 has invoice 26000042 of 1,250.00 with a PDF and a credit of 150.00; debtor 2 has 26000043 of 80.50.
    """

    ledger: Ledger
    pay: Callable[[str], None]


@contextmanager
def fake_subject() -> Iterator[Subject]:
    """Give the fake."""
    first, second = Debtor(id="a", code="1", name="Hotel Amstel"), Debtor(id="b", code="2", name="Kapsalon Krul")
    receivables = (
        _receivable(first, "1250.00", number=26000042),
        _receivable(first, "-150.00", number=26000050),
        _receivable(second, "80.50", number=26000043),
    )
    ledger = FakeLedger(
        receivables=receivables,
        debtors={"a": first, "b": second},
        pdfs={receivables[0].key: (Attachment(filename="inv26000042.PDF", content=b"%PDF-1.4"),)},
    )
    yield Subject(ledger=ledger, pay=ledger.pay)


@contextmanager
def exact_subject() -> Iterator[Subject]:
    """Give the adapter for Exact on a sandbox."""
    keeper = empty_books(TODAY, code=DIVISION, name="Acme B.V.")
    keeper.add_account("1", "Hotel Amstel")
    keeper.add_account("2", "Kapsalon Krul")
    keeper.add_invoice("1", "1250.00", due=OVERDUE, number=26000042, ref="F42")
    keeper.credit("1", "150.00")
    keeper.add_invoice("2", "80.50", due=OVERDUE, number=26000043)
    keeper.add_pdf("F42")
    keeper.bank_line(TODAY)
    with connected(keeper.book) as connection:
        yield Subject(ledger=connection.ledger, pay=connection.world.pay)


def _receivable(debtor: Debtor, amount: str, *, number: int) -> Receivable:
    return Receivable(
        invoice_key=f"{debtor.id}/{number}",
        debtor_id=debtor.id,
        amount=Decimal(amount),
        base_amount=Decimal(amount),
        currency="EUR",
        invoice=str(number),
        numbers=(str(number),),
        invoice_number=number,
        due_date=OVERDUE,
        instalment=OVERDUE.isoformat(),
    )


@pytest.fixture(params=[fake_subject, exact_subject], ids=["fake", "exact"])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    with request.param() as found:
        yield found


def books_of(subject: Subject, today: date = TODAY) -> Books:
    return subject.ledger.open_items(today)


def amounts(receivables: tuple[Receivable, ...]) -> list[str]:
    return sorted(str(each.amount) for each in receivables)


def id_of(books: Books, code: str) -> str:
    return next(debtor.id for debtor in books.debtors.values() if debtor.code == code)


def test_the_identity_names_the_administration(subject: Subject):
    identity = subject.ledger.identity()

    assert (identity.division, identity.name, identity.currency) == (str(DIVISION), "Acme B.V.", "EUR")
    assert identity.skew is not None
    assert abs(identity.skew) < timedelta(seconds=5)


def test_everything_open_is_pulled_credits_negative(subject: Subject):
    books = books_of(subject)

    assert amounts(books.receivables) == ["-150.00", "1250.00", "80.50"]
    assert books.unreadable == ()


def test_every_receivable_has_a_key_of_its_own_and_its_debtor(subject: Subject):
    books = books_of(subject)

    assert len({each.key for each in books.receivables}) == 3
    assert {each.debtor_id for each in books.receivables} == set(books.debtors)
    assert {debtor.name for debtor in books.debtors.values()} == {"Hotel Amstel", "Kapsalon Krul"}


def test_the_overview_agrees_in_total(subject: Subject):
    books = books_of(subject)

    assert books.overview is not None
    assert (books.overview.total, books.overview.currency) == (Decimal("1180.50"), "EUR")


def test_the_books_reach_as_far_as_the_bank_lines(subject: Subject):
    books = books_of(subject)

    assert books.books_until == TODAY
    assert books.journals == {"20": TODAY}


def test_a_last_look_sees_the_same_as_the_pull_of_those_debtors_alone(subject: Subject):
    books = books_of(subject)
    debtor = id_of(books, "1")

    seen = subject.ledger.still_open([debtor])

    assert sorted(seen.receivables, key=lambda each: each.key) == sorted(
        (each for each in books.receivables if each.debtor_id == debtor), key=lambda each: each.key
    )


def test_a_last_look_sees_a_payment(subject: Subject):
    debtor = id_of(books_of(subject), "1")

    subject.pay("26000042")

    assert amounts(subject.ledger.still_open([debtor]).receivables) == ["-150.00"]


def test_a_look_at_nobody_is_empty(subject: Subject):
    books = subject.ledger.still_open([])

    assert (books.receivables, dict(books.debtors)) == ((), {})


def test_a_last_look_tells_of_a_debtor_who_paid_all(subject: Subject):
    debtor = id_of(books_of(subject), "2")
    subject.pay("26000043")

    books = subject.ledger.still_open([debtor])

    assert books.receivables == ()
    assert [each.name for each in books.debtors.values()] == ["Kapsalon Krul"]


def test_a_debtor_who_paid_all_is_not_in_the_books(subject: Subject):
    subject.pay("26000043")

    books = books_of(subject)

    assert [debtor.code for debtor in books.debtors.values()] == ["1"]


def test_a_key_outlives_a_payment_of_another(subject: Subject):
    before = {each.key for each in books_of(subject).receivables if each.amount == Decimal("1250.00")}

    subject.pay("26000043")

    assert before <= {each.key for each in books_of(subject).receivables}


def test_documents_come_by_key_and_a_missing_one_is_left_out(subject: Subject):
    receivables = books_of(subject).receivables

    found = subject.ledger.documents(receivables)

    (key,) = found
    (attachment,) = found[key]
    assert next(each for each in receivables if each.key == key).amount == Decimal("1250.00")
    assert attachment.filename == "inv26000042.PDF"
    assert attachment.content.startswith(b"%PDF")
    assert attachment.media_type == "application/pdf"


def test_no_documents_of_nothing(subject: Subject):
    assert subject.ledger.documents([]) == {}
