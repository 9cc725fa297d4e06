"""How a reader is addressed."""

import pytest

from reminder.compose.salutation import salutation
from reminder.model.books import Contact
from tests.builders import a_contact


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (a_contact(last_name="Jansen", gender="v"), "Geachte mevrouw Jansen"),
        (a_contact(prefix="de", last_name="Vries", gender="m"), "Geachte heer De Vries"),
        (a_contact(prefix="van der", last_name="Aa", gender=""), "Geachte heer of mevrouw Van der Aa"),
        (a_contact(prefix="'t", last_name="Hart", gender="m"), "Geachte heer 't Hart"),
        (a_contact(last_name="d'Ancona", gender="v"), "Geachte mevrouw D'Ancona"),
        (a_contact(prefix="v.d.", last_name="Berg", gender="m"), "Geachte heer V.d. Berg"),
        (a_contact(prefix="Robert", last_name="Jansen", gender="m"), "Geachte heer Jansen"),
        (a_contact(first_name="Anna", last_name="", gender="v"), "Geachte heer of mevrouw"),
        (None, "Geachte heer of mevrouw"),
    ],
)
def test_dutch_addresses_by_title_and_surname_with_a_capital_prefix(contact: Contact | None, expected: str):
    assert salutation(contact, language="nl") == expected


@pytest.mark.parametrize(
    ("contact", "language", "expected"),
    [
        (a_contact(prefix="de", last_name="Vries", gender="m"), "en", "Dear Mr De Vries"),
        (a_contact(last_name="Jansen", gender="v"), "en", "Dear Ms Jansen"),
        (a_contact(last_name="Jansen", gender=""), "en", "Dear Sir or Madam"),
        (a_contact(last_name="Jansen", gender="v"), "de", "Sehr geehrte Frau Jansen"),
        (None, "fr", "Madame, Monsieur"),
        (None, "es", "Dear Sir or Madam"),
    ],
)
def test_other_languages_never_guess_a_gender(contact: Contact | None, language: str, expected: str):
    assert salutation(contact, language=language) == expected
