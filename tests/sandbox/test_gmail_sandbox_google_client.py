"""The real Google client against the sandbox: it must accept every answer as it is."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from json import loads
from typing import Any

import httplib2
import pytest
from google.auth.exceptions import RefreshError
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from google_auth_oauthlib.flow import Flow
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from tests.sandbox.gmail_calls import OWN, Gmail, a_mail, decoded, encoded, gmail_on_a_socket

COMPOSE = "https://www.googleapis.com/auth/gmail.compose"
MODIFY = "https://www.googleapis.com/auth/gmail.modify"


@pytest.fixture
def gmail() -> Iterator[Gmail]:
    with gmail_on_a_socket() as served:
        yield served


@pytest.fixture
def users_of(gmail: Gmail) -> Iterator[Callable[..., Any]]:
    """Make clients that are closed after the test."""
    with ExitStack() as stack:
        yield lambda credentials: stack.enter_context(users_with(gmail, credentials))


def credentials_for(gmail: Gmail, scope: str = MODIFY) -> Credentials:
    client = gmail.world.google_client_json(gmail.url)["installed"]
    return Credentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token=gmail.world.grant([scope]),
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        scopes=[scope],
    )


def reason_of(error: HttpError) -> str:
    return str(loads(error.content)["error"]["errors"][0]["reason"])


@contextmanager
def users_with(gmail: Gmail, credentials: Any) -> Iterator[Any]:  # noqa: ANN401 - any kind of credentials
    http = AuthorizedHttp(credentials, http=httplib2.Http(timeout=10))
    endpoint = {"api_endpoint": gmail.url}
    service = build("gmail", "v1", http=http, static_discovery=True, client_options=endpoint, cache_discovery=False)
    try:
        yield service.users()
    finally:
        http.close()


def test_the_client_refreshes_and_reads_the_profile(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    assert users_of(credentials_for(gmail, COMPOSE)).getProfile(userId="me").execute()["emailAddress"] == OWN


def test_googles_own_consent_flow_gets_its_tokens(gmail: Gmail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    client = gmail.world.google_client_json(gmail.url)
    flow = Flow.from_client_config(client, [COMPOSE], redirect_uri="http://localhost:8765/")

    with flow.oauth2session:
        url, state = flow.authorization_url(access_type="offline", prompt="consent")
        redirected = gmail.http.get(url).headers["location"]
        flow.fetch_token(authorization_response=redirected)

    assert f"state={state}" in redirected
    assert flow.credentials.granted_scopes == [COMPOSE]
    assert flow.credentials.refresh_token


def test_the_client_makes_reads_and_deletes_a_draft(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    drafts = users_of(credentials_for(gmail, COMPOSE)).drafts()

    made = drafts.create(userId="me", body={"message": {"raw": encoded(a_mail())}}).execute()
    listed = drafts.list(userId="me", q="factuur").execute()
    raw = decoded(drafts.get(userId="me", id=made["id"], format="raw").execute()["message"]["raw"])
    deleted = drafts.delete(userId="me", id=made["id"]).execute()

    assert [draft["id"] for draft in listed["drafts"]] == [made["id"]]
    assert b"Subject: Factuur 26000042\r\n" in raw
    assert deleted == ""


def test_the_client_pages_through_drafts(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    drafts = users_of(credentials_for(gmail)).drafts()
    for number in range(3):
        gmail.world.mailbox.create_draft(a_mail(subject=f"Factuur {number}"))

    request, seen = drafts.list(userId="me", maxResults=2), 0
    while request is not None:
        answer = request.execute()
        seen += len(answer.get("drafts", []))
        request = drafts.list_next(request, answer)

    assert seen == 3


def test_the_client_sends_a_draft_once_and_reads_its_message_id(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    users = users_of(credentials_for(gmail))
    made = users.drafts().create(userId="me", body={"message": {"raw": encoded(a_mail())}}).execute()

    sent = users.drafts().send(userId="me", body={"id": made["id"]}).execute()
    request = users.messages().get(userId="me", id=sent["id"], format="metadata", metadataHeaders=["Message-ID"])
    with pytest.raises(HttpError) as again:
        users.drafts().send(userId="me", body={"id": made["id"]}).execute()

    (header,) = request.execute()["payload"]["headers"]
    assert header["value"] == gmail.world.sent()[0].header("Message-ID")
    assert again.value.status_code == 404
    assert reason_of(again.value) == "notFound"


def test_the_client_uploads_a_mail_with_its_metadata(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    media = MediaInMemoryUpload(a_mail(pdf=bytes(range(256))), "message/rfc822")
    request = (
        users_of(credentials_for(gmail)).messages().insert(userId="me", body={"labelIds": ["INBOX"]}, media_body=media)
    )
    request.uri = request.uri.replace("https://", "http://")

    request.execute()

    (inserted,) = gmail.world.inbox()
    (attachment,) = inserted.email.iter_attachments()
    assert attachment.get_content() == bytes(range(256))


def test_the_client_reads_labels_threads_and_senders(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    users = users_of(credentials_for(gmail))
    thread_id = gmail.world.send_by_hand("klant@klant.example", "Factuur 1", "Graag betalen.").thread_id
    gmail.world.bounce(thread_id)

    thread = users.threads().get(userId="me", id=thread_id, format="full").execute()

    assert len(thread["messages"]) == 2
    assert users.labels().list(userId="me").execute()["labels"]
    assert users.settings().sendAs().list(userId="me").execute()["sendAs"]


def test_the_client_reports_a_missing_scope(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    with pytest.raises(HttpError) as refused:
        users_of(credentials_for(gmail, COMPOSE)).messages().list(userId="me").execute()

    assert refused.value.status_code == 403
    assert refused.value.reason == "Request had insufficient authentication scopes."
    assert reason_of(refused.value) == "insufficientPermissions"


def test_the_client_reports_a_dead_refresh_token(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    users = users_of(credentials_for(gmail))
    gmail.world.accounts.revoke_all()

    with pytest.raises(RefreshError) as refused:
        users.getProfile(userId="me").execute()

    assert refused.value.args[1]["error"] == "invalid_grant"
    assert not refused.value.retryable


def test_the_client_renews_an_expired_access_token_by_itself(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    users = users_of(credentials_for(gmail))
    users.getProfile(userId="me").execute()

    gmail.clock.advance(hours=2)

    assert users.getProfile(userId="me").execute()["emailAddress"] == OWN


def test_a_service_account_acts_for_the_mailbox(gmail: Gmail, users_of: Callable[..., Any]) -> None:
    key = gmail.world.service_account_json(gmail.url, delegated=["gmail.compose"])
    credentials = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        key, scopes=[COMPOSE], subject=OWN
    )

    assert users_of(credentials).getProfile(userId="me").execute()["emailAddress"] == OWN
