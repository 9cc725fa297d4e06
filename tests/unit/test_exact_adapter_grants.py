"""Answers of the token endpoint, the codes of a consent, and where both come from."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reminder.errors import AuthorisationError, ConfigError, StoreError, UsageError
from reminder.ledgers.exact.answers import Garbled
from reminder.ledgers.exact.consent import authorize_url, read_code
from reminder.ledgers.exact.grants import BadField, Denial, Denied, parse_grant
from reminder.ledgers.exact.journal import FileTokenJournal
from reminder.ledgers.exact.settings import ExactSettings

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
GOOD: dict[str, Any] = {"access_token": "a!b", "refresh_token": "r!s", "token_type": "bearer", "expires_in": "600"}


def settings(**changes: Any) -> ExactSettings:  # noqa: ANN401 - any setting
    usual: dict[str, Any] = {
        "base_url": "https://start.exactonline.nl",
        "division": 1,
        "client_id": "an-app",
        "client_secret": "hunter2",
        "redirect_uri": "https://localhost.example/callback",
    }
    return ExactSettings(**usual | changes)


@pytest.mark.parametrize("seconds", ["600", 600, 600.0, "600.0"])
def test_a_pair_lives_from_before_the_request(seconds: object):
    grant = parse_grant(200, json.dumps(GOOD | {"expires_in": seconds}).encode())

    token = grant.token(asked=NOW, answered=NOW + timedelta(seconds=35))

    assert token.expires_at == NOW + timedelta(seconds=600)
    assert token.issued_at == NOW + timedelta(seconds=35)


@pytest.mark.parametrize("seconds", [0, "0", -600, "-1", 10**9, "10 minutes", None, True, 1.5, [600]])
def test_a_life_that_makes_no_sense_is_named(seconds: object):
    with pytest.raises(BadField, match=r"^expires_in$"):
        parse_grant(200, json.dumps(GOOD | {"expires_in": seconds}).encode())


@pytest.mark.parametrize("field", ["access_token", "refresh_token"])
@pytest.mark.parametrize("value", ["", None, 3, "a b", "a\nb"])
def test_a_missing_token_is_named(field: str, value: object):
    with pytest.raises(BadField, match=f"^{field}$"):
        parse_grant(200, json.dumps(GOOD | {field: value}).encode())


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"access_token": "a', b"[]"])
def test_an_answer_that_is_no_json_object_is_garbled(body: bytes):
    with pytest.raises(Garbled):
        parse_grant(200, body)


@pytest.mark.parametrize(
    ("status", "error", "text", "denial"),
    [
        (400, "access_denied", "Rate limit exceeded: access_token not expired", Denial.TOO_EARLY),
        (401, "access_denied", "Rate limit exceeded: access_token not expired", Denial.TOO_EARLY),
        (401, "unauthorized_client", "Old refresh token used.", Denial.USED),
        (400, "unauthorized_client", "Old refresh token used.", Denial.USED),
        (400, "invalid_request", "The refresh token expired at 10/1/2026 1:00:00 PM and it is now", Denial.EXPIRED),
        (400, "invalid_grant", "Token is not allowed, because of invalid or empty chainId", Denial.BROKEN),
        (400, "invalid_client", "", Denial.CLIENT),
        (500, "", "", Denial.BUSY),
        (429, "", "", Denial.BUSY),
    ],
)
def test_the_text_decides_what_a_refusal_means(status: int, error: str, text: str, denial: Denial):
    body = json.dumps({"error": error, "error_description": text}).encode()

    with pytest.raises(Denied) as caught:
        parse_grant(status, body)

    assert caught.value.denial is denial


def test_the_reason_header_alone_tells_too_early():
    with pytest.raises(Denied) as caught:
        parse_grant(400, b"", reason="TooEarlyToRefreshTokens: wait")

    assert caught.value.denial is Denial.TOO_EARLY


def test_the_authorize_page_gets_what_it_needs():
    url = authorize_url(settings(), state="s+1")

    assert url == (
        "https://start.exactonline.nl/api/oauth2/auth?client_id=an-app&redirect_uri=https://localhost.example"
        "/callback&response_type=code&state=s%2B1&force_login=0"
    )


@pytest.mark.parametrize(
    "pasted",
    [
        "https://localhost.example/callback?code=stampNL001.a%21b%2Bc&state=mine",
        "  https://localhost.example/callback?state=mine&code=stampNL001.a%21b%2Bc\n",
        "?code=stampNL001.a%21b%2Bc&state=mine",
        "stampNL001.a%21b%2Bc",
        "stampNL001.a!b+c",
    ],
)
def test_a_code_is_decoded_exactly_once(pasted: str):
    assert read_code(pasted, state="mine") == "stampNL001.a!b+c"


@pytest.mark.parametrize(
    "pasted",
    [
        "https://localhost.example/callback?code=x&state=other",
        "https://localhost.example/callback?code=x",
        "https://localhost.example/callback?state=mine",
        "https://localhost.example/callback",
        "",
        "two words",
    ],
)
def test_a_code_of_another_attempt_or_none_is_refused(pasted: str):
    with pytest.raises(UsageError):
        read_code(pasted, state="mine")


def test_access_not_given_is_said():
    with pytest.raises(AuthorisationError, match="access_denied"):
        read_code("https://localhost.example/callback?error=access_denied&state=mine", state="mine")


@pytest.mark.fault(121)
@pytest.mark.parametrize(
    "base_url",
    [
        "http://start.exactonline.nl",
        "http://127.0.0.1.evil.example",
        "https://start.exactonline.nl/api",
        "https://u@start.exactonline.nl",
        "ftp://localhost",
        "start.exactonline.nl",
        "",
    ],
)
def test_an_address_that_could_give_secrets_away_is_refused(base_url: str):
    with pytest.raises(ConfigError):
        settings(base_url=base_url)


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://localhost:1/", "https://start.exactonline.be"])
def test_https_and_loopback_are_fine(base_url: str):
    assert settings(base_url=base_url).base_url == base_url


def test_settings_do_not_show_the_secret():
    assert "hunter2" not in repr(settings())


def test_a_journal_is_the_owners_alone_and_gone_when_wiped(tmp_path: Path):
    path = tmp_path / "exact.journal"
    journal = FileTokenJournal(path)
    journal.append(b"ab")
    journal.append(b"c")
    kept, mode = journal.read(), path.stat().st_mode & 0o777

    journal.wipe()

    assert (kept, mode) == (b"abc", 0o600)
    assert not path.exists()
    assert journal.read() == b""


def test_a_journal_without_a_folder_is_a_fault_of_the_store(tmp_path: Path):
    journal = FileTokenJournal(tmp_path / "none" / "exact.journal")

    with pytest.raises(StoreError):
        journal.append(b"a")


def test_a_journal_does_not_follow_a_link(tmp_path: Path):
    (tmp_path / "exact.journal").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StoreError):
        FileTokenJournal(tmp_path / "exact.journal").append(b"a")
