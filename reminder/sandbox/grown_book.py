"""Books of a company that has been at it for years: a crowd of debtors, and every oddity among them by name."""

from datetime import date
from decimal import Decimal
from random import Random

from reminder.sandbox.book import Book, Journal
from reminder.sandbox.codes import JournalType
from reminder.sandbox.empty_book import empty_books, last_working_day_before
from reminder.sandbox.grown_maker import Maker
from reminder.sandbox.grown_relations import ODD_RELATIONS
from reminder.sandbox.grown_rows import ODD_ROWS

DIVISION = 234567
DEBTORS = 150
OPEN_ROWS = 320
PAID_ROWS = 700
TRADES = ("Bakkerij", "Slagerij", "Kapsalon", "Garage", "Drukkerij", "Hotel", "Transport", "Bouwbedrijf", "Apotheek")
PLACES = ("Noord", "Zuid", "Centrum", "aan de Amstel", "Kanaalzicht", "De Brug", "Stationsplein", "Molenwijk")
LATENESS = range(-30, 80)
"""Days past due of the crowd: from not yet due to well past the highest tier."""


def grown_book(seed: int, today: date) -> Book:
    """About 150 debtors and 320 open rows, the same for the same seed; `oddities` says where each oddity is."""
    books_until = last_working_day_before(today)
    keeper = empty_books(books_until, code=DIVISION, name="Acme Groothandel B.V.")
    for code, name in (("71", "Verkoopboek export"), ("90", "Memoriaal")):
        kind = JournalType.SALES if code == "71" else JournalType.GENERAL
        keeper.book.journals.append(Journal(id=keeper.book.new_id(), code=code, description=name, type=kind))
    make = Maker(keeper, today)
    for oddity in (*ODD_ROWS, *ODD_RELATIONS):
        keeper.book.oddities[oddity.__name__.replace("_", "-")] = oddity(make)
    _add_crowd(make, Random(seed))  # noqa: S311 - a repeatable crowd, no secret
    keeper.bank_line(books_until)
    return keeper.book


def _add_crowd(make: Maker, chance: Random) -> None:
    book = make.keeper.book
    codes = [make.debtor(_name(chance)) for _ in range(DEBTORS - len(book.accounts))]
    for _ in range(PAID_ROWS):
        make.keeper.pay(make.invoice(chance.choice(codes), _amount(chance), chance.choice(LATENESS) + 80))
    for _ in range(OPEN_ROWS - book.open_count()):
        make.invoice(chance.choice(codes), _amount(chance), chance.choice(LATENESS))


def _name(chance: Random) -> str:
    return f"{chance.choice(TRADES)} {chance.choice(PLACES)} {chance.randint(1, 99)}"


def _amount(chance: Random) -> str:
    return str(Decimal(round(chance.lognormvariate(6, 1) * 100) + 100) / 100)
