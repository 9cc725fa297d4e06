"""Ways to pay: links and the code to scan say what the ledger says, to the cent, or are not there."""

from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.compose.codes import NoCode, pay_code, payload
from reminder.compose.links import pay_links
from reminder.model.books import Receivable
from reminder.words import formats
from tests.builders import a_company, a_credit, a_notice, a_receivable
from tests.composing import a_composer, written
from tests.scanning import scanned

COMPANY = a_company()
COMPOSER = a_composer()
PATTERN = "https://pay.example/{invoice}/{reference}?amount={amount}&cents={amount_cents}&about={description}"
cents = st.integers(min_value=1, max_value=9_999_999).map(lambda number: Decimal(number) / 100)


def link(receivable: Receivable, pattern: str = PATTERN) -> str:
    return pay_links((receivable,), pattern)[receivable.key]


def test_a_link_is_filled_with_what_is_open_of_its_invoice():
    row = a_receivable(amount="1250.50", description="Advies & onderhoud", payment_reference="5000056789012345")

    assert link(row) == (
        "https://pay.example/26000042/5000056789012345?amount=1250.50&cents=125050&about=Advies%20%26%20onderhoud"
    )


def test_the_number_stands_in_for_a_reference_and_a_description_that_are_not_there():
    assert link(a_receivable()).startswith("https://pay.example/26000042/26000042?")
    assert link(a_receivable()).endswith("&about=26000042")


@given(invoice=st.text(min_size=1, max_size=40), description=st.text(max_size=80))
def test_no_value_of_the_ledger_leads_a_link_elsewhere(invoice: str, description: str):
    found = pay_links((a_receivable(invoice=invoice, description=description),), PATTERN)

    for each in found.values():
        parts = urlsplit(each)
        assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "pay.example", "")
        assert parts.path.count("/") == 2
        assert not {".", ".."} & {unquote(part) for part in parts.path.split("/")}
        assert parse_qs(parts.query)["amount"] == ["250.00"]
        assert each.isascii()


@pytest.mark.parametrize("row", [a_credit(), a_receivable(currency="USD"), a_receivable(invoice="..")])
def test_what_cannot_be_paid_that_way_has_no_link(row: Receivable):
    assert pay_links((row,), PATTERN) == {}


def test_without_a_pattern_there_is_no_link():
    assert pay_links((a_receivable(),), "") == {}


def test_the_code_holds_holder_account_total_and_what_to_quote():
    notice = a_notice(
        a_receivable(amount="1250.00"), a_receivable(invoice="26000043", amount="0.50"), a_credit("-50.00")
    )

    assert payload(notice, COMPANY).split("\n") == [
        *("BCD", "002", "1", "SCT", "", "Acme B.V.", "NL91ABNA0417164300", "EUR1200.50", "", ""),
        "26000042, 26000043",
    ]


def test_a_telephone_reads_the_very_fields_from_the_picture():
    notice = a_notice(a_receivable(amount="1234.50"), a_credit("-0.49"))
    code = pay_code(notice, a_company(account_holder="Café Acmé B.V."))
    assert code is not None

    said = scanned(code.content).decode()

    assert said == "BCD\n002\n1\nSCT\n\nCafé Acmé B.V.\nNL91ABNA0417164300\nEUR1234.01\n\n\n26000042"


def test_a_structured_reference_has_its_own_place():
    notice = a_notice(a_receivable(payment_reference="RF18 5390 0754 7034"))

    assert payload(notice, COMPANY).split("\n")[8:] == ["", "RF18539007547034"]


def test_a_single_payment_reference_is_quoted_as_the_text_says():
    notice = a_notice(a_receivable(payment_reference="5000056789012345"))

    assert payload(notice, COMPANY).split("\n")[8:] == ["", "", "5000056789012345"]


@pytest.mark.parametrize(
    ("notice", "changes", "fault"),
    [
        (a_notice(), {"account_holder": "A" * 71}, "name does not fit"),
        (a_notice(), {"account_holder": "Ακμή"}, "characters that banks do not take"),
        (a_notice(), {"iban": "NL92ABNA0417164300"}, "IBAN is not valid"),
        (a_notice(a_receivable(amount="1000000000.00")), {}, "amount does not fit"),
        (
            a_notice(*(a_receivable(invoice=f"{number}") for number in range(26000000, 26000015))),
            {},
            "numbers do not fit",
        ),
        (a_notice(a_receivable(invoice="é" * 115)), {"account_holder": "é" * 60}, "hold too much"),
    ],
)
def test_what_does_not_fit_makes_no_code(notice: object, changes: dict[str, str], fault: str):
    with pytest.raises(NoCode, match=fault):
        payload(notice, a_company(**changes))  # type: ignore[arg-type]


def test_another_currency_has_no_code():
    assert pay_code(a_notice(a_receivable(currency="USD")), COMPANY) is None


def test_a_new_line_in_a_number_or_a_name_moves_no_line_of_the_code():
    notice = a_notice(a_receivable(invoice="26\n000042"))

    assert payload(notice, a_company(account_holder="Acme\r\nB.V.")).count("\n") == 10


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(cents, min_size=1, max_size=5), credit=cents, language=st.sampled_from(["nl", "en"]))
def test_code_links_and_mail_ask_for_the_same_to_the_cent(rows: list[Decimal], credit: Decimal, language: str):
    owed = tuple(a_receivable(invoice=f"2600{place:04}", amount=amount) for place, amount in enumerate(rows))
    credits_ = (a_credit(-credit),) if credit < sum(rows) else ()
    notice = a_notice(*owed, *credits_, language=language)
    code, links = pay_code(notice, COMPANY), pay_links(notice.listed, PATTERN)
    assert code is not None

    reminder = written(notice, composer=COMPOSER, images=(code,), links=links)

    said = payload(notice, COMPANY)
    assert said.split("\n")[7] == f"EUR{reminder.total:.2f}"
    assert scanned(reminder.images[0].content) == said.encode()
    assert formats.money(reminder.total, currency="EUR", language=language) in reminder.text
    asked = [int(parse_qs(urlsplit(each).query)["cents"][0]) for each in links.values()]
    assert asked == ([] if credits_ else [int(each.amount * 100) for each in owed])
    assert all(each in reminder.text for each in links.values())


def test_beside_a_credit_nothing_links_to_the_payment_of_a_whole_invoice():
    owed = a_receivable(amount="1100.00")

    assert pay_links((owed, a_credit("-150.00")), PATTERN) == {}


def test_the_largest_code_that_is_allowed_can_still_be_scanned():
    notice = replace(a_notice(a_receivable(invoice="é" * 100)))

    company = a_company(account_holder="é" * 41)
    said, code = payload(notice, company), pay_code(notice, company)

    assert code is not None
    assert 300 < len(said.encode()) <= 331
    assert scanned(code.content) == said.encode()
    assert int(segno.make_qr(said.encode(), error="m", boost_error=False).version) <= 13
