"""Whatever Exact's text fields hold, a mail has the intended headers and recipients alone, or there is none."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from unicodedata import normalize

import idna
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from reminder import mime
from reminder.errors import ReminderError
from reminder.ledgers.exact.answers import Garbled, Reply, parse_page
from reminder.ledgers.exact.debtors import debtors_of, read_accounts, read_people
from reminder.ledgers.exact.edm import Row
from reminder.ledgers.exact.receivables import receivables_of
from reminder.ledgers.exact.settings import InvoiceLabel
from reminder.ledgers.exact.terms import read_terms, readable_invoices
from reminder.model.books import Books
from reminder.model.decision import Notice
from reminder.model.reminder import Reminder
from reminder.rules.case import Case
from reminder.rules.dunning import decide, statements_of
from tests.builders import TODAY, a_history, a_policy
from tests.composing import a_composer, written
from tests.unit.exact_rows import ACCOUNT, CONTACT, a_person, a_row, an_account

COMPOSER = a_composer()
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HEADERS = {
    *("from", "to", "subject", "date", "message-id", "x-reminder-ref", "mime-version", "content-type"),
}
PIECES = (
    *("=?utf-8?q?=0ABcc:_dief@boef.example?=", "=?utf-8?b?DQpCY2M6IHg=?=", "\r\nBcc: dief@boef.example", "\n\n", "\r"),
    *("\x00", "\x85", "\u2028Subject: x", "\u202egpj", "\u200b", "\ud800", "\ufeff", "ﷺ", "é", "漢", "👩‍👩‍👧"),
    "a" * 300,
    *("<script>", "{{ 7*7 }}", "{% raw %}", '"', "'", "\\", "<x@boef.example>", ";", ",", "%0d%0a", "a@boef.example"),
)
ANY = st.text(st.characters(exclude_categories=()), max_size=60)
TEXT = st.lists(st.sampled_from(PIECES) | ANY, max_size=6).map("".join)
ADDRESSES = ("info@inktvis.example", "J. Jansen <a@inktvis.example>; b@inktvis.example", "a@bücher.example")
ADDRESS = st.sampled_from(ADDRESSES)
OF_ROW = ("AccountName", "AccountCode", "Description", "YourRef", "PaymentReference", "Journal")
OF_ACCOUNT = ("Code", "Name", "Phone", "Country", "Language", "Type", "VATNumber", "ChamberOfCommerce")
OF_PERSON = ("FullName", "FirstName", "MiddleName", "LastName", "Gender", "Language", "BusinessPhone", "Mobile")


def texts(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    """Give some of these fields any text."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, TEXT))


def fields(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    """Give some of these mail fields an address, any text, or both."""
    one = ADDRESS | TEXT | st.tuples(ADDRESS, TEXT).map("".join)
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, one))


def a_late_row(**changes: Any) -> Row:  # noqa: ANN401 - any JSON value
    """Give a row whose step is due, with the sample contact."""
    return a_row(DueDate="/Date(1793577600000)/", AccountContact=CONTACT, **changes)


def received(row: Row) -> tuple[Row, ...]:
    """Send a row through JSON, escaped as a server may escape it, and read it as the client does."""
    body = json.dumps({"d": {"results": [row]}}, default=float).encode()
    return parse_page(Reply(status=200, headers={"content-type": "application/json"}, body=body)).rows


def notices(row: Row, account: Row, person: Row, *, label: InvoiceLabel) -> tuple[Notice, ...]:
    """Go the way from rows to mails that are due."""
    terms, _ = readable_invoices(*read_terms([row], label=label, currency="EUR"))
    accounts, _ = read_accounts([account], today=TODAY, marker="#geen-herinnering")
    people, _ = read_people([person], today=TODAY)
    debtors = debtors_of(terms, accounts=accounts, people=people)
    books = Books(receivables=receivables_of(terms), debtors=debtors)
    case = Case(debtor=debtors[ACCOUNT], history=a_history(), policy=a_policy(), today=TODAY, books_until=TODAY)
    return tuple(each for statements in statements_of(books) for each in decide(case, statements).notices)


def mail_of(notice: Notice) -> tuple[Reminder, bytes] | None:
    try:
        reminder = written(notice, composer=COMPOSER)
        return reminder, mime.build(reminder, date=NOON)
    except ReminderError as error:
        event(f"no mail: {type(error).__name__}")
        return None


def header_names(mail: bytes) -> list[str]:
    """Read the names of headers by hand, without any parser of mails."""
    head = mail.partition(b"\r\n\r\n")[0].decode("ascii")
    return [line.partition(":")[0].lower() for line in head.split("\r\n") if line[0] not in " \t"]


@pytest.mark.fault(87, 88, 89, 90, 91, 92)
@settings(max_examples=150, deadline=None)
@given(
    row=texts(OF_ROW),
    account=texts(OF_ACCOUNT),
    person=texts(OF_PERSON),
    general=fields(("Email",)),
    personal=fields(("Email", "BusinessEmail")),
    label=st.sampled_from(["number", "your_ref", "description"]),
)
def test_any_text_in_any_field_gives_a_mail_with_its_own_headers_and_recipients_or_none(
    *,
    row: dict[str, str],
    account: dict[str, str],
    person: dict[str, str],
    general: dict[str, str],
    personal: dict[str, str],
    label: InvoiceLabel,
):
    (term,), (customer,), (contact,) = (
        received(a_late_row(**row)),
        received(an_account(**account | general)),
        received(a_person(**person | personal)),
    )

    for notice in notices(term, customer, contact, label=label):
        made = mail_of(notice)
        if made is None:
            continue
        event("a mail")
        reminder, mail = made
        parsed = message_from_bytes(mail, _class=EmailMessage, policy=policy.default)
        assert mime.faults(mail, reminder) == ()
        assert set(header_names(mail)) == HEADERS
        assert len(header_names(mail)) == len(HEADERS)
        assert [each.addr_spec for each in parsed["To"].addresses] == list(notice.to)
        assert _written_in(notice.to, [*general.values(), *personal.values(), *_usual(general, personal)])


def _usual(general: dict[str, str], personal: dict[str, str]) -> list[str]:
    """Give the addresses of the fields that were left as they are."""
    account, person = an_account() | general, a_person() | personal
    return [str(each) for each in (account["Email"], person["Email"], person["BusinessEmail"]) if each]


def _written_in(addresses: tuple[str, ...], texts: list[str]) -> bool:
    """Tell whether addresses stand in texts, their domains as a person writes them."""
    whole = _plain(" ".join(texts))
    named = (each.rpartition("@") for each in addresses)
    return all(_plain(f"{local}@{idna.decode(domain)}") in whole for local, _, domain in named)


def _plain(text: str) -> str:
    return normalize("NFKC", normalize("NFKC", text).casefold()).replace("\u3002", ".")


def test_a_domain_outside_ascii_is_known_again_in_any_letters():
    assert _written_in(
        ("info@xn--bcher-kva.example", "a@inktvis.xn--example-fwa"), ["INFO@BÜCHER。example", "a@inktvis.exampleÀ"]
    )
    assert not _written_in(("info@xn--bcher-kva.example",), ["info@bucher.example"])


def test_bytes_that_are_no_utf_8_are_no_answer_at_all():
    with pytest.raises(Garbled):
        parse_page(Reply(status=200, headers={"content-type": "application/json"}, body=b'{"d": ["\xff\xfe"]}'))


@pytest.mark.fault(79)
@given(st.decimals(min_value="5000.01", max_value=10**12, places=2))
def test_fault_79_an_absurd_amount_is_never_mailed_about(amount: Decimal):
    row = a_late_row(AmountDC=-amount, AmountFC=-amount, TransactionAmountDC=amount)

    terms, faults = read_terms([row], label="number", currency="EUR")

    assert len(terms) + len(faults) == 1
    assert bool(faults) is (amount >= 10**9)
    assert not terms or notices(row, an_account(), a_person(), label="number") == ()


def test_plain_texts_give_a_mail():
    (notice,) = notices(a_late_row(), an_account(), a_person(), label="number")

    assert notice.to == ("administratie@inktvis.example",)
    assert mail_of(notice) is not None


def test_ten_kilobytes_of_a_name_give_a_mail_of_ordinary_size():
    name = "Ü\u0301berlänge 👩‍👩‍👧 " * 700
    account, person = an_account(Name=name), a_person(FullName=name, LastName=name)

    (notice,) = notices(a_late_row(Description=name), account, person, label="number")

    made = mail_of(notice)
    assert made is not None
    assert len(notice.debtor.name) <= 120
    assert len(made[1]) < 40_000
