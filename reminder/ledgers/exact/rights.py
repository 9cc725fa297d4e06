"""Whether every service that a run needs may be read."""

from dataclasses import dataclass

from reminder.errors import ReminderError
from reminder.ledgers.exact import queries
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.queries import Query

SERVICES = (
    queries.RECEIVABLES,
    queries.ACCOUNTS,
    queries.CONTACTS,
    queries.JOURNALS,
    queries.LINES,
    queries.DOCUMENTS,
    queries.ATTACHMENTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One service, and why it cannot be read; `fault` is empty when it can."""

    service: str
    fault: str = ""
    hint: str = ""


def rights(client: ExactClient) -> tuple[Right, ...]:
    """Ask each service for one row: one call each."""
    asked = [Query(service=service, select="ID", top=1) for service in SERVICES]
    return tuple(_right(client, query) for query in [*asked, queries.overview()])


def _right(client: ExactClient, query: Query) -> Right:
    try:
        next(iter(client.rows(query)), None)
    except ReminderError as error:
        return Right(service=query.service, fault=error.message, hint=error.hint)
    return Right(service=query.service)
