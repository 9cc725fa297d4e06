"""What an answer of Exact says, or why it refuses."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from reminder.errors import AuthorisationError, UnavailableError
from reminder.ledgers.exact.answers import (
    Garbled,
    NotThere,
    Reply,
    error_text,
    parse_json,
    parse_page,
    refusal,
    server_time,
)

JSON = {"content-type": "application/json; charset=utf-8"}


def reply(body: str | bytes, *, status: int = 200, **headers: str) -> Reply:
    content = body.encode() if isinstance(body, str) else body
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=JSON | given, body=content)


@pytest.mark.parametrize(
    ("body", "rows", "following"),
    [
        ('{"d": {"results": [{"ID": 1}], "__next": "https://x/y"}}', ({"ID": 1},), "https://x/y"),
        ('{"d": {"results": []}}', (), ""),
        ('{"d": {"__count": "1", "results": [{"ID": 1}], "__next": null}}', ({"ID": 1},), ""),
        ('{"d": [{"ID": 1}, {"ID": 2}]}', ({"ID": 1}, {"ID": 2}), ""),
        ('{"d": {"ID": 1}}', ({"ID": 1},), ""),
    ],
)
def test_every_shape_of_a_list_is_read(body: str, rows: tuple[object, ...], following: str):
    page = parse_page(reply(body))

    assert (page.rows, page.next) == (rows, following)


def test_money_is_read_without_floats():
    assert parse_json(b'{"AmountDC": 1234567890123456.78}') == {"AmountDC": Decimal("1234567890123456.78")}


@pytest.mark.fault(64)
@pytest.mark.parametrize(
    "body",
    [
        *("NaN", '{"a": Infinity}', '{"a": 1, "a": 2}', '{"d": {"results"', "\xff", "[" * 200_000),
        *('{"a": 1e99999999999999999999}', '{"a": 1e-99999999999999999999}', f'{{"a": {"9" * 5000}}}'),
    ],
)
def test_what_is_no_proper_json_is_garbled(body: str):
    with pytest.raises(Garbled):
        parse_page(reply(body.encode("latin-1")))


@pytest.mark.parametrize(
    "body",
    [
        *("[]", '{"e": 1}', '{"d": "x"}', '{"d": {"results": 3}}', '{"d": [1]}', "null"),
        *('{"d": {"results": [], "__next": {"uri": "https://x/y"}}}', '{"d": {"results": [], "__next": 2}}'),
    ],
)
def test_json_of_somebody_else_is_not_from_exact(body: str):
    with pytest.raises(UnavailableError, match="not from Exact"):
        parse_page(reply(body))


def test_a_page_of_a_proxy_is_not_from_exact():
    with pytest.raises(UnavailableError, match="not from Exact"):
        parse_page(reply("<html>", content_type="text/html"))


def test_a_refusal_without_rights_names_service_division_and_reason():
    error = refusal(
        reply("", status=403, reason="NoDivisionAccess"),
        service="bulk/CRM/Accounts",
        division=123456,
        administration="acme",
    )

    assert isinstance(error, AuthorisationError)
    assert error.message == "Exact gives no access to bulk/CRM/Accounts in division 123456: NoDivisionAccess"


def test_a_missing_scope_is_told_in_exacts_words():
    body = json.dumps(
        {"error": {"code": "", "message": {"lang": "", "value": "Forbidden - Application Scope Violated"}}}
    )

    assert (
        "Application Scope Violated"
        in refusal(reply(body, status=403), service="x", division=1, administration="acme").message
    )


def test_a_refused_question_shows_exacts_text_without_what_it_quotes():
    text = "Filter 'Name eq J. Jansen' of a@klant.example is wrong"
    body = json.dumps({"error": {"message": {"value": text}}})

    error = refusal(reply(body, status=400), service="bulk/CRM/Accounts", division=1, administration="acme")

    assert error.exit_code == 6
    assert error.message == "Exact refuses the question to bulk/CRM/Accounts (400): Filter '…' of … is wrong"


@pytest.mark.parametrize(
    "secret", ["stampNL001." + "x" * 40, "refresh_token=short", "Bearer short", "a " * 145 + "stampNL001." + "x" * 40]
)
def test_a_refused_question_shows_no_secret_that_exact_repeats(secret: str):
    told = error_text(json.dumps({"error": {"message": {"value": f"No such token {secret}"}}}).encode())

    assert told.startswith("No such token")
    assert not any(each in told for each in ("stampNL", "short"))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error": "x"}', b'{"error": {"message": {"value": " "}}}', b"[]"])
def test_a_refusal_without_a_text_says_so(body: bytes):
    assert error_text(body) == "no reason given"


@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://evil.example/login?a=b", "evil.example"),
        ("http://u:p@evil.example:81/", "evil.example"),
        ("/login", "unknown"),
        ("http://[", "unknown"),
    ],
)
def test_a_redirect_names_the_host_alone(location: str, named: str):
    error = refusal(reply("", status=302, location=location), service="x", division=1, administration="acme")

    assert error.exit_code == 6
    assert f"({named})" in error.message


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_told_apart(status: int):
    assert isinstance(refusal(reply("", status=status), service="x", division=1, administration="acme"), NotThere)


@pytest.mark.parametrize(
    "date", ["Mon, 23 Nov 2026 07:00:00 GMT", "Mon, 23 Nov 2026 07:00:00 -0000", "23 Nov 2026 07:00:00"]
)
def test_a_time_without_a_zone_is_utc(date: str):
    assert server_time({"date": date}) == datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize("headers", [{}, {"date": "yesterday"}])
def test_a_server_may_tell_no_time(headers: dict[str, str]):
    assert server_time(headers) is None
