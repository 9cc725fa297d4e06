"""Whether every service that a run needs may be read, and whether Exact reminds by itself."""

from reminder.errors import ReminderError
from reminder.ledgers.exact import edm, queries
from reminder.ledgers.exact.client import ExactClient
from reminder.ledgers.exact.edm import Row, Unreadable
from reminder.ledgers.exact.queries import Query, any_of
from reminder.ports.ledger import Right

SERVICES = (
    queries.RECEIVABLES,
    queries.ACCOUNTS,
    queries.CONTACTS,
    queries.JOURNALS,
    queries.LINES,
)
OF_DOCUMENTS = (queries.DOCUMENTS, queries.ATTACHMENTS)
NOBODY = "00000000-0000-0000-0000-000000000000"
"""Whose row is asked for: to some apps Exact refuses a list without a filter."""


def rights(client: ExactClient, *, documents: bool) -> tuple[Right, ...]:
    """Ask each service for a row: one call each; those of `documents` only where invoices go along."""
    services = (*SERVICES, *OF_DOCUMENTS) if documents else SERVICES
    asked = [Query(service=service, select="ID", filter=any_of("ID", [NOBODY]), top=1) for service in services]
    return tuple(_right(client, query) for query in [*asked, queries.overview()])


def own_reminders(client: ExactClient) -> tuple[str, ...]:
    """Give the codes of payment conditions that Exact's own credit management works with.

    Source: Exact Online: there is no service that tells of a reminder; a condition names its scenario.
    """
    return tuple(sorted(_code(row) for row in client.rows(queries.payment_conditions()) if _has_scenario(row)))


def _has_scenario(row: Row) -> bool:
    scenario, code = str(row.get("CreditManagementScenario") or ""), row.get("CreditManagementScenarioCode")
    return bool(scenario.strip("0-") or code)


def _code(row: Row) -> str:
    try:
        return edm.shown(row, "Code") or "?"
    except Unreadable:
        return "?"


def _right(client: ExactClient, query: Query) -> Right:
    try:
        next(iter(client.rows(query)), None)
    except ReminderError as error:
        return Right(service=query.service, fault=error.message, hint=error.hint, exit_code=error.exit_code)
    return Right(service=query.service)
