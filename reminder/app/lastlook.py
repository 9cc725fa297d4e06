"""The last look at the ledger before a mail is sent, never older than a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reminder.app.office import Office
from reminder.model.books import Books, Debtor, Receivable
from reminder.model.reminder import Attempt
from reminder.rules.identity import recognise

FRESH_SECONDS = 55.0
"""A look may be this old when a mail's turn comes; sending it takes the rest of the minute at most."""
DEBTORS_AT_ONCE = 20


class LastLook:
    """Looks at a few debtors at once, ahead of their turn, and again when what it saw is too old.

    `planned` are the books that the mails were written from: what differs from them is an objection.
    """

    def __init__(self, office: Office, planned: Books, *, debtors: Sequence[str]) -> None:
        self._office = office
        self._planned = planned
        self._debtors = list(dict.fromkeys(debtors))
        self._seen: dict[str, tuple[float, Books]] = {}

    def objection(self, attempt: Attempt) -> str:
        """Say why a mail must not go any more; empty when the ledger still says what the mail was written from."""
        before = _facts(self._planned, attempt.debtor_id)
        now = _facts(self._books(attempt.debtor_id), attempt.debtor_id)
        return _objection(attempt, before, now)

    def _books(self, debtor_id: str) -> Books:
        if self._stale(debtor_id):
            self._look(debtor_id)
        if self._stale(debtor_id):  # that look waited for the ledger's limit of calls; now there is room for another
            self._look(debtor_id)
        return self._seen[debtor_id][1]

    def _stale(self, debtor_id: str) -> bool:
        seen = self._seen.get(debtor_id)
        return seen is None or self._office.clock.monotonic() - seen[0] > FRESH_SECONDS

    def _look(self, debtor_id: str) -> None:
        now, start = self._office.clock.monotonic(), self._debtors.index(debtor_id)
        debtors = self._debtors[start : start + DEBTORS_AT_ONCE]
        books = self._office.ledger.still_open(debtors)
        rows = recognise(books.receivables, self._office.memory.instalments())
        for each in debtors:
            self._seen[each] = (now, Books(receivables=rows, debtors=books.debtors, currency=books.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """A debtor as a ledger shows it: itself, and what is open by key."""

    debtor: Debtor | None
    rows: Mapping[str, Receivable]

    def credited_since(self, before: "_Facts") -> bool:
        known = {key: row.amount for key, row in before.rows.items()}
        return any(row.amount < known.get(key, 0) for key, row in self.rows.items() if row.credit)


def _facts(books: Books, debtor_id: str) -> _Facts:
    rows = {each.key: each for each in books.receivables if each.debtor_id == debtor_id}
    return _Facts(debtor=books.debtors.get(debtor_id), rows=rows)


def _objection(attempt: Attempt, before: _Facts, now: _Facts) -> str:
    listed = [item.receivable for item in attempt.items]
    if any(key not in now.rows for key in listed):
        return "paid"
    mailed = {item.receivable: item.amount for item in attempt.items}
    checks = (
        (now.debtor is None or now.debtor.blocked or now.debtor.marked, "blocked"),
        (any(now.rows[key].collecting for key in listed), "direct-debit"),
        (any(now.rows[key].amount != amount for key, amount in mailed.items()), "changed"),
        (any(_differs(now.rows[key], before.rows.get(key)) for key in listed), "changed"),
        (now.credited_since(before), "credited"),
        (_address(now.debtor) != _address(before.debtor), "address-changed"),
    )
    return next((reason for applies, reason in checks if applies), "")


def _differs(now: Receivable, before: Receivable | None) -> bool:
    return before is None or (now.currency, now.due_date) != (before.currency, before.due_date)


def _address(debtor: Debtor | None) -> tuple[str, ...] | None:
    return debtor.emails if debtor else None
