"""The sandbox's Exact Online: books, an app registration, rights, allowances and tokens."""

from decimal import Decimal

from reminder.sandbox.book import Book, Term
from reminder.sandbox.bookkeeper import Bookkeeper
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.exact.limits import ErrorBudget, Limits
from reminder.sandbox.exact.oauth import Authority, Registration

SCOPES = frozenset(
    {
        "Financial receivables",
        "Financial payables",
        "Financial cashflow",
        "Financial accounting",
        "Financial generalledgers",
        "Crm accounts",
        "Sales invoices",
        "Organization documents",
        "Organization administration",
    }
)


class ExactWorld(Bookkeeper):
    """The truth behind the Exact half, and what people can do to it."""

    def __init__(
        self,
        clock: SandboxClock,
        book: Book,
        *,
        knobs: Knobs | None = None,
        registration: Registration | None = None,
    ) -> None:
        super().__init__(book, clock.now)
        self.clock = clock
        self.knobs = knobs or Knobs()
        self.registration = registration or Registration()
        self.books = {book.division.code: book}
        self.granted = {book.division.code}
        self.scopes = set(SCOPES)
        self.denied: set[str] = set()
        self.current_division = book.division.code
        self.authority = Authority(clock, self.knobs, self.registration)
        self.limits = Limits(clock, self.knobs)
        self.budget = ErrorBudget(clock, self.knobs)

    def add_book(self, book: Book) -> Bookkeeper:
        """A further division of the same user; returns hands for its book."""
        self.books[book.division.code] = book
        self.granted.add(book.division.code)
        return Bookkeeper(book, self.clock.now)

    def issue_code(self) -> str:
        """An authorisation code, as the consent page would give."""
        return self.authority.issue_code()

    def grant(self) -> dict[str, object]:
        """A fresh token answer without the way through code and token request; ends the chain before it."""
        return self.authority.grant()

    def open_rows(self) -> list[Term]:
        """The truth: the terms not matched yet."""
        return self.book.open_rows()

    def open_count(self) -> int:
        """The truth: how many terms are open."""
        return self.book.open_count()

    def open_totals(self) -> dict[str, Decimal]:
        """The truth: what is open on balance, per invoice currency."""
        return self.book.open_totals()
