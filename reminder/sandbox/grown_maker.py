"""A quick hand for large books: debtors with a contact and invoices that are so many days late."""

from datetime import date, timedelta
from typing import Any

from reminder.sandbox.book import Account, Contact, Term
from reminder.sandbox.bookkeeper import Bookkeeper

FIRST_CODE = 1000
FIRST_REF = 1000
NUMBERS_FROM = 26_000_000


class Maker:
    """Adds debtors and invoices with numbers in sequence."""

    def __init__(self, keeper: Bookkeeper, today: date) -> None:
        self.keeper = keeper
        self.today = today
        self._codes = FIRST_CODE
        self._refs = FIRST_REF

    def account(self, name: str, **details: Any) -> Account:  # noqa: ANN401 - fields of `Account`
        """A customer without a contact or an address, unless given."""
        self._codes += 1
        return self.keeper.add_account(str(self._codes), name, **details)

    def contact(self, account: Account, **details: Any) -> Contact:  # noqa: ANN401 - fields of `Contact`
        """A contact with an address of its own, unless given."""
        usual = {"business_email": f"administratie{account.code}@klant.example", "language": account.language}
        return self.keeper.add_contact(account.code, f"J. Jansen-{account.code}", **{**usual, **details})

    def debtor(self, name: str, **details: Any) -> str:  # noqa: ANN401 - fields of `Account`
        """The code of an ordinary customer: an address, a telephone and a main contact."""
        account = self.account(name, **{"phone": "020 555 02 00", **details})
        account.email = account.email or f"info{account.code}@klant.example"
        self.contact(account)
        return account.code

    def term(self, code: str, amount: str, late: int | None, **details: Any) -> Term:  # noqa: ANN401 - of `Term`
        """An open invoice that is so many days past due; None for no due date."""
        self._refs += 1
        due = self.today - timedelta(days=late) if late is not None else None
        ref, number = f"F{self.today.year}-{self._refs}", NUMBERS_FROM + self._refs
        return self.keeper.add_invoice(code, amount, due=due, **{"ref": ref, "number": number, **details})

    def invoice(self, code: str, amount: str, late: int | None, **details: Any) -> str:  # noqa: ANN401 - of `Term`
        """The ref of such an invoice, with its PDF in the archive."""
        ref = self.term(code, amount, late, **details).your_ref or ""
        self.keeper.add_pdf(ref)
        return ref
