"""Whether the calls that are left today cover a pull, told before the pull begins."""

import re
from math import ceil

from reminder.errors import UnavailableError
from reminder.ledgers.exact import queries
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.limits import day_is_too_short
from reminder.ledgers.exact.queries import KEYS_A_CALL, Query
from reminder.ledgers.exact.settings import ExactSettings

MANY = 200
"""Open rows from which on the debtors' lists are counted; debtors of fewer are certainly read in a few calls."""

ROWS_A_CALL = 1_000
BESIDE = 6
"""Calls beside those for rows, debtors and contacts: the bank journals, and the newest line of each."""

PLENTY = 1_000
"""From so many calls left on, customers and contacts are not counted first, which takes two calls."""


def assure_covered(client: ExactClient, settings: ExactSettings, *, rows: int) -> None:
    """Make sure that a pull of so many open rows fits in what is left of the day; UnavailableError when it does not.

    Nothing is said where Exact does not tell what is left.
    """
    found = client.allowance
    left = found.day_left if found else None
    least = ceil(rows / ROWS_A_CALL) + BESIDE
    if found is None or left is None or left >= PLENTY + least:
        return
    needed = least if least > left else least + _for_debtors(client, settings, rows)
    if needed > left:
        raise day_is_too_short(found, needed=needed, rows=rows)


def _for_debtors(client: ExactClient, settings: ExactSettings, rows: int) -> int:
    """Give how many calls customers and contacts, two a debtor, take at most, the counting of their lists included."""
    asked = ((queries.all_customers(), rows), (queries.all_contacts(), 2 * rows))
    if rows <= MANY:
        return sum(_by_key(keys) for _, keys in asked)
    pages = ((ceil(_counted(client, settings, query) / ROWS_A_CALL), keys) for query, keys in asked)
    return len(asked) + sum(min(whole, _by_key(keys)) for whole, keys in pages)


def _by_key(keys: int) -> int:
    """Give the calls in which so many rows are read by key, after a page of a list that brings too few of them."""
    return ceil(keys / KEYS_A_CALL) + (keys > KEYS_A_CALL)


def _counted(client: ExactClient, settings: ExactSettings, query: Query) -> int:
    """Count a list's rows in one call; 0 when Exact does not tell. Source: Exact Online: `/$count` is plain text."""
    counting = Query(service=f"{query.service}/$count", select="ID", filter=query.filter)
    try:
        url = settings.base_url.rstrip("/") + counting.path(settings.division)
        answer = client.download(url, accept="application/json")
    except UnavailableError:
        return 0
    return int(answer) if re.fullmatch(rb"\s*[0-9]{1,9}\s*", answer) else 0
