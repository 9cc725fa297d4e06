"""How recent the books are: the newest processed line of each bank journal in use."""

from datetime import date

from reminder.ledgers.exact import edm
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.edm import Unreadable
from reminder.ledgers.exact.queries import bank_journals, newest_line


def journals_in_use(client: ExactClient, *, configured: tuple[str, ...], today: date) -> dict[str, date | None]:
    """Give the newest processed line of each journal by code.

    Configured journals all count, with None when a journal has no line; without a configuration those count that have
    a line in the last 35 days.
    """
    found = configured or tuple(str(row["Code"]) for row in client.rows(bank_journals()) if row.get("Code"))
    codes = tuple(code.strip() for code in found)
    newest = {code: _newest(client, code, today=today, in_use=not configured) for code in codes}
    return newest if configured else {code: day for code, day in newest.items() if day}


def _newest(client: ExactClient, journal: str, *, today: date, in_use: bool) -> date | None:
    rows = list(client.rows(newest_line(journal, today=today, in_use=in_use)))
    try:
        return max((day for row in rows if (day := edm.day(row, "Date"))), default=None)
    except Unreadable:
        return None
