"""Odd customers, each with one invoice: every function gives the account code."""

from datetime import timedelta

from reminder.sandbox.grown_maker import Maker

LATE = 20
AMOUNT = "315.00"


def blocked(make: Maker) -> str:
    """Blocked in Exact."""
    return _owing(make, make.debtor("Geblokkeerd B.V.", blocked=True))


def ended(make: Maker) -> str:
    """A customer whose end date has passed."""
    return _owing(make, make.debtor("Opgeheven B.V.", end_date=make.today - timedelta(days=30)))


def anonymised(make: Maker) -> str:
    """A customer that was made anonymous."""
    return _owing(make, make.account("Anoniem", is_anonymised=True).code)


def held_by_marker(make: Maker) -> str:
    """Kept out by a bookkeeper, with a marker in the remarks."""
    return _owing(make, make.debtor("Betwisting B.V.", remarks="Belt zelf terug.\n#geen-herinnering"))


def own_division(make: Maker) -> str:
    """Another administration of the same owner."""
    return _owing(make, make.debtor("Acme Holding B.V.", type="D"))


def without_address(make: Maker) -> str:
    """No e-mail address, neither the customer nor its contact."""
    account = make.account("Alleen Telefoon", phone="020 555 02 01")
    make.contact(account, business_email=None)
    return _owing(make, account.code)


def address_of_contact(make: Maker) -> str:
    """An address on the contact alone."""
    account = make.account("Via Contactpersoon B.V.")
    make.contact(account)
    return _owing(make, account.code)


def address_of_account(make: Maker) -> str:
    """No contact; the customer has an address."""
    return _owing(make, make.account("Algemeen Adres", email="info@algemeenadres.example").code)


def private_address(make: Maker) -> str:
    """A contact with an address in the plain field, and none in the business one."""
    account = make.account("Prive Adres")
    make.contact(account, business_email=None, email="j.jansen@priveadres.example")
    return _owing(make, account.code)


def two_addresses(make: Maker) -> str:
    """Two addresses in one field."""
    return _owing(make, make.account("Dubbel Adres", email="een@dubbeladres.example; twee@dubbeladres.example").code)


def named_address(make: Maker) -> str:
    """An address with a display name and blanks around it."""
    return _owing(make, make.account("Weergavenaam", email="  Crediteuren <ap@weergavenaam.example> ").code)


def invalid_address(make: Maker) -> str:
    """Something in the field that is no address."""
    return _owing(make, make.account("Onjuist Adres", email="zie website").code)


def shared_address(make: Maker) -> str:
    """One of two customers with the same address."""
    codes = [make.account(f"Gedeeld {side}", email="boekhouding@gedeeld.example").code for side in ("Oost", "West")]
    for code in codes:
        _owing(make, code)
    return codes[0]


def ended_contact(make: Maker) -> str:
    """The main contact left; the customer has an address of its own."""
    account = make.account("Vertrokken Contact", email="info@vertrokken.example")
    make.contact(account, end_date=make.today - timedelta(days=10))
    return _owing(make, account.code)


def anonymised_contact(make: Maker) -> str:
    """The main contact was made anonymous; the customer has an address of its own."""
    account = make.account("Vergeten Contact", email="info@vergeten.example")
    make.contact(account, business_email=None, is_anonymised=True)
    return _owing(make, account.code)


def french(make: Maker) -> str:
    """A customer in Belgium who reads French."""
    return _owing(make, make.debtor("Boulangerie du Coin", language="FR", country="BE"))


def german(make: Maker) -> str:
    """A customer in Germany."""
    return _owing(make, make.debtor("Bäckerei Müller GmbH", language="DE", country="DE"))


def english(make: Maker) -> str:
    """A customer in Britain."""
    return _owing(make, make.debtor("Thames Supplies Ltd", language="EN", country="GB"))


def without_language(make: Maker) -> str:
    """Neither customer nor contact has a language."""
    return _owing(make, make.debtor("Taalloos", language=None))


def invoiced_elsewhere(make: Maker) -> str:
    """A buyer whose invoices go to another account; the code is the payer's, on whom they are booked."""
    payer = make.debtor("Hoofdkantoor Betaalt B.V.")
    make.debtor("Filiaal Koopt B.V.", invoice_account=make.keeper.book.account(payer).id)
    return _owing(make, payer)


def namesake(make: Maker) -> str:
    """One of three customers with nearly the same name."""
    codes = [make.debtor(name) for name in ("De Jong Transport", "De Jong Transport B.V.", "de jong  transport")]
    for code in codes:
        _owing(make, code)
    return codes[0]


def hostile_name(make: Maker) -> str:
    """A name that would like to be a mail header."""
    return _owing(make, make.debtor("é=?UTF-8?Q?=0A?=Bcc: dief@boef.example"))


def markup_in_name(make: Maker) -> str:
    """A name with marks that mean something in HTML and in templates."""
    return _owing(make, make.debtor('<b>Van Dam & Zn.</b> {{ 7*7 }} "Het Anker"'))


def long_name(make: Maker) -> str:
    """A name of ten kilobytes with letters outside ASCII."""
    return _owing(make, make.debtor("Coöperatieve Vereniging " + "Überlänge " * 900))


def turned_name(make: Maker) -> str:
    """A name that turns what stands behind it from right to left, with characters that nobody sees."""
    return _owing(make, make.debtor("Spiegel\u202e tfirhcs \u200bB.V.\u2066"))


def contact_of_invoice(make: Maker) -> str:
    """An invoice to a contact of its own, beside a main contact and a customer with addresses too."""
    account = make.account("Inkoopafdeling B.V.", email="info@inkoopafdeling.example")
    make.contact(account, business_email="directie@inkoopafdeling.example")
    buyer = make.contact(account, business_email="inkoop@inkoopafdeling.example")
    make.invoice(account.code, AMOUNT, LATE, contact=buyer.id)
    return account.code


def foreign_domain(make: Maker) -> str:
    """An address on a domain outside ASCII."""
    return _owing(make, make.account("Bücherei GmbH", email="rechnung@bücherei.example", language="DE").code)


def hidden_in_address(make: Maker) -> str:
    """An address with a character that nobody sees."""
    return _owing(make, make.account("Onzichtbaar", email="info\u200b@onzichtbaar.example").code)


def _owing(make: Maker, code: str) -> str:
    make.invoice(code, AMOUNT, LATE)
    return code


ODD_RELATIONS = (
    blocked, ended, anonymised, held_by_marker, own_division, without_address, address_of_contact, address_of_account,
    private_address, two_addresses, named_address, invalid_address, shared_address, ended_contact, anonymised_contact,
    french, german, english, without_language, invoiced_elsewhere, namesake, hostile_name, markup_in_name, long_name,
    turned_name, contact_of_invoice, foreign_domain, hidden_in_address,
)  # fmt: skip
