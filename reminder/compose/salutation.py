"""How a mail addresses its reader, without the comma."""

from reminder.model.books import Contact

_TITLED = {
    "nl": {"m": "Geachte heer {name}", "v": "Geachte mevrouw {name}", "": "Geachte heer of mevrouw {name}"},
    "en": {"m": "Dear Mr {name}", "v": "Dear Ms {name}"},
    "de": {"m": "Sehr geehrter Herr {name}", "v": "Sehr geehrte Frau {name}"},
}
_GENERAL = {
    "nl": "Geachte heer of mevrouw",
    "en": "Dear Sir or Madam",
    "de": "Sehr geehrte Damen und Herren",
    "fr": "Madame, Monsieur",
}


def salutation(contact: Contact | None, *, language: str) -> str:
    """Address a contact by surname, by title only where the ledger knows it; never guessed from a first name."""
    name = surname(contact) if contact else ""
    pattern = _TITLED.get(language, {}).get(contact.gender) if contact and name else None
    return pattern.format(name=name) if pattern else _GENERAL.get(language, _GENERAL["en"])


def surname(contact: Contact) -> str:
    """Give the surname as it is written after a title: its prefix starts with a capital, ``De Vries``, ``'t Hart``."""
    name = f"{contact.prefix} {contact.last_name}".strip() if contact.last_name else ""
    return name[:1].upper() + name[1:]
