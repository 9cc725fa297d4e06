"""What the Gmail adapter accepts as its settings."""

from typing import Any

import pytest

from reminder.errors import ConfigError
from reminder.mailboxes.gmail.settings import COMPOSE, INSERT, READONLY, GmailSettings, oauth_client, scopes

SECTION = {
    "client_id": "123.apps.googleusercontent.com",
    "client_secret": "GOCSPX-secret",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
}
KEY = {"client_email": "x@y.iam.gserviceaccount.com", "private_key": "---", "token_uri": SECTION["token_uri"]}


def settings(**changes: Any) -> GmailSettings:  # noqa: ANN401 - any field
    return GmailSettings(**{"address": "administratie@acme.example", "client": {"installed": SECTION}, **changes})


@pytest.mark.parametrize(
    ("read", "digest", "wanted"),
    [
        (False, False, (COMPOSE,)),
        (True, False, (COMPOSE, READONLY)),
        (False, True, (COMPOSE, INSERT)),
        (True, True, (COMPOSE, READONLY, INSERT)),
    ],
)
def test_no_more_is_asked_than_is_needed(read: bool, digest: bool, wanted: tuple[str, ...]):  # noqa: FBT001
    assert scopes(settings(read=read, digest=digest)) == wanted


@pytest.mark.parametrize("kind", ["installed", "web"])
def test_both_kinds_of_client_are_read(kind: str):
    client = oauth_client(settings(client={kind: SECTION}))

    assert (client.client_id, client.token_uri) == (SECTION["client_id"], SECTION["token_uri"])


@pytest.mark.parametrize("client", [None, {}, {"other": SECTION}, {"installed": "x"}, SECTION])
def test_a_file_that_is_no_client_is_refused(client: Any):  # noqa: ANN401 - any JSON
    with pytest.raises(ConfigError, match="installed"):
        settings(client=client)


@pytest.mark.parametrize("key", SECTION)
@pytest.mark.parametrize("value", [None, "", 7])
def test_a_client_that_lacks_something_is_refused(key: str, value: Any):  # noqa: ANN401 - any JSON
    with pytest.raises(ConfigError, match=key):
        settings(client={"installed": {**SECTION, key: value}})


@pytest.mark.parametrize("key", KEY)
def test_a_service_account_that_lacks_something_is_refused(key: str):
    with pytest.raises(ConfigError, match=key):
        settings(client=None, service_account={**KEY, key: ""})


@pytest.mark.parametrize("url", ["http://127.0.0.1:8001", "http://localhost:1", "http://[::1]:1", "https://x.example"])
def test_plain_http_is_for_loopback(url: str):
    assert settings(api_endpoint=url).api_endpoint == url


BAD_URLS = [
    "http://gmail.example",
    "http://127.0.0.1.evil.example",
    "ftp://127.0.0.1",
    "",
    "https://",
    "//x",
    "http://[",
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_plain_http_elsewhere_is_refused(url: str):
    with pytest.raises(ConfigError, match="api_endpoint"):
        settings(api_endpoint=url)


@pytest.mark.parametrize("key", ["auth_uri", "token_uri"])
def test_plain_http_elsewhere_is_refused_in_the_client(key: str):
    with pytest.raises(ConfigError, match=key):
        settings(client={"installed": {**SECTION, key: "http://accounts.example/x"}})


def test_plain_http_elsewhere_is_refused_in_a_service_account():
    with pytest.raises(ConfigError, match="token_uri"):
        settings(client=None, service_account={**KEY, "token_uri": "http://token.example"})


def test_secrets_are_not_shown():
    shown = f"{settings()!r} {oauth_client(settings())!r} {settings(client=None, service_account=KEY)!r}"

    assert "secret" not in shown.replace("client_secret", "")
    assert "---" not in shown


def test_the_hint_names_the_administration_when_there_is_one():
    assert settings(administration="acme").hint == "run `reminder auth gmail -a acme`"
    assert settings().hint == "run `reminder auth gmail`"
