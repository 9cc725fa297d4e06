"""The adapter for Exact against an Exact that goes wrong, on a real socket."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.types import Receive, Scope, Send

from reminder.errors import AuthorisationError, ReminderError, UnavailableError
from reminder.ledgers.exact.limits import MOST_MISTAKES, MOST_TRIES
from reminder.sandbox import fault_actions as go
from reminder.sandbox.bookkeeper import Bookkeeper
from reminder.sandbox.empty_book import empty_books
from reminder.sandbox.exact.knobs import Knobs, Shape
from reminder.sandbox.guide_book import DIVISION
from reminder.sandbox.serve import Server
from tests.contract.exact_connection import TODAY, Connection, connect, connected, settings_for

RECEIVABLES = "Cashflow/Receivables"


@pytest.fixture
def exact() -> Iterator[Connection]:
    with connected() as connection:
        yield connection


def books_with(invoices: int, *, debtors: int = 1) -> Bookkeeper:
    keeper = empty_books(TODAY, code=DIVISION, name="Acme B.V.")
    for number in range(debtors):
        keeper.add_account(str(number), f"Debtor {number}", email=f"a{number}@klant.example")
        keeper.add_contact(str(number), f"P. Persoon{number}", business_email=f"p{number}@klant.example")
    for number in range(invoices):
        keeper.add_invoice(str(number % debtors), "1.00", due=TODAY)
    keeper.bank_line(TODAY)
    return keeper


def in_json(change: Callable[[dict[str, Any]], None]) -> go.Action:
    """Change an answer's JSON on its way."""

    def changed(body: bytes) -> bytes:
        document = json.loads(body)
        change(document["d"])
        return json.dumps(document).encode()

    return go.replace_body(changed)


def pulled(exact: Connection) -> int:
    return len(exact.ledger.open_items(TODAY).receivables)


def test_a_small_book_costs_few_calls(exact: Connection):
    exact.ledger.identity()
    exact.ledger.open_items(TODAY)

    assert len(exact.calls()) <= 7


def test_the_books_agree_with_the_truth(exact: Connection):
    books = exact.ledger.open_items(TODAY)

    assert len(books.receivables) == exact.world.open_count()
    assert sum(each.amount for each in books.receivables) == sum(exact.world.open_totals().values())
    assert books.overview is not None
    assert books.overview.total == sum(each.base_amount for each in books.receivables)


@pytest.mark.fault(62)
@pytest.mark.parametrize("invoices", [0, 1, 59, 60, 61, 1000, 1001])
def test_every_number_of_rows_is_read_whole(invoices: int):
    with connected(books_with(invoices).book) as exact:
        assert pulled(exact) == invoices


@pytest.mark.fault(62)
@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_of_a_list_is_read(shape: Shape):
    with connected(knobs=Knobs(shape=shape)) as exact:
        assert pulled(exact) == exact.world.open_count()


def test_many_debtors_are_read_as_a_list_and_completed_by_key():
    keeper = books_with(230, debtors=230)
    keeper.book.account("7").is_sales = False
    with connected(keeper.book) as exact:
        books = exact.ledger.open_items(TODAY)

        assert {debtor.emails for debtor in books.debtors.values()} == {(f"p{n}@klant.example",) for n in range(230)}
        assert len(exact.calls("CRM/")) == 3


@pytest.mark.fault(54)
@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_passing_fault_is_tried_again(exact: Connection, status: int):
    exact.fault(go.status(status), RECEIVABLES)

    assert pulled(exact) == 18
    assert len(exact.clock.slept) == 1


@pytest.mark.fault(56)
@pytest.mark.parametrize(
    "action", [go.close_before, go.close_after, go.truncate(), go.delay(3), go.replace_body(lambda b: b[:-9])]
)
def test_a_broken_answer_is_asked_for_again(exact: Connection, action: go.Action):
    exact.fault(action, RECEIVABLES)

    assert pulled(exact) == 18


@pytest.mark.fault(54, 66)
def test_maintenance_ends_after_four_tries_and_is_named(exact: Connection):
    exact.fault(go.status(503), RECEIVABLES, every=True)

    with pytest.raises(UnavailableError, match="bulk/Cashflow/Receivables failed 4 times") as caught:
        exact.ledger.open_items(TODAY)

    assert "maintenance" in caught.value.hint
    assert len(exact.calls(RECEIVABLES)) == 4
    assert all(0 <= seconds <= 60 for seconds in exact.clock.slept)
    waits = [step for step in exact.steps.seen if step.startswith("waiting")]
    assert len(waits) == len([seconds for seconds in exact.clock.slept if seconds > 2])


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_refusal_is_never_repeated(exact: Connection, status: int):
    exact.fault(go.status(status), RECEIVABLES, every=True)

    with pytest.raises(ReminderError):
        exact.ledger.open_items(TODAY)

    assert len(exact.calls(RECEIVABLES)) == 1


def test_what_exact_refused_five_times_is_not_asked_again(exact: Connection):
    receivables = exact.ledger.open_items(TODAY).receivables
    exact.fault(in_json(_with_old_stamps), "DocumentAttachments", every=True)

    for _ in range(3):
        assert exact.ledger.documents(receivables) == {}

    refused = [call.status for call in exact.calls("SysAttachment")]
    assert refused == [404] * 5
    assert not exact.world.budget.is_blocked(DIVISION, "docs/sysattachment.aspx")


def _with_old_stamps(content: dict[str, Any]) -> None:
    for row in content["results"]:
        row["Url"] = row["Url"].replace("Stamp=", "Stamp=old")


@pytest.mark.fault(27, 53)
def test_missing_rights_name_service_and_division(exact: Connection):
    exact.world.denied.add("bulk/CRM/Accounts")

    with pytest.raises(AuthorisationError, match=r"bulk/CRM/Accounts in division 123456"):
        exact.ledger.open_items(TODAY)


def test_a_blocked_user_is_told_by_exacts_reason():
    refused = pytest.raises(AuthorisationError, match="LicenseExpired")
    with connected(knobs=Knobs(account_reason="LicenseExpired")) as exact, refused:
        exact.ledger.identity()


@pytest.mark.fault(50)
@pytest.mark.parametrize("action", [go.html_page(), go.content_type("text/plain"), go.content_type("")])
def test_a_page_of_a_proxy_is_not_taken_for_exact(exact: Connection, action: go.Action):
    exact.fault(action, RECEIVABLES)

    with pytest.raises(UnavailableError, match="not from Exact"):
        exact.ledger.open_items(TODAY)


@pytest.mark.fault(57)
def test_a_redirect_is_not_followed_and_its_host_is_named(exact: Connection):
    with Server(exact_elsewhere := _Elsewhere()) as elsewhere:
        exact.fault(go.redirect(f"{elsewhere.url}/login"), RECEIVABLES)

        with pytest.raises(UnavailableError, match=r"127\.0\.0\.1"):
            exact.ledger.open_items(TODAY)

    assert exact_elsewhere.calls == 0


@pytest.mark.fault(59)
def test_a_next_page_on_another_server_never_sees_the_token():
    with connected(books_with(1001).book) as exact, Server(elsewhere := _Elsewhere()) as other:
        exact.fault(in_json(lambda d: d.update(__next=f"{other.url}/api/v1/{DIVISION}/x")), RECEIVABLES)

        with pytest.raises(UnavailableError, match="outside the administration"):
            exact.ledger.open_items(TODAY)

    assert elsewhere.calls == 0


@pytest.mark.fault(59)
def test_pages_in_a_circle_end():
    with connected(books_with(2001).book) as exact:
        first: list[str] = []
        exact.fault(in_json(lambda d: first.append(d["__next"])), RECEIVABLES)
        exact.fault(in_json(lambda d: d.update(__next=first[0])), RECEIVABLES, nth=2)

        with pytest.raises(UnavailableError, match="does not lead to an end"):
            exact.ledger.open_items(TODAY)


@pytest.mark.fault(60)
@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_page_that_vanishes_starts_the_pull_again(status: int):
    with connected(books_with(1001).book) as exact:
        exact.fault(go.status(status), "skiptoken")

        assert pulled(exact) == 1001
        assert len(exact.calls(RECEIVABLES)) == 4


@pytest.mark.fault(60)
def test_a_page_that_keeps_vanishing_ends_the_pull():
    with connected(books_with(1001).book) as exact:
        exact.fault(go.status(404), "skiptoken", every=True)

        with pytest.raises(UnavailableError, match="change while they are read"):
            exact.ledger.open_items(TODAY)


@pytest.mark.fault(61)
def test_a_row_that_comes_twice_counts_once(exact: Connection):
    exact.fault(in_json(lambda d: d["results"].append(d["results"][0])), RECEIVABLES)

    assert pulled(exact) == 18


@pytest.mark.fault(61)
def test_a_row_that_changes_between_pages_starts_the_pull_again(exact: Connection):
    exact.fault(in_json(lambda d: d["results"].append({**d["results"][0], "AmountDC": -1.0})), RECEIVABLES)

    assert pulled(exact) == 18
    assert len(exact.calls(RECEIVABLES)) == 2


@pytest.mark.fault(55)
@pytest.mark.parametrize("action", [go.drip(20), go.drip_headers(20)])
def test_an_answer_without_end_is_cut_off(exact: Connection, action: go.Action):
    exact.fault(action, RECEIVABLES)

    with pytest.raises(UnavailableError, match="too slowly"):
        exact.ledger.open_items(TODAY)


@pytest.mark.fault(56)
def test_a_body_that_unpacks_without_end_is_cut_off(exact: Connection):
    bomb = gzip.compress(b"[" + b" " * 40_000_000)
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    exact.fault(go.status(200, headers=headers, body=bomb), RECEIVABLES)

    with pytest.raises(UnavailableError, match="20 MB"):
        exact.ledger.open_items(TODAY)


@pytest.mark.fault(49)
def test_nobody_at_home_is_not_available():
    with connected() as exact:
        settings = settings_for(exact.world, "http://127.0.0.1:9")
        away = connect(exact.world, exact.faults, server=exact.server, settings=settings)

        with pytest.raises(UnavailableError, match="ConnectError"):
            away.ledger.identity()
        away.ledger.close()


def test_the_minutes_last_calls_are_left_alone(exact: Connection):
    exact.world.limits.use(DIVISION, minute=54)

    assert pulled(exact) == 18
    assert not [call for call in exact.calls() if call.status == 429]
    said = re.compile(r"waiting \d+ s for Exact's limit of calls a minute")
    waits = [step for step in exact.steps.seen if said.fullmatch(step)]
    assert len(waits) == len(exact.clock.slept) == 1


@pytest.mark.fault(51)
def test_a_minute_spent_by_somebody_else_is_waited_for(exact: Connection):
    exact.world.limits.use(DIVISION, minute=60)

    assert pulled(exact) == 18
    assert [seconds for seconds in exact.clock.slept if seconds > 61.5] == []
    assert len(exact.clock.slept) == 1


@pytest.mark.fault(52)
def test_a_spent_day_ends_at_once(exact: Connection):
    exact.world.limits.use(DIVISION, day=5000)

    with pytest.raises(UnavailableError, match="2026-11-24 00:00 UTC"):
        exact.ledger.open_items(TODAY)

    assert exact.clock.slept == []


def test_the_call_after_the_days_last_is_not_made(exact: Connection):
    exact.world.limits.use(DIVISION, day=4999)
    exact.ledger.identity()

    with pytest.raises(UnavailableError, match="2026-11-24 00:00 UTC"):
        exact.ledger.open_items(TODAY)

    assert len(exact.calls()) == 1


@pytest.mark.fault(51)
def test_a_limit_without_headers_is_waited_for_three_times(exact: Connection):
    exact.fault(go.status(429), RECEIVABLES, every=True)

    with pytest.raises(UnavailableError, match="used up"):
        exact.ledger.open_items(TODAY)

    assert exact.clock.slept == [61.0, 61.0, 61.0]


@pytest.mark.fault(24)
def test_a_refused_token_that_may_be_renewed_is_renewed_once():
    with connected(knobs=Knobs(access_token_seconds=1200)) as exact:
        exact.clock.sandbox.advance(seconds=600)
        exact.world.authority.expire_access()

        assert pulled(exact) == 18
        assert len(exact.calls("oauth2/token")) == 1
        assert [call.status for call in exact.calls("Divisions")] == [401, 200]


def test_a_refused_young_token_needs_a_person(exact: Connection):
    exact.world.authority.expire_access()

    with pytest.raises(AuthorisationError) as caught:
        exact.ledger.open_items(TODAY)

    assert caught.value.hint == "run `reminder auth exact -a acme`"
    assert exact.calls("oauth2/token") == []


def test_a_second_refusal_needs_a_person():
    with connected(knobs=Knobs(access_token_seconds=1200)) as exact:
        exact.clock.sandbox.advance(seconds=600)
        exact.fault(go.status(401), every=True)

        with pytest.raises(AuthorisationError, match="new access token as well"):
            exact.ledger.open_items(TODAY)

        assert len(exact.calls("Divisions")) == 2


@pytest.mark.fault(23)
def test_a_long_pull_outlives_its_token():
    with connected(books_with(2001).book) as exact:
        exact.fault(go.meanwhile(lambda: exact.clock.sandbox.advance(seconds=580)), "skiptoken", every=True)

        assert pulled(exact) == 2001
        assert len(exact.calls("oauth2/token")) == 2
        assert {call.status for call in exact.calls("api/v1")} == {200}


def test_a_division_that_is_not_shown_is_named(exact: Connection):
    exact.world.book.division.status = 2

    with pytest.raises(AuthorisationError, match="Division 123456"):
        exact.ledger.identity()


@pytest.mark.fault(65)
def test_the_division_that_a_browser_switched_to_is_never_asked(exact: Connection):
    exact.world.current_division = 654321

    books = exact.ledger.open_items(TODAY)

    assert exact.ledger.identity().division == str(DIVISION)
    assert books.receivables
    assert {call.path.split("/")[3] for call in exact.calls()} == {str(DIVISION)}


def test_the_clocks_are_compared(exact: Connection):
    exact.fault(
        go.status(
            200,
            headers={"content-type": "application/json", "date": "Mon, 23 Nov 2026 07:10:00 GMT"},
            body=b'{"d": [{"Code": 123456, "Description": "Acme B.V.", "Currency": "EUR"}]}',
        ),
        "Divisions",
    )

    skew = exact.ledger.identity().skew

    assert skew is not None
    assert timedelta(minutes=9) < skew <= timedelta(minutes=10)


def test_a_journal_that_fell_behind_holds_the_books_back(exact: Connection):
    keeper = exact.world
    keeper.book.journals.append(replace(keeper.book.journals[0], id=keeper.book.new_id(), code="21"))
    keeper.bank_line(TODAY - timedelta(days=30), journal="21")

    books = exact.ledger.open_items(TODAY)

    assert set(books.journals) == {"20", "21"}
    assert books.books_until == TODAY - timedelta(days=30)


def test_a_journal_out_of_use_does_not_count(exact: Connection):
    keeper = exact.world
    keeper.book.journals.append(replace(keeper.book.journals[0], id=keeper.book.new_id(), code="21"))
    keeper.bank_line(TODAY - timedelta(days=36), journal="21")

    assert set(exact.ledger.open_items(TODAY).journals) == {"20"}


def test_unprocessed_and_future_lines_do_not_count(exact: Connection):
    exact.world.bank_line(TODAY, status=20)
    exact.world.bank_line(TODAY + timedelta(days=9))

    assert exact.ledger.open_items(TODAY).books_until == TODAY - timedelta(days=3)


def test_a_configured_journal_without_lines_leaves_the_books_unknown():
    with connected(bank_journals=("20", "29")) as exact:
        books = exact.ledger.open_items(TODAY)

    assert books.journals == {"20": TODAY - timedelta(days=3), "29": None}
    assert books.books_until is None


def test_documents_cost_one_call_each_and_two_for_forty():
    keeper = empty_books(TODAY, code=DIVISION, name="Acme B.V.")
    keeper.add_account("1", "Groothandel Veel")
    for number in range(41):
        keeper.add_invoice("1", "1.00", due=TODAY, ref=f"F{number}", number=26000000 + number)
        keeper.add_pdf(f"F{number}")
    with connected(keeper.book) as exact:
        receivables = exact.ledger.open_items(TODAY).receivables
        exact.forget()

        found = exact.ledger.documents(receivables)

        assert len(found) == 41
        assert len(exact.calls()) <= 41 + 2 * 2


@pytest.mark.parametrize("action", [go.html_page(), go.status(404), go.status(200, body=b" " * 21_000_000)])
def test_a_file_that_is_no_pdf_is_left_out(exact: Connection, action: go.Action):
    receivables = exact.ledger.open_items(TODAY).receivables
    exact.fault(action, "SysAttachment")

    assert len(exact.ledger.documents(receivables)) == 15


def test_a_file_that_exact_fails_to_give_costs_the_others_nothing(exact: Connection):
    receivables = exact.ledger.open_items(TODAY).receivables
    for nth in range(1, MOST_TRIES + 1):
        exact.fault(go.status(500), "SysAttachment", nth=nth)

    assert len(exact.ledger.documents(receivables)) == 15


def test_files_that_exact_fails_to_give_again_and_again_are_not_asked_for_any_more(exact: Connection):
    receivables = exact.ledger.open_items(TODAY).receivables
    exact.fault(go.status(500), "SysAttachment", every=True)
    exact.forget()

    assert exact.ledger.documents(receivables) == {}
    assert len(exact.calls("SysAttachment")) == MOST_MISTAKES * MOST_TRIES


def test_a_file_on_another_server_is_not_fetched(exact: Connection):
    receivables = exact.ledger.open_items(TODAY).receivables
    with Server(elsewhere := _Elsewhere()) as other:
        exact.fault(in_json(lambda d: d["results"][0].update(Url=f"{other.url}/x?ID=1")), "DocumentAttachments")

        found = exact.ledger.documents(receivables)

    assert len(found) == 15
    assert elsewhere.calls == 0


def test_a_document_of_another_customer_is_never_attached(exact: Connection):
    receivables = exact.ledger.open_items(TODAY).receivables
    strangers = [replace(each, debtor_id="11111111-1111-4111-8111-111111111111") for each in receivables]

    assert exact.ledger.documents(strangers) == {}


def test_of_two_documents_of_one_number_the_one_of_the_year_counts():
    keeper = empty_books(TODAY, code=DIVISION, name="Acme B.V.")
    keeper.add_account("1", "Hotel Amstel")
    keeper.add_invoice("1", "1.00", due=TODAY, ref="F1", number=1001)
    this_year, last_year = keeper.add_pdf("F1"), keeper.add_pdf("F1", files=2)
    last_year.date = this_year.date.replace(year=this_year.date.year - 1)
    with connected(keeper.book) as exact:
        (files,) = exact.ledger.documents(exact.ledger.open_items(TODAY).receivables).values()

    assert [each.filename for each in files] == ["inv1001.PDF"]


@pytest.mark.fault(63)
def test_an_unreadable_row_is_reported_and_its_invoice_left_out(exact: Connection):
    exact.fault(in_json(lambda d: d["results"][0].update(AmountFC=None)), RECEIVABLES)

    books = exact.ledger.open_items(TODAY)

    assert len(books.receivables) == 17
    assert [each.fault for each in books.unreadable] == ["AmountFC is missing"]


@pytest.mark.fault(64)
def test_numbers_that_are_none_are_not_read(exact: Connection):
    nan = go.replace_body(lambda body: re.sub(rb'("RateFC": ?)1\.0', rb"\1NaN", body))
    exact.fault(nan, RECEIVABLES, every=True)

    with pytest.raises(UnavailableError, match="Garbled"):
        exact.ledger.open_items(TODAY)


@pytest.mark.fault(67)
def test_a_payment_between_pull_and_look_is_seen(exact: Connection):
    before = next(each for each in exact.ledger.open_items(TODAY).receivables if each.amount == Decimal("1250.00"))
    exact.fault(go.meanwhile(lambda: exact.world.pay("F2026-0042")), RECEIVABLES)

    assert exact.ledger.still_open([before.debtor_id]).receivables == ()


def test_a_last_look_at_twenty_debtors_is_two_calls():
    with connected(books_with(40, debtors=20).book) as exact:
        debtors = list(exact.ledger.open_items(TODAY).debtors)
        exact.forget()

        exact.ledger.still_open(debtors)

        assert [call.path.rpartition("/")[2] for call in exact.calls()] == ["Receivables", "Accounts"]


def test_a_last_look_sees_a_block_and_a_mark(exact: Connection):
    debtors = {each.code: each.id for each in exact.ledger.open_items(TODAY).debtors.values()}
    exact.world.block("1")
    exact.world.remark("2", "#GEEN-herinnering")

    seen = exact.ledger.still_open(debtors.values()).debtors

    assert [each.code for each in seen.values() if each.blocked] == ["1"]
    assert [each.code for each in seen.values() if each.marked] == ["2"]


def test_rights_are_told_service_by_service(exact: Connection):
    exact.world.denied.add("bulk/Documents/Documents")

    rights = exact.ledger.rights(documents=True)

    assert len(rights) == 8
    assert [right.service for right in rights if right.fault] == ["bulk/Documents/Documents"]


def test_where_invoices_stay_behind_their_documents_are_not_asked_for(exact: Connection):
    exact.world.scopes.discard("Organization documents")

    rights = exact.ledger.rights(documents=False)

    assert [right.service for right in rights if right.fault] == []
    assert exact.calls("Documents") == []


def test_payment_conditions_with_a_scenario_of_exacts_own_are_named(exact: Connection):
    before = exact.ledger.own_reminders()
    condition = exact.world.book.conditions[1]
    condition.scenario = condition.id

    assert before == ()
    assert exact.ledger.own_reminders() == (condition.code,)


def test_without_the_right_to_payment_conditions_the_refusal_names_them(exact: Connection):
    exact.world.scopes.discard("Financial cashflow")

    with pytest.raises(AuthorisationError, match="cashflow/PaymentConditions"):
        exact.ledger.own_reminders()


def test_nothing_but_reading_is_ever_asked(exact: Connection):
    exact.ledger.documents(exact.ledger.open_items(TODAY).receivables)

    assert {call.method for call in exact.calls()} == {"GET"}


def test_only_the_fields_that_are_needed_are_ever_asked_for(exact: Connection):
    exact.ledger.identity()
    exact.ledger.documents(exact.ledger.open_items(TODAY).receivables)
    exact.ledger.rights(documents=True)
    exact.ledger.own_reminders()

    questions = [parse_qs(call.query) for call in exact.calls("api/v1")]
    asked = {name for question in questions for name in question["$select"][0].split(",")}
    personal = ("BSN", "SocialSecurityNumber", "BirthDate", "BankAccounts", "Picture", "Notes", "AddressLine1")
    assert len(asked) < 60
    assert asked.isdisjoint(["*", *personal])


class _Elsewhere:
    """A server that is not Exact and counts who comes by."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.calls += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
