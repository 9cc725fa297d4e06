"""The last look at the ledger before a mail is sent, never older than a minute."""

from collections.abc import Iterable, Sequence

from reminder.app.office import Office, Order
from reminder.model.books import Books, Debtor, Receivable
from reminder.model.reminder import Attempt
from reminder.rules.identity import recognise

FRESH_SECONDS = 60.0
DEBTORS_AT_ONCE = 20


class LastLook:
    """Looks at a few debtors at once, ahead of their turn, and again when what it saw is too old."""

    def __init__(self, office: Office, order: Order, *, debtors: Sequence[str]) -> None:
        self._office = office
        self._order = order
        self._debtors = list(dict.fromkeys(debtors))
        self._seen: dict[str, tuple[float, Books]] = {}

    def objection(self, attempt: Attempt) -> str:
        """Say why a mail must not go any more; empty when the ledger still says what the mail says."""
        books = self._books(attempt.debtor_id)
        debtor = books.debtors.get(attempt.debtor_id)
        rows = [each for each in books.receivables if each.debtor_id == attempt.debtor_id]
        return _objection(attempt, debtor, [each for each in rows if each.currency == attempt.currency])

    def _books(self, debtor_id: str) -> Books:
        now = self._office.clock.monotonic()
        seen = self._seen.get(debtor_id)
        if seen is None or now - seen[0] > FRESH_SECONDS:
            start = self._debtors.index(debtor_id)
            self._look(self._debtors[start : start + DEBTORS_AT_ONCE], now)
        return self._seen[debtor_id][1]

    def _look(self, debtors: Sequence[str], now: float) -> None:
        books = self._office.ledger.still_open(debtors)
        known = self._office.memory.instalments()
        rows = recognise(books.receivables, known)
        for each in debtors:
            self._seen[each] = (now, Books(receivables=rows, debtors=books.debtors, currency=books.currency))


def _objection(attempt: Attempt, debtor: Debtor | None, rows: Iterable[Receivable]) -> str:
    now = {each.key: each for each in rows}
    listed = {item.receivable for item in attempt.items}
    if not listed <= now.keys():
        return "paid"
    checks = (
        (debtor is None or debtor.blocked or debtor.marked, "blocked"),
        (any(now[key].collecting for key in listed), "direct-debit"),
        (
            any(now[item.receivable].amount != item.amount for item in attempt.items if item.receivable in now),
            "changed",
        ),
        (any(each.credit and key not in listed for key, each in now.items()), "credited"),
    )
    return next((reason for applies, reason in checks if applies), "")
