"""Accounts and contacts as debtors: whom to write to, in which language, and who is to be left alone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reminder.ledgers.exact import edm
from reminder.ledgers.exact.edm import Row, Unreadable
from reminder.ledgers.exact.terms import Term
from reminder.model.books import Contact, Debtor, UnreadableRow
from reminder.rules.addresses import parse_addresses

OWN_DIVISION = "D"
GENDERS = {"M": "m", "V": "v"}
CONTACT_FIELDS = ("BusinessEmail", "Email")
CONTACT_PHONES = ("BusinessMobile", "BusinessPhone", "Mobile", "Phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A debtor as its own row shows it, before contacts are looked at."""

    debtor: Debtor
    email: str
    main_contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact that may be written to."""

    contact: Contact
    emails: tuple[str, ...]
    phone: str
    language: str | None


def read_accounts(rows: Iterable[Row], *, today: date, marker: str) -> tuple[dict[str, Account], list[UnreadableRow]]:
    """Read accounts by identifier; `marker` in the remarks, in any case, is a hold."""
    found: dict[str, Account] = {}
    unreadable: list[UnreadableRow] = []
    for row in rows:
        try:
            account = _account(row, today=today, marker=marker.strip().casefold())
            found[account.debtor.id] = account
        except Unreadable as error:
            unreadable.append(_unreadable(row, f"account: {error}"))
    return found, unreadable


def read_people(rows: Iterable[Row], *, today: date) -> tuple[dict[str, Person], list[UnreadableRow]]:
    """Read contacts by identifier; those that ended or were anonymised are left out."""
    found: dict[str, Person] = {}
    unreadable: list[UnreadableRow] = []
    for row in rows:
        try:
            if not _over(row, today):
                found[edm.needed_guid(row, "ID")] = _person(row)
        except Unreadable as error:
            unreadable.append(_unreadable(row, f"contact: {error}"))
    return found, unreadable


def contacts_needed(terms: Iterable[Term], accounts: Mapping[str, Account]) -> set[str]:
    """Give the contacts that debtors may be reached through."""
    mains = {account.main_contact for account in accounts.values()}
    return {each for each in mains.union(_invoice_contacts(terms).values()) if each}


def debtors_of(
    terms: Sequence[Term], *, accounts: Mapping[str, Account], people: Mapping[str, Person]
) -> dict[str, Debtor]:
    """Give every debtor with an account or a term, by identifier; without an account it is known by its terms alone."""
    contacts = _invoice_contacts(terms)
    found = {term.account: _unknown(term) for term in terms}
    for key, account in accounts.items():
        ways = (contacts.get(key, ""), account.main_contact)
        found[key] = debtor_of(account, contacts=ways, people=people)
    return found


def _invoice_contacts(terms: Iterable[Term]) -> dict[str, str]:
    """Give each account the contact of its newest open invoice, empty when that names none."""
    newest: dict[str, Term] = {}
    for term in terms:
        if term.amount > 0 and (term.account not in newest or _newness(term) > _newness(newest[term.account])):
            newest[term.account] = term
    return {account: term.contact for account, term in newest.items()}


def debtor_of(account: Account, *, contacts: Iterable[str], people: Mapping[str, Person]) -> Debtor:
    """Complete a debtor: the first source with valid addresses counts, contacts as ordered, then the account."""
    usable = [people[each] for each in dict.fromkeys(contacts) if each in people]
    sources = [(person, field) for person in usable for field in person.emails] + [(None, account.email)]
    parsed = [(person, parse_addresses(field)) for person, field in sources]
    giver, emails = next(((person, each.valid) for person, each in parsed if each.valid), (None, ()))
    person = giver or next(iter(usable), None)
    faults = [each.fault for _, each in parsed if each.fault]
    return replace(
        account.debtor,
        emails=emails,
        address_fault="" if emails else next(iter(faults), "no address"),
        phone=(person.phone if person else "") or account.debtor.phone,
        language=(person.language if person else None) or account.debtor.language,
        contact=person.contact if person else None,
    )


def _unknown(term: Term) -> Debtor:
    return Debtor(
        id=term.account,
        code=term.account_code,
        name=term.account_name,
        address_fault="the account cannot be read",
        blocked=True,
    )


def _account(row: Row, *, today: date, marker: str) -> Account:
    debtor = Debtor(
        id=edm.needed_guid(row, "ID"),
        code=edm.shown(row, "Code"),
        name=edm.shown(row, "Name") or edm.shown(row, "Code"),
        phone=edm.shown(row, "Phone"),
        language=_language(row),
        country=_country(row),
        blocked=edm.flag(row, "Blocked") or _over(row, today),
        own_division=edm.text(row, "Type").upper() == OWN_DIVISION,
        marked=bool(marker) and marker in edm.text(row, "Remarks").casefold(),
        business=bool(edm.text(row, "VATNumber") or edm.text(row, "ChamberOfCommerce")) or None,
    )
    return Account(debtor=debtor, email=edm.text(row, "Email"), main_contact=edm.guid(row, "MainContact"))


def _person(row: Row) -> Person:
    contact = Contact(
        full_name=edm.shown(row, "FullName"),
        first_name=edm.shown(row, "FirstName"),
        prefix=edm.shown(row, "MiddleName"),
        last_name=edm.shown(row, "LastName"),
        gender=GENDERS.get(edm.text(row, "Gender").upper(), ""),
    )
    emails = tuple(edm.text(row, name) for name in CONTACT_FIELDS)
    phone = next((edm.shown(row, name) for name in CONTACT_PHONES if edm.text(row, name)), "")
    return Person(contact=contact, emails=emails, phone=phone, language=_language(row))


def _over(row: Row, today: date) -> bool:
    end = edm.day(row, "EndDate")
    return edm.flag(row, "IsAnonymised") or (end is not None and end < today)


def _country(row: Row) -> str:
    """Give the country of an account, or else that of its VAT number; empty when neither says."""
    match = re.match(r"[a-z]{2}", (edm.text(row, "Country") or edm.text(row, "VATNumber")).lower())
    return match[0] if match else ""


def _language(row: Row) -> str | None:
    match = re.match(r"[a-z]{2}\b", edm.text(row, "Language").lower())
    return match[0] if match else None


def _newness(term: Term) -> tuple[date, date, str]:
    return term.invoice_date or date.min, term.entry_date or date.min, term.row_id


def _unreadable(row: Row, fault: str) -> UnreadableRow:
    identifier = row.get("ID")
    return UnreadableRow(row_id=identifier if isinstance(identifier, str) else "", fault=fault)
