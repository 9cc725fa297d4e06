"""Accounts and contacts as debtors."""

from datetime import date, timedelta
from typing import Any

import pytest

from reminder.ledgers.exact.debtors import contacts_needed, debtors_of, read_accounts, read_people
from reminder.ledgers.exact.terms import Term, read_terms
from reminder.model.books import Contact, Debtor
from tests.unit.exact_rows import ACCOUNT, CONTACT, TODAY, a_person, a_row, an_account, edm_day, guid

MARKER = "#geen-herinnering"
YESTERDAY = edm_day(TODAY - timedelta(days=1))


def terms_of(*rows: dict[str, Any]) -> list[Term]:
    return read_terms(rows, label="number", currency="EUR")[0]


def the_debtor(
    account: dict[str, Any], *people: dict[str, Any], rows: tuple[dict[str, Any], ...] = (a_row(),), today: date = TODAY
) -> Debtor:
    accounts, _ = read_accounts([account], today=today, marker=MARKER)
    persons, _ = read_people(people, today=today)
    (debtor,) = debtors_of(terms_of(*rows), accounts=accounts, people=persons).values()
    return debtor


def test_an_account_becomes_a_debtor():
    assert the_debtor(an_account()) == Debtor(
        id=ACCOUNT,
        code="7",
        name="Drukkerij Inktvis",
        emails=("info@inktvis.example",),
        phone="020 555 01 01",
        language="nl",
        country="nl",
    )


@pytest.mark.parametrize(
    ("country", "vat_number", "expected"),
    [
        (None, "BE0123456749", "be"),
        (None, "nl123456789b01", "nl"),
        (None, "0123456749", ""),
        (None, None, ""),
        ("NL ", "BE0123456749", "nl"),
    ],
)
def test_an_account_without_a_country_is_where_its_vat_number_is(country: str | None, vat_number: str, expected: str):
    assert the_debtor(an_account(Country=country, VATNumber=vat_number)).country == expected


def test_the_contact_of_the_newest_invoice_goes_first():
    newest = a_row(2, InvoiceDate=edm_day(TODAY), InvoiceNumber=26000043, AccountContact=CONTACT)
    other = a_person(ID=guid(7), BusinessEmail="ander@inktvis.example")

    debtor = the_debtor(
        an_account(MainContact=guid(7)), a_person(), other, rows=(a_row(AccountContact=guid(7)), newest)
    )

    assert debtor.emails == ("administratie@inktvis.example",)
    assert debtor.contact == Contact(
        full_name="J. van der Jansen", first_name="J.", prefix="van der", last_name="Jansen", gender="v"
    )
    assert (debtor.phone, debtor.language) == ("020 555 01 02", "en")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "administratie@inktvis.example"),
        ({"BusinessEmail": None, "Email": "prive@inktvis.example"}, "prive@inktvis.example"),
        ({"BusinessEmail": "a@inktvis.example; kapot"}, "info@inktvis.example"),
        ({"BusinessEmail": None}, "info@inktvis.example"),
        ({"EndDate": YESTERDAY}, "info@inktvis.example"),
        ({"IsAnonymised": 1}, "info@inktvis.example"),
    ],
)
def test_the_first_source_with_valid_addresses_counts(changes: dict[str, Any], expected: str):
    debtor = the_debtor(an_account(MainContact=CONTACT), a_person(**changes))

    assert debtor.emails == (expected,)
    assert debtor.address_fault == ""


def test_a_contact_that_ends_today_still_counts():
    debtor = the_debtor(an_account(MainContact=CONTACT), a_person(EndDate=edm_day(TODAY)))

    assert debtor.emails == ("administratie@inktvis.example",)


def test_without_any_valid_address_the_fault_says_why_and_shows_none():
    person = a_person(BusinessEmail="a\u200b@inktvis.example")

    debtor = the_debtor(an_account(MainContact=CONTACT, Email=None), person)

    assert (debtor.emails, debtor.address_fault) == ((), "invisible character U+200B")
    assert debtor.contact is not None


@pytest.mark.fault(86)
def test_no_address_anywhere_is_said():
    assert the_debtor(an_account(Email=" ")).address_fault == "no address"


@pytest.mark.fault(81)
@pytest.mark.parametrize("changes", [{"Blocked": True}, {"EndDate": YESTERDAY}, {"IsAnonymised": 1}])
def test_blocked_ended_and_anonymised_debtors_are_blocked(changes: dict[str, Any]):
    assert the_debtor(an_account(**changes)).blocked


@pytest.mark.fault(81)
@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"Type": "D"}, "own_division"),
        ({"Remarks": "let op: #Geen-Herinnering svp"}, "marked"),
        ({"VATNumber": "NL123456789B01"}, "business"),
        ({"ChamberOfCommerce": "12345678"}, "business"),
    ],
)
def test_facts_of_the_account_are_seen(changes: dict[str, Any], fact: str):
    assert getattr(the_debtor(an_account(**changes)), fact) is True


def test_a_debtor_without_a_name_is_called_by_its_code():
    assert the_debtor(an_account(Name=" \u200b ")).name == "7"


def test_the_name_is_made_fit_to_show():
    assert the_debtor(an_account(Name=" Inkt\u202evis\r\nB.V. ")).name == "Inktvis B.V."


def test_an_unreadable_account_leaves_a_debtor_for_a_person():
    accounts, unreadable = read_accounts([an_account(EndDate="soon")], today=TODAY, marker=MARKER)

    (debtor,) = debtors_of(terms_of(a_row()), accounts=accounts, people={}).values()

    assert [each.row_id for each in unreadable] == [ACCOUNT]
    assert (debtor.name, debtor.code, debtor.emails, debtor.blocked) == ("Drukkerij Inktvis", "7", (), True)


def test_only_contacts_that_may_be_used_are_asked_for():
    rows = terms_of(
        a_row(AccountContact=CONTACT), a_row(2, AccountContact=guid(8), InvoiceDate=edm_day(date(2020, 1, 1)))
    )
    accounts, _ = read_accounts([an_account(MainContact=guid(7))], today=TODAY, marker=MARKER)

    assert contacts_needed(rows, accounts) == {CONTACT, guid(7)}


def test_an_unreadable_contact_is_reported_and_passed_over():
    people, unreadable = read_people([a_person(EndDate="soon")], today=TODAY)

    assert people == {}
    assert [(each.row_id, each.fault) for each in unreadable] == [(CONTACT, "contact: EndDate is no date")]
