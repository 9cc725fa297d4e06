"""Books to start from: a division with journals and payment conditions, and a bookkeeper for it."""

from datetime import date, datetime, time, timedelta

from reminder.sandbox.book import Book, Condition, Division, Journal
from reminder.sandbox.bookkeeper import Bookkeeper
from reminder.sandbox.clock import AMSTERDAM
from reminder.sandbox.codes import JournalType, Method

FRIDAY = 4


def empty_books(day: date, *, code: int, name: str) -> Bookkeeper:
    """Hands, at work on one day, for new books: bank journal 20, sales journal 70, payment conditions 14, 30 and IN."""
    book = Book(division=Division(code=code, description=name))
    bank, sales = ("20", "ABN AMRO", JournalType.BANK), ("70", "Verkoopboek", JournalType.SALES)
    for journal, words, kind in (bank, sales):
        iban = "NL91ABNA0417164300" if kind is JournalType.BANK else None
        book.journals.append(Journal(id=book.new_id(), code=journal, description=words, type=kind, iban=iban))
    for days in (14, 30):
        condition = Condition(id=book.new_id(), code=str(days), description=f"Binnen {days} dagen", days=days)
        book.conditions.append(condition)
    book.conditions.append(
        Condition(id=book.new_id(), code="IN", description="Incasso", days=14, method=Method.DIRECT_DEBIT)
    )
    morning = datetime.combine(day, time(7), AMSTERDAM)
    return Bookkeeper(book, lambda: morning)


def last_working_day_before(today: date) -> date:
    """The last day before this one that is no Saturday or Sunday."""
    day = today - timedelta(days=1)
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))
