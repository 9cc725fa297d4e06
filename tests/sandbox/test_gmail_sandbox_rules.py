"""What every call to the sandbox's Gmail must bring: token, scopes, known names, patience."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from importlib.resources import files
from json import loads
from typing import Any

import pytest

from reminder.sandbox.gmail.methods import METHODS
from tests.sandbox.gmail_calls import OWN, START, Gmail, a_mail, encoded, error_of, gmail_on_a_socket

DRAFT = {"message": {"raw": encoded(a_mail())}}


@pytest.fixture
def gmail() -> Iterator[Gmail]:
    with gmail_on_a_socket() as served:
        yield served


def documented_methods() -> dict[str, dict[str, Any]]:
    document = files("googleapiclient.discovery_cache.documents").joinpath("gmail.v1.json").read_text("utf-8")
    found: dict[str, dict[str, Any]] = {}
    resources = [loads(document)["resources"]["users"]]
    while resources:
        resource = resources.pop()
        found |= {method["id"].removeprefix("gmail.users."): method for method in resource.get("methods", {}).values()}
        resources += resource.get("resources", {}).values()
    return found


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_every_method_is_as_the_discovery_document_says(method: Any) -> None:  # noqa: ANN401
    documented = documented_methods()[method.id]

    for_mail_programs = {scope for scope in documented["scopes"] if ".addons." not in scope}
    in_query = {name for name, value in documented["parameters"].items() if value["location"] == "query"}
    assert method.verb == documented["httpMethod"]
    assert f"gmail/v1/users/{{userId}}{method.path}" == documented["path"]
    assert set(method.scopes) == for_mail_programs
    assert method.query == in_query
    assert method.max_bytes == (int(documented["mediaUpload"]["maxSize"]) if "mediaUpload" in documented else None)


def test_a_call_without_a_token_is_asked_to_log_in(gmail: Gmail) -> None:
    response = gmail.http.get("/gmail/v1/users/me/profile")

    assert error_of(response)[:2] == (401, "required")
    assert response.headers["www-authenticate"] == 'Bearer realm="https://accounts.google.com/"'


def test_an_unknown_token_is_refused_as_invalid_credentials(gmail: Gmail) -> None:
    response = gmail.http.get("/gmail/v1/users/me/profile", headers={"Authorization": "Bearer nonsense"})

    assert error_of(response)[:2] == (401, "authError")
    assert response.json()["error"]["status"] == "UNAUTHENTICATED"
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


def test_the_mailbox_may_be_named_by_its_address(gmail: Gmail) -> None:
    profile = gmail.good(gmail.call("GET", "profile", user=OWN.upper()))

    assert profile == {"emailAddress": OWN, "messagesTotal": 0, "threadsTotal": 0, "historyId": "1"}


def test_the_mailbox_of_somebody_else_is_forbidden(gmail: Gmail) -> None:
    gmail.world.add_mailbox("directie@acme.example")

    response = gmail.call("GET", "profile", user="directie@acme.example")

    assert error_of(response) == (403, "forbidden", f"Delegation denied for {OWN}")


@pytest.mark.parametrize(
    ("scope", "verb", "path", "body"),
    [
        ("gmail.send", "GET", "profile", None),
        ("gmail.send", "POST", "drafts", DRAFT),
        ("gmail.readonly", "POST", "drafts", DRAFT),
        ("gmail.readonly", "POST", "drafts/send", {"id": "r1"}),
        ("gmail.compose", "GET", "messages", None),
        ("gmail.compose", "GET", "messages/1", None),
        ("gmail.compose", "GET", "threads/1", None),
        ("gmail.compose", "POST", "messages", DRAFT["message"]),
        ("gmail.compose", "GET", "labels", None),
        ("gmail.metadata", "GET", "drafts", None),
        ("gmail.insert", "GET", "profile", None),
    ],
)
def test_a_scope_that_does_not_cover_the_method_is_refused(
    gmail: Gmail, scope: str, verb: str, path: str, body: object
) -> None:
    response = gmail.call(verb, path, body, scopes=(scope,))

    assert error_of(response) == (403, "insufficientPermissions", "Request had insufficient authentication scopes.")
    assert response.json()["error"]["status"] == "PERMISSION_DENIED"
    assert gmail.world.history == ()


@pytest.mark.parametrize(
    ("scope", "verb", "path", "body"),
    [
        ("gmail.compose", "POST", "drafts", DRAFT),
        ("gmail.compose", "GET", "drafts", None),
        ("gmail.compose", "GET", "profile", None),
        ("gmail.insert", "POST", "messages", DRAFT["message"]),
        ("gmail.readonly", "GET", "settings/sendAs", None),
        ("gmail.metadata", "GET", "messages", None),
        ("gmail.labels", "GET", "labels", None),
    ],
)
def test_the_least_scope_is_enough(gmail: Gmail, scope: str, verb: str, path: str, body: object) -> None:
    assert gmail.call(verb, path, body, scopes=(scope,)).status_code == 200


def test_the_metadata_scope_spoils_a_search_even_beside_others(gmail: Gmail) -> None:
    response = gmail.call("GET", "messages", q="factuur", scopes=("gmail.metadata", "gmail.modify"))

    assert error_of(response) == (403, "forbidden", "Metadata scope does not support 'q' parameter")


def test_the_metadata_scope_spoils_the_full_format(gmail: Gmail) -> None:
    message_id = gmail.create(a_mail())["message"]["id"]

    response = gmail.call("GET", f"messages/{message_id}", scopes=("gmail.metadata", "gmail.readonly"))

    assert error_of(response) == (403, "forbidden", "Metadata scope doesn't allow format FULL")


def test_an_unknown_parameter_is_refused_and_a_standard_one_is_not(gmail: Gmail) -> None:
    wrong = gmail.call("GET", "drafts", query="factuur")
    media = gmail.call("GET", "drafts", alt="media")
    standard = gmail.call("GET", "drafts", alt="json", prettyPrint="false", quotaUser="x", key="y")

    assert error_of(wrong)[:2] == (400, "invalidArgument")
    assert error_of(media)[:2] == (400, "invalidArgument")
    assert standard.status_code == 200


def test_an_unknown_name_in_the_body_is_refused(gmail: Gmail) -> None:
    response = gmail.call("POST", "drafts", {"message": {"raw": encoded(a_mail()), "thread_id": "1"}})

    assert error_of(response)[2] == (
        "Invalid JSON payload received. Unknown name \"thread_id\" at 'message': Cannot find field."
    )


def test_a_body_that_is_no_json_is_refused(gmail: Gmail) -> None:
    token = gmail.world.access_token(["gmail.compose"])
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    response = gmail.http.post("/gmail/v1/users/me/drafts", content=b"{", headers=headers)

    assert error_of(response)[:2] == (400, "parseError")


@pytest.mark.parametrize(
    ("verb", "path", "code"),
    [("GET", "nothing", 404), ("GET", "drafts/", 404), ("PATCH", "drafts", 405), ("DELETE", "messages/1", 405)],
)
def test_unknown_paths_and_verbs_get_googles_json(gmail: Gmail, verb: str, path: str, code: int) -> None:
    assert error_of(gmail.call(verb, path))[0] == code


@pytest.mark.parametrize(("status", "domain"), [(429, "global"), (403, "usageLimits")])
def test_too_many_units_in_a_minute_are_refused_until_it_is_over(gmail: Gmail, status: int, domain: str) -> None:
    gmail.world.knobs.units_per_minute, gmail.world.knobs.quota_status = 15, status
    gmail.create(a_mail())

    refused = gmail.call("POST", "drafts", DRAFT)
    gmail.clock.advance(minutes=1)
    later = gmail.call("POST", "drafts", DRAFT)

    assert error_of(refused)[:2] == (status, "rateLimitExceeded")
    assert refused.json()["error"]["errors"][0]["domain"] == domain
    assert later.status_code == 200


def test_a_minute_holds_sixty_sends_and_no_more(gmail: Gmail) -> None:
    answers = [gmail.call("POST", "drafts/send", {"id": "r1"}).status_code for _ in range(61)]

    assert answers == [404] * 60 + [429]


def test_the_sending_limit_counts_24_hours_and_names_the_time_to_retry(gmail: Gmail) -> None:
    gmail.world.knobs.sends_per_day = 1
    gmail.world.send_by_hand("klant@klant.example", "Offerte", "Hierbij.")
    draft_id = gmail.create(a_mail())["id"]

    refused = gmail.call("POST", "drafts/send", {"id": draft_id})
    gmail.clock.advance(hours=24)
    later = gmail.call("POST", "drafts/send", {"id": draft_id})

    assert error_of(refused)[:2] == (429, "rateLimitExceeded")
    assert "Retry after 2026-11-24T07:00:00." in error_of(refused)[2]
    assert error_of(refused)[2].endswith("(Mail sending)")
    assert later.status_code == 200


def test_fields_leaves_out_the_rest(gmail: Gmail) -> None:
    made = gmail.create(a_mail())

    answer = gmail.good(gmail.call("GET", "drafts", fields="drafts(id,message/threadId),nextPageToken"))

    assert answer == {"drafts": [{"id": made["id"], "message": {"threadId": made["message"]["threadId"]}}]}


@pytest.mark.parametrize("fields", ["", "drafts(id", "drafts)", "drafts;id"])
def test_an_unreadable_selection_of_fields_is_refused(gmail: Gmail, fields: str) -> None:
    assert gmail.call("GET", "drafts", fields=fields).status_code == 400


def test_answers_are_dated_by_the_sandbox_clock(gmail: Gmail) -> None:
    gmail.clock.advance(days=300)

    response = gmail.call("GET", "profile")

    assert (parsedate_to_datetime(response.headers["date"]) - START).days == 300
    assert len(response.headers.get_list("date")) == 1


def test_an_upload_brings_the_mail_as_it_is(gmail: Gmail) -> None:
    headers = {
        "Authorization": f"Bearer {gmail.world.access_token(['gmail.compose'])}",
        "Content-Type": "message/rfc822",
    }

    response = gmail.http.post("/upload/gmail/v1/users/me/drafts?uploadType=media", content=a_mail(), headers=headers)

    assert response.status_code == 200
    assert gmail.world.drafts()[0].message.header("Subject") == "Factuur 26000042"


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("media", "text/plain"), ("resumable", "message/rfc822"), ("multipart", "message/rfc822")],
)
def test_an_upload_of_another_kind_is_refused(gmail: Gmail, kind: str, content_type: str) -> None:
    headers = {"Authorization": f"Bearer {gmail.world.access_token(['gmail.compose'])}", "Content-Type": content_type}

    response = gmail.http.post(f"/upload/gmail/v1/users/me/drafts?uploadType={kind}", content=a_mail(), headers=headers)

    assert response.status_code == 400
