"""How a mail addresses its reader, without the comma."""

from reminder.model.books import Contact

_TITLED = {
    "nl": {"m": "Geachte heer {name}", "v": "Geachte mevrouw {name}", "": "Geachte heer of mevrouw {name}"},
    "en": {"m": "Dear Mr {name}", "v": "Dear Ms {name}"},
    "de": {"m": "Sehr geehrter Herr {name}", "v": "Sehr geehrte Frau {name}"},
}
_PREFIXES = frozenset((
    "'n", "'s", "'t", "aan", "al", "am", "auf", "bij", "d", "d'", "da", "dal", "de", "del", "den", "der", "des",
    "di", "dos", "du", "el", "het", "im", "in", "l'", "la", "las", "le", "les", "lo", "los", "onder", "op", "over",
    "te", "ten", "ter", "toe", "tot", "uit", "uijt", "v.d.", "van", "vande", "vander", "vd", "vom", "von", "voor",
    "zu", "zum", "zur",
))  # fmt: skip
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
    """Give the surname as it is written after a title: its prefix starts with a capital, ``De Vries``, ``'t Hart``.

    A ledger keeps prefixes and second first names in one field; the latter are no part of a surname.
    """
    prefix = contact.prefix if _PREFIXES.issuperset(contact.prefix.lower().split()) else ""
    name = f"{prefix} {contact.last_name}".strip() if contact.last_name else ""
    return name[:1].upper() + name[1:]
