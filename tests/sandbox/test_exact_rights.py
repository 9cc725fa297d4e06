"""What Exact refuses by right: divisions, scopes, roles, methods and places that are not there."""

from collections.abc import Iterator

import httpx
import pytest

from reminder.sandbox.exact.service import Service
from reminder.sandbox.exact.services import ALL
from tests.sandbox.exact_calls import BULK, LIST, Exact, error_text, exact_on_a_socket, good

NO_SCOPE = "Forbidden - Application Scope Violated. Cannot read"


@pytest.fixture
def exact() -> Iterator[Exact]:
    with exact_on_a_socket() as served:
        yield served


def refused(answer: httpx.Response) -> tuple[int, str, str | None]:
    return answer.status_code, error_text(answer), answer.headers.get("reason")


def test_a_division_that_was_not_granted_is_forbidden_with_the_reason(exact: Exact):
    answer = exact.call(LIST, division=999)

    assert refused(answer) == (403, "Forbidden", "NoDivisionAccess")


def test_a_grant_can_be_lost(exact: Exact):
    exact.world.granted.clear()

    assert refused(exact.call(LIST)) == (403, "Forbidden", "NoDivisionAccess")


def test_the_divisions_are_listed_under_any_known_number(exact: Exact):
    exact.world.granted.add(123456)

    (row,) = exact.rows("system/Divisions", {"$filter": "Code eq 123456"})

    assert (row["Code"], row["Description"], row["Currency"]) == (123456, "Acme B.V.", "EUR")
    assert (row["Status"], row["BlockingStatus"], row["Hid"]) == (1, 0, "123456")


def test_a_division_under_maintenance_is_blocked(exact: Exact):
    exact.world.book.division.blocking_status = 1

    assert refused(exact.call(LIST)) == (403, "Forbidden", "DivisionBlocked")
    assert exact.rows("system/Divisions")[0]["BlockingStatus"] == 1


@pytest.mark.parametrize("reason", ["BlockedUser", "LicenseExpired"])
def test_a_blocked_user_is_told_why(exact: Exact, reason: str):
    exact.world.knobs.account_reason = reason

    assert refused(exact.http.get("/api/v1/current/Me")) == (403, "Forbidden", reason)


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("Financial receivables", LIST),
        ("Financial payables", "read/financial/OutstandingInvoicesOverview"),
        ("Financial accounting", "financialtransaction/TransactionLines"),
        ("Crm accounts", "crm/Contacts"),
        ("Organization documents", "documents/Documents"),
    ],
)
def test_a_missing_scope_is_named(exact: Exact, scope: str, path: str):
    exact.world.scopes.discard(scope)

    assert refused(exact.call(path)) == (403, NO_SCOPE, None)


def test_a_user_without_the_role_is_forbidden_in_spite_of_the_scope(exact: Exact):
    exact.world.denied.add(BULK)

    assert refused(exact.call(BULK, {"$select": "ID"})) == (403, "Forbidden", None)
    good(exact.call(LIST))


@pytest.mark.parametrize(
    ("endpoint", "action", "rights"), [("crm/Accounts", "GET", True), ("crm/Accounts", "POST", False)]
)
def test_rights_can_be_asked_for(exact: Exact, endpoint: str, action: str, rights: bool):  # noqa: FBT001
    query = {"endpoint": f"'{endpoint}'", "action": f"'{action}'"}

    answer = good(exact.call("users/UserHasRights", query))

    assert answer == {"d": {"UserHasRights": rights}}
    exact.world.scopes.discard("Crm accounts")
    assert good(exact.call("users/UserHasRights", query)) == {"d": {"UserHasRights": False}}
    assert exact.call("users/UserHasRights").status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "crm/Accounts", 403),
        ("PUT", "cashflow/Receivables", 403),
        ("DELETE", "documents/Documents", 403),
        ("POST", BULK, 405),
        ("DELETE", LIST, 405),
        ("HEAD", LIST, 405),
    ],
)
def test_nothing_can_be_written(exact: Exact, method: str, path: str, status: int):
    before = exact.world.open_totals()

    answer = exact.call(path, method=method)

    assert answer.status_code == status
    assert exact.world.open_totals() == before


@pytest.mark.parametrize("path", ["crm/Nothing", "sync/Cashflow/Receivables", "", "crm/Accounts/x", "current/Me"])
def test_an_unknown_service_is_not_found(exact: Exact, path: str):
    assert exact.call(path).status_code == 404


@pytest.mark.parametrize("path", ["CRM/contacts", "Bulk/crm/CONTACTS", "READ/Financial/receivableslist"])
def test_services_are_found_in_any_letter_case(exact: Exact, path: str):
    good(exact.call(path, {"$top": "1"}))


@pytest.mark.parametrize("service", ALL, ids=lambda service: service.path)
def test_every_service_reads_fields_it_has(service: Service):
    assert set(service.read) <= set(service.fields)
    assert service.key in service.fields
    assert (service.filterable or frozenset()) | service.filter_needed <= set(service.fields)
