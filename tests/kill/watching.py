"""What must hold while a mail is handed over, looked at by the sandbox in the middle of the call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from email.utils import getaddresses
from pathlib import Path

from reminder.mime import reference_of
from reminder.sandbox.gmail.records import By, Event, Kind
from reminder.sandbox.serve import Sandbox
from tests.kill.store import query

BEFORE = {Kind.DRAFT_CREATED: "creating", Kind.SENT: "sending"}
"""What the store must say of a mail, durably, while the mailbox is being told about it."""
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober")
LAST_MONTHS = ("november", "december")


@dataclass
class Watch:
    """Looks at every mail that the program hands over or deletes; `wrong` says what should not have been."""

    sandbox: Sandbox
    database: Path
    wrong: list[str] = field(default_factory=list)
    edited: set[str] = field(default_factory=set)

    def __call__(self, event: Event) -> None:
        """Look at one event."""
        if event.kind is Kind.DRAFT_UPDATED and event.by is By.PERSON:
            self.edited.add(event.draft_id or "")
        if event.by is not By.API:
            return
        if event.kind in {Kind.DRAFT_DELETED, Kind.SENT} and event.draft_id in self.edited:
            self.wrong.append(f"I12: an edited draft was {event.kind}")
        if event.kind in BEFORE:
            rules: tuple[Callable[[Event], Iterator[str]], ...] = (self._claimed, self._true, self._addressed)
            self.wrong += [text for rule in rules for text in rule(event)]

    def _claimed(self, event: Event) -> Iterator[str]:
        """I4: the claim was durable before the request came."""
        reference = reference_of(event.message.raw)
        states = query(self.database, "SELECT state FROM reminder WHERE reference = ?", reference)
        claimed = query(
            self.database,
            "SELECT 1 FROM claim JOIN reminder ON reminder.id = claim.reminder_id WHERE reference = ?",
            reference,
        )
        if states != [(BEFORE[event.kind],)] or not claimed:
            yield f"I4: {event.kind} while the store says {states} with {len(claimed)} claims"

    def _true(self, event: Event) -> Iterator[str]:
        """I5 and I6: everything listed is open, and number, amount and due date are those of the ledger."""
        code = self._code(event)
        account = self.sandbox.exact.book.account(code)
        rows = [row for row in self.sandbox.exact.open_rows() if row.account == account.id]
        if not rows:
            yield f"I5: debtor {code} owes nothing any more"
        facts = {fact for row in rows for fact in (str(row.your_ref), _money(row.amount), _day(row.due_date))}
        missing = {fact for fact in facts if fact not in event.message.text}
        if missing:
            yield f"I6: the mail to debtor {code} lacks {sorted(missing)}"

    def _addressed(self, event: Event) -> Iterator[str]:
        """I17: it is from the mailbox, to the debtor alone."""
        account = self.sandbox.exact.book.account(self._code(event))
        email = event.message.email
        found = {name: [address for _, address in getaddresses(email.get_all(name, []))] for name in ("From", "To")}
        if found != {"From": [self.sandbox.gmail.address], "To": [account.email]}:
            yield f"I17: {found}"
        if email["Cc"] or email["Bcc"]:
            yield "I17: somebody gets a copy"

    def _code(self, event: Event) -> str:
        """Give the debtor that a mail is to: everyone's address begins with `post` and the code."""
        return event.message.header("To").partition("@")[0].removeprefix("post")


def _money(amount: object) -> str:
    return f"€\N{NO-BREAK SPACE}{amount:,.2f}".translate({ord(","): ".", ord("."): ","})


def _day(day: date | None) -> str:
    return f"{day.day} {(*MONTHS, *LAST_MONTHS)[day.month - 1]} {day.year}" if day else ""
