"""Who owes Acme B.V. what: one neighbour for every tier, boundary and exception."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice by the last digits of its ref; `late` counts days past due, negative when still to come."""

    ref: int
    amount: str
    late: int
    pdf: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A customer of the guide's book; without a domain it has no e-mail address.

    `registered` is its number at the chamber of commerce, which makes it a business.
    """

    code: str
    name: str
    invoices: tuple[Invoice, ...]
    contact: str | None = None
    gender: str = "O"
    language: str = "NL"
    domain: str | None = None
    phone: str | None = None
    registered: str | None = None


def _one(ref: int, amount: str, late: int, *, pdf: bool = True) -> tuple[Invoice]:
    return (Invoice(ref=ref, amount=amount, late=late, pdf=pdf),)


DEBTORS = (
    Debtor(
        code="1",
        name="Bakkerij De Gouden Croissant",
        invoices=_one(42, "1250.00", 21),
        contact="J. Jansen",
        gender="V",
        domain="goudencroissant.example",
        phone="020 555 01 01",
    ),
    Debtor(
        code="2",
        name="Hotel Amstel",
        invoices=_one(38, "3400.00", 18),
        contact="P. de Vries",
        gender="M",
        domain="hotelamstel.example",
        phone="020 555 01 02",
    ),
    Debtor(
        code="3",
        name="Fietsenmaker Het Wiel",
        invoices=_one(40, "999.99", 20),
        contact="S. Bakker",
        domain="hetwiel.example",
    ),
    Debtor(
        code="4",
        name="Drukkerij Inktvis",
        invoices=_one(41, "1000.00", 20),
        contact="M. Visser",
        gender="V",
        domain="inktvis.example",
    ),
    Debtor(
        code="5",
        name="Aannemersbedrijf Stevig B.V.",
        invoices=_one(35, "5000.00", 25),
        contact="K. Smit",
        gender="M",
        domain="stevig.example",
        phone="030 555 01 05",
        registered="90000005",
    ),
    Debtor(
        code="6",
        name="Installatietechniek Noord B.V.",
        invoices=_one(34, "5000.01", 25),
        contact="L. Mulder",
        gender="M",
        domain="itnoord.example",
        phone="050 555 01 06",
        registered="90000006",
    ),
    Debtor(
        code="7",
        name="Kapsalon Krul",
        invoices=_one(47, "180.00", 13),
        contact="E. de Boer",
        domain="krul.example",
    ),
    Debtor(
        code="8",
        name="Bloemenhuis Tulp",
        invoices=_one(46, "240.50", 14),
        contact="A. Meijer",
        gender="V",
        domain="tulp.example",
    ),
    Debtor(
        code="9",
        name="Boekhandel De Pagina",
        invoices=_one(55, "415.25", -12),
        contact="R. Bos",
        domain="depagina.example",
    ),
    Debtor(
        code="10",
        name="Architectenbureau Lijn 12",
        invoices=_one(33, "2400.00", 30),
        contact="T. Vos",
        gender="O",
        domain="lijn12.example",
    ),
    Debtor(
        code="11",
        name="Garage Van Toeren",
        invoices=_one(36, "860.00", 22),
        contact="H. Peters",
        gender="M",
        domain="vantoeren.example",
    ),
    Debtor(
        code="12",
        name="Restaurant De Lepel",
        invoices=_one(37, "1100.00", 24),
        contact="C. Hendriks",
        gender="V",
        domain="delepel.example",
    ),
    Debtor(
        code="13",
        name="Schildersbedrijf Kwast & Zn.",
        invoices=(
            Invoice(ref=31, amount="325.00", late=35),
            Invoice(ref=39, amount="410.75", late=19),
            Invoice(ref=52, amount="150.00", late=-3),
        ),
        contact="W. Dekker",
        gender="M",
        domain="kwast.example",
    ),
    Debtor(
        code="14",
        name="Marktkraam Zonneschijn",
        invoices=_one(43, "275.00", 20, pdf=False),
        phone="06 555 01 014",
    ),
    Debtor(
        code="15",
        name="Sportschool Fit & Fris",
        invoices=_one(44, "89.50", 16),
        contact="N. Kok",
        domain="fitenfris.example",
    ),
    Debtor(
        code="16",
        name="Harbour Trading Inc.",
        invoices=_one(45, "1800.00", 17),
        contact="A. Smith",
        language="EN",
        domain="harbourtrading.example",
    ),
)
