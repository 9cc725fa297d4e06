"""What people do to the books: invoice, pay, credit, block, collect, import bank statements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from reminder.sandbox.book import Account, Attachment, Book, Contact, Document, Line, Term
from reminder.sandbox.clock import AMSTERDAM
from reminder.sandbox.codes import EntryType, JournalType, Method, TermStatus
from reminder.sandbox.pdf import small_pdf

CENT = Decimal("0.01")
PROCESSED = 50
PREFIXES = ("de", "den", "der", "ter", "van")
USUAL_TERM = timedelta(days=30)


class Bookkeeper:
    """A pair of hands for one book; everything is dated today unless said otherwise."""

    def __init__(self, book: Book, now: Callable[[], datetime]) -> None:
        self.book = book
        self._now = now

    def add_account(self, code: str, name: str, **details: Any) -> Account:  # noqa: ANN401 - fields of `Account`
        """A new customer."""
        account = replace(Account(id=self.book.new_id(), code=code, name=name), **details)
        self.book.accounts[account.id] = account
        return account

    def add_contact(self, code: str, name: str, **details: Any) -> Contact:  # noqa: ANN401 - fields of `Contact`
        """A new contact of the customer with this code, the main one if it is the first."""
        account = self.book.account(code)
        known, _, last = name.rpartition(" ")
        first, _, prefix = known.rpartition(" ")
        first, prefix = (first, prefix) if first and prefix in PREFIXES else (known, "")
        contact = Contact(id=self.book.new_id(), account=account.id, number=self.book.number())
        contact = replace(contact, **{"first_name": first, "middle_name": prefix, "last_name": last, **details})
        self.book.contacts[contact.id] = contact
        account.main_contact = account.main_contact or contact.id
        return contact

    def add_invoice(
        self,
        code: str,
        amount: Decimal | str,
        *,
        due: date | None,
        ref: str | None = None,
        number: int | None = None,
        **details: Any,  # noqa: ANN401 - fields of `Term`
    ) -> Term:
        """A new open invoice in a sales journal; `amount` is in its own currency."""
        entry = number or self.book.number()
        dated = min(self._today(), (due or self._today()) - USUAL_TERM)
        term = self._term(code, Decimal(amount), number=entry, dated=dated)
        account = self.book.account(code)
        words = {"your_ref": ref, "due_date": due, "invoice_number": entry, "contact": account.main_contact}
        term = replace(term, **{"description": f"Factuur {entry}", **words, **details})
        return self._book(_in_division_currency(term))

    def credit(self, code: str, amount: Decimal | str, *, ref: str | None = None) -> Term:
        """A credit note for this (positive) amount, not set off against anything yet."""
        number = self.book.number()
        term = self._term(code, -Decimal(amount), number=number, dated=self._today())
        words = f"Creditnota {number}"
        return self._book(replace(term, type=EntryType.CREDIT, your_ref=ref, invoice_number=number, description=words))

    def receipt(self, code: str, amount: Decimal | str, *, journal: str = "20") -> Term:
        """Money on the bank that is not allocated to any invoice."""
        term = self._term(code, -Decimal(amount), number=self.book.number(), dated=self._today())
        self._line(term, Decimal(amount), journal=journal)
        return self._book(replace(term, type=EntryType.CASH, journal=journal, description="Ontvangst"))

    def add_pdf(self, ref: str, *, files: int = 1) -> Document:
        """The archived PDF of an invoice, with as many attachments as asked for."""
        term = self.book.terms_of(ref)[0]
        number = term.invoice_number
        document = Document(
            id=self.book.new_id(),
            hid=self.book.number(),
            account=term.account,
            subject=f"Invoice: {number}",
            date=term.invoice_date,
            sales_invoice_number=number,
            entry_id=term.entry_id,
        )
        self.book.documents.append(document)
        for part in range(files):
            name = f"inv{number}.PDF" if part == 0 else f"bijlage{part}.PDF"
            content = small_pdf(f"Invoice {number}" if part == 0 else f"Attachment {part} of invoice {number}")
            file = Attachment(id=self.book.new_id(), document=document.id, file_name=name, content=content)
            self.book.attachments.append(file)
        return document

    def pay(self, ref: str) -> None:
        """The whole invoice is paid and matched."""
        for term in self._open_terms(ref):
            self._line(term, term.amount_division)
            self._match(term)

    def part_pay(self, ref: str, amount: Decimal | str) -> None:
        """Part of the first open term is paid: that part is matched, the rest stays open as a row of its own."""
        term = self._open_terms(ref)[0]
        paid = Decimal(amount)
        rest = replace(term, id=self.book.new_id(), hid=self.book.number(), amount=term.amount - paid)
        rest.last_payment = self._today()
        term.amount = paid
        for part in (term, rest):
            _in_division_currency(part)
        self._line(term, term.amount_division)
        self._match(term)
        self._book(rest)

    def reverse_payment(self, ref: str) -> None:
        """A payment is undone, such as a direct debit that came back: the invoice is open again."""
        for term in self.book.terms_of(ref):
            term.status = TermStatus.OPEN
            term.end_date = None
            self._touch(term)

    def direct_debit(self, ref: str, status: TermStatus = TermStatus.SELECTED) -> None:
        """The invoice is selected for collection, or its collection is processed."""
        for term in self._open_terms(ref):
            term.method, term.status = Method.DIRECT_DEBIT, status
            term.mandate = term.mandate or self.book.new_id()
            self._touch(term)

    def change_due_date(self, ref: str, due: date | None) -> None:
        """The open terms of the invoice become due on another day."""
        for term in self._open_terms(ref):
            term.due_date = due
            self._touch(term)

    def block(self, code: str, *, blocked: bool = True) -> None:
        """The customer is blocked, or no longer."""
        account = self.book.account(code)
        account.blocked = blocked
        account.modified = self._now()

    def remark(self, code: str, remarks: str | None) -> None:
        """The customer's remarks become this."""
        account = self.book.account(code)
        account.remarks = remarks
        account.modified = self._now()

    def change_address(self, code: str, email: str | None) -> None:
        """The customer and its contacts get another e-mail address, or none."""
        account = self.book.account(code)
        account.email, account.modified = email, self._now()
        for contact in self.book.contacts.values():
            if contact.account == account.id:
                contact.email, contact.business_email, contact.modified = None, email, self._now()

    def bank_line(self, day: date, *, journal: str = "20", status: int = PROCESSED) -> Line:
        """A line of a bank statement of this day that has nothing to do with customers."""
        line = Line(
            id=self.book.new_id(),
            date=day,
            journal=journal,
            type=EntryType.CASH,
            status=status,
            entry_id=self.book.new_id(),
            entry_number=self.book.number(),
            amount=Decimal("-12.10"),
            created=self._now(),
        )
        self.book.lines.append(line)
        return line

    def _term(self, code: str, amount: Decimal, *, number: int, dated: date) -> Term:
        account = self.book.account(code)
        return Term(
            id=self.book.new_id(),
            hid=self.book.number(),
            account=account.id,
            amount=amount,
            amount_division=amount,
            invoice_total=amount,
            entry_id=self.book.new_id(),
            entry_number=number,
            entry_date=dated,
            invoice_date=dated,
            due_date=dated,
            condition=account.condition,
            currency=self.book.division.currency,
        )

    def _book(self, term: Term) -> Term:
        self._touch(term)
        self.book.terms.append(term)
        return term

    def _open_terms(self, ref: str) -> list[Term]:
        found = [term for term in self.book.terms_of(ref) if term.is_open]
        if not found:
            raise LookupError(f"Nothing of {ref} is open")
        return found

    def _match(self, term: Term) -> None:
        term.status = TermStatus.MATCHED
        term.last_payment = term.end_date = self._today()
        self._touch(term)

    def _line(self, term: Term, amount: Decimal, *, journal: str | None = None) -> None:
        banks = [found.code for found in self.book.journals if found.type is JournalType.BANK]
        line = self.bank_line(self._today(), journal=journal or banks[0])
        line.account, line.amount, line.your_ref = term.account, amount, term.your_ref
        line.invoice_number = term.invoice_number

    def _touch(self, term: Term) -> None:
        term.modified = self._now()

    def _today(self) -> date:
        return self._now().astimezone(AMSTERDAM).date()


def _in_division_currency(term: Term) -> Term:
    term.amount_division = (term.amount * term.rate).quantize(CENT)
    return term
