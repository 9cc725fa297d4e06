"""Exact's query options: what they find, and the words in which the rest is refused."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from reminder.sandbox.exact.edm import Edm
from reminder.sandbox.exact.errors import Refused
from reminder.sandbox.exact.knobs import Knobs
from reminder.sandbox.exact.odata_filter import parse_filter
from tests.sandbox.exact_calls import BULK, LIST, Exact, exact_on_a_socket, good

SYNTAX = "Bad Request - Error in query syntax."
SELECT = "Please add a $select or a $top=1 statement to the query string."
ACCOUNTS = "crm/Accounts"
CASHFLOW = "cashflow/Receivables"
BAKERY = "Code eq '                 1'"


@pytest.fixture(scope="module")
def served() -> Iterator[Exact]:
    with exact_on_a_socket() as served:
        yield served


@pytest.fixture
def exact(served: Exact) -> Exact:
    served.clock.advance(hours=2)
    served.use(served.world.grant())
    return served


def names(exact: Exact, condition: str) -> list[str]:
    rows = exact.rows(ACCOUNTS, {"$filter": condition, "$select": "Name", "$orderby": "Name"})
    return [row["Name"] for row in rows]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (BAKERY, ["Bakkerij De Gouden Croissant"]),
        ("Code eq '1'", []),
        ("trim(Code) eq '1'", ["Bakkerij De Gouden Croissant"]),
        ("Name eq 'Schildersbedrijf Kwast & Zn.'", ["Schildersbedrijf Kwast & Zn."]),
        ("Name eq 'O''Neill'", []),
        ("startswith(Name,'Hotel') eq true", ["Hotel Amstel"]),
        ("startswith(Name, 'Hotel')", ["Hotel Amstel"]),
        ("substringof('croissant',Name) eq true", ["Bakkerij De Gouden Croissant"]),
        ("Name eq 'Hotel Amstel' or Name eq 'Kapsalon Krul' and Blocked eq true", ["Hotel Amstel"]),
        ("(Name eq 'Hotel Amstel' or Name eq 'Kapsalon Krul') and Blocked eq true", []),
        ("((trim(Code) eq '1')) and Status ne 'P'", ["Bakkerij De Gouden Croissant"]),
        ("Email eq null", ["Marktkraam Zonneschijn"]),
        (
            "Name gt 'S' and Name le 'Sportschool Fit & Fris'",
            ["Schildersbedrijf Kwast & Zn.", "Sportschool Fit & Fris"],
        ),
        ("Created lt datetime'2019-12-31T23:59:59' and Name ne ''", []),
    ],
)
def test_a_filter_finds(exact: Exact, condition: str, expected: list[str]):
    found = names(exact, condition)

    assert found == expected


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("Status eq 50", 2),
        ("Status ge 20 and Status lt 50", 18),
        ("IsFullyPaid eq true", 2),
        ("InvoiceNumber eq 26000042L", 1),
        ("DueDate eq datetime'2026-11-02' and IsFullyPaid eq false", 1),
        ("DueDate eq datetime'2026-11-02T00:00:00'", 1),
        ("DueDate ge datetime'2026-11-23' and Status eq 20", 2),
    ],
)
def test_a_filter_counts_the_right_terms(exact: Exact, condition: str, count: int):
    rows = exact.rows(CASHFLOW, {"$select": "ID", "$filter": condition})

    assert len(rows) == count


def test_forty_guids_fit_in_one_filter(exact: Exact):
    known = list(exact.world.book.accounts)[:3]
    wanted = [*known, *(uuid4() for _ in range(37))]

    rows = exact.rows(ACCOUNTS, {"$select": "ID", "$filter": " or ".join(f"ID eq guid'{key}'" for key in wanted)})

    assert {row["ID"] for row in rows} == {str(key) for key in known}


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("", SYNTAX),
        ("Nmae eq 'x'", SYNTAX),
        ("name eq 'x'", SYNTAX),
        ("Name eq", SYNTAX),
        ("Name eq 'x", SYNTAX),
        ("Name like 'x'", SYNTAX),
        ("not (Name eq 'x')", SYNTAX),
        ("(Name eq 'x'", SYNTAX),
        ("Name eq 'x')", SYNTAX),
        ("Name", SYNTAX),
        ("length(Name) eq 3", SYNTAX),
        ("startswith(Name) eq true", SYNTAX),
        ("BankAccounts eq null", SYNTAX),
        ("Code eq 1", "Operator 'eq' incompatible with operand types 'Edm.String' and 'Edm.Int32' at position 5."),
        ("ID eq 'x'", "Operator 'eq' incompatible with operand types 'Edm.Guid' and 'Edm.String' at position 3."),
        ("ID eq guid'12'", "Unrecognized 'Edm.Guid' literal 'guid'12'' at '6' in 'ID eq guid'12''."),
        (
            "Created ge datetime'yesterday'",
            "Unrecognized 'Edm.DateTime' literal 'datetime'yesterday'' at '11' in 'Created ge datetime'yesterday''.",
        ),
    ],
)
def test_a_wrong_filter_is_refused(condition: str, text: str):
    fields = {"Name": Edm.STRING, "Code": Edm.STRING, "ID": Edm.GUID, "Created": Edm.DATETIME}

    with pytest.raises(Refused) as refused:
        parse_filter(condition, {**fields, "BankAccounts": Edm.COLLECTION})

    assert (refused.value.status, refused.value.text) == (400, text)


@pytest.mark.parametrize(
    "query",
    [
        {"$select": "Name,Emial"},
        {"$select": "*"},
        {"$select": ""},
        {"$orderby": "Nmae"},
        {"$orderby": "Name up"},
        {"$orderby": "BankAccounts"},
        {"$top": "-1"},
        {"$top": "many"},
        {"$inlinecount": "yes"},
        {"$skip": "60"},
        {"$expand": "BankAccounts"},
        {"$Select": "Name"},
        {"page": "2"},
        {"$skiptoken": "soon"},
        {"$skiptoken": "5"},
        {"$filter": ""},
    ],
)
def test_an_option_that_is_unknown_or_wrong_is_a_400(exact: Exact, query: dict[str, str]):
    text = exact.text_of(ACCOUNTS, {"$filter": BAKERY} | query)

    assert text == SYNTAX


def test_an_option_given_twice_is_a_400(exact: Exact):
    answer = exact.http.get("/api/v1/123456/crm/Contacts?$top=1&$top=2")

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["select", "filter", "top", "skip"])
def test_an_option_without_its_dollar_sign_is_an_empty_503(exact: Exact, name: str):
    answer = exact.call(LIST, {name: "1"})

    assert (answer.status_code, answer.content) == (503, b"")


@pytest.mark.parametrize(
    "path",
    [
        "bulk/Cashflow/Receivables",
        "bulk/CRM/Accounts",
        "bulk/CRM/Contacts",
        "bulk/Documents/Documents",
        "bulk/Documents/DocumentAttachments",
        "bulk/Financial/TransactionLines",
        "cashflow/Receivables",
    ],
)
def test_bulk_services_and_receivables_want_a_select_unless_for_one_row(exact: Exact, path: str):
    assert exact.text_of(path, {"$top": "2"}) == SELECT
    good(exact.call(path, {"$top": "1"}))


@pytest.mark.parametrize(
    ("path", "condition", "fields"),
    [
        (BULK, "IsFullyPaid eq false", "IsFullyPaid"),
        (BULK, "Status eq 20 and (Modified ge datetime'2026-01-01' or DueDate eq null)", "DueDate, Modified"),
        ("bulk/CRM/Accounts", "Classification1 eq null", "Classification1"),
        ("bulk/CRM/Contacts", "Email eq null", "Email"),
        ("bulk/Documents/DocumentAttachments", "FileName eq 'x'", "FileName"),
    ],
)
def test_bulk_services_filter_on_few_fields(exact: Exact, path: str, condition: str, fields: str):
    text = exact.text_of(path, {"$select": "ID", "$filter": condition})

    assert text == f"Filtering on these fields is not supported: {fields}"


def test_other_services_refuse_a_filter_in_other_words(exact: Exact):
    text = exact.text_of(CASHFLOW, {"$select": "ID", "$filter": "YourRef eq 'F2026-0042'"})

    assert text == "This $filter parameter is not supported for this resource"


@pytest.mark.parametrize("query", [{}, {"$top": "1"}, {"$filter": "Remarks eq 'x'"}])
def test_accounts_want_a_filter_on_one_of_their_fields(exact: Exact, query: dict[str, str]):
    text = exact.text_of(ACCOUNTS, query)

    assert "AccountManager" in text
    assert "VATNumber" in text


def test_accounts_can_be_told_to_go_without_a_filter():
    with exact_on_a_socket(knobs=Knobs(accounts_need_filter=False)) as exact:
        rows = exact.rows(ACCOUNTS, {"$select": "Name"})

        assert len(rows) == len(exact.world.book.accounts)


def test_a_function_wants_its_parameter(exact: Exact):
    account = exact.world.book.account("13").id

    assert exact.text_of("read/financial/ReceivablesListByAccount") == SYNTAX
    assert exact.text_of("read/financial/ReceivablesListByAccount", {"accountId": "'x'"}) == SYNTAX
    rows = exact.rows("read/financial/ReceivablesListByAccount", {"accountId": f"guid'{account}'"})
    assert {row["YourRef"] for row in rows} == {"F2026-0031", "F2026-0039", "F2026-0052"}


def test_the_newest_processed_bank_line_is_one_call(exact: Exact):
    condition = "JournalCode eq '20' and Status eq 50 and Date ge datetime'2026-10-19'"
    query = {"$filter": condition, "$orderby": "Date desc", "$top": "1", "$select": "Date,JournalCode,Status"}

    rows = exact.rows("financialtransaction/TransactionLines", query)

    assert [row["Date"] for row in rows] == ["/Date(1795132800000)/"]
