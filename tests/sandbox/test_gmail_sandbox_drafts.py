"""Drafts in the sandbox's Gmail: made, read, changed, sent and gone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reminder.sandbox.gmail.records import By, Kind, SendAs
from tests.sandbox.gmail_calls import DEBTOR, OWN, Gmail, a_mail, decoded, encoded, error_of, gmail_on_a_socket

GONE = (404, "notFound", "Requested entity was not found.")


@pytest.fixture
def gmail() -> Iterator[Gmail]:
    with gmail_on_a_socket() as served:
        yield served


def test_a_draft_is_kept_with_its_headers_and_body(gmail: Gmail) -> None:
    answer = gmail.create(a_mail(X_Reminder_Ref="abc123"))

    (draft,) = gmail.world.drafts()
    assert answer == {
        "id": draft.id,
        "message": {"id": draft.message.id, "threadId": draft.message.thread_id, "labelIds": ["DRAFT"]},
    }
    assert draft.message.header("X-Reminder-Ref") == "abc123"
    assert draft.message.header("To") == DEBTOR
    assert draft.message.text == "Graag betalen.\n"


def test_gmail_puts_its_own_message_id_in_place_of_ours(gmail: Gmail) -> None:
    gmail.create(a_mail())

    (draft,) = gmail.world.drafts()
    assert draft.message.header("Message-ID").endswith("@mail.gmail.com>")


def test_our_message_id_stays_when_the_knob_says_so(gmail: Gmail) -> None:
    gmail.world.knobs.rewrites_message_id = False

    gmail.create(a_mail())

    (draft,) = gmail.world.drafts()
    assert draft.message.header("Message-ID") == "<ours@acme.example>"


@pytest.mark.parametrize("shown", ["minimal", "metadata", "full", "raw"])
def test_a_draft_is_shown_in_each_format(gmail: Gmail, shown: str) -> None:
    draft_id = gmail.create(a_mail(X_Reminder_Ref="abc123"))["id"]

    message = gmail.good(gmail.call("GET", f"drafts/{draft_id}", format=shown))["message"]

    assert ("raw" in message) == (shown == "raw")
    assert ("payload" in message) == (shown in ("metadata", "full"))
    if shown == "raw":
        assert b"X-Reminder-Ref: abc123\r\n" in decoded(message["raw"])
    elif "payload" in message:
        assert {"name": "X-Reminder-Ref", "value": "abc123"} in message["payload"]["headers"]


def test_an_unknown_format_is_refused(gmail: Gmail) -> None:
    draft_id = gmail.create(a_mail())["id"]

    response = gmail.call("GET", f"drafts/{draft_id}", format="whole")

    assert error_of(response)[:2] == (400, "invalidArgument")


def test_a_full_draft_shows_its_parts_and_hides_its_attachment_behind_an_id(gmail: Gmail) -> None:
    draft_id = gmail.create(a_mail(html="<p>Graag betalen.</p>", pdf=b"%PDF-1.7 sample"))["id"]

    message = gmail.good(gmail.call("GET", f"drafts/{draft_id}", format="full"))["message"]

    body, attachment = message["payload"]["parts"]
    assert [part["mimeType"] for part in body["parts"]] == ["text/plain", "text/html"]
    assert attachment["filename"] == "factuur.pdf"
    path = f"messages/{message['id']}/attachments/{attachment['body']['attachmentId']}"
    assert decoded(gmail.good(gmail.call("GET", path))["data"]) == b"%PDF-1.7 sample"


def test_an_update_keeps_the_draft_id_and_changes_the_message_id(gmail: Gmail) -> None:
    made = gmail.create(a_mail())

    path = f"drafts/{made['id']}"
    changed = gmail.good(gmail.call("PUT", path, {"message": {"raw": encoded(a_mail(text="Nu betalen."))}}))

    assert changed["id"] == made["id"]
    assert changed["message"]["id"] != made["message"]["id"]
    assert changed["message"]["threadId"] == made["message"]["threadId"]
    assert gmail.call("GET", f"messages/{made['message']['id']}").status_code == 404


def test_a_deleted_draft_is_gone_for_good(gmail: Gmail) -> None:
    made = gmail.create(a_mail())

    response = gmail.call("DELETE", f"drafts/{made['id']}")

    assert (response.status_code, response.content) == (204, b"")
    assert error_of(gmail.call("GET", f"drafts/{made['id']}")) == GONE
    assert error_of(gmail.call("DELETE", f"drafts/{made['id']}")) == GONE


def test_sending_consumes_the_draft_and_gives_a_new_message(gmail: Gmail) -> None:
    made = gmail.create(a_mail(X_Reminder_Ref="abc123"))

    sent = gmail.send(made["id"])

    assert sent["labelIds"] == ["SENT"]
    assert sent["id"] != made["message"]["id"]
    assert sent["threadId"] == made["message"]["threadId"]
    assert error_of(gmail.call("GET", f"drafts/{made['id']}")) == GONE
    assert [message.header("X-Reminder-Ref") for message in gmail.world.sent()] == ["abc123"]


def test_a_draft_is_sent_once(gmail: Gmail) -> None:
    draft_id = gmail.create(a_mail())["id"]
    gmail.send(draft_id)

    again = gmail.call("POST", "drafts/send", {"id": draft_id})

    assert error_of(again) == GONE
    assert len(gmail.world.sent()) == 1


def test_the_real_message_id_of_a_sent_mail_is_readable(gmail: Gmail) -> None:
    sent = gmail.send(gmail.create(a_mail())["id"])

    path = f"messages/{sent['id']}"
    shown = gmail.good(gmail.call("GET", path, format="metadata", metadataHeaders=["message-id"]))

    real = gmail.world.sent()[0].header("Message-ID")
    assert shown["payload"]["headers"] == [{"name": "Message-ID", "value": real}]


def test_a_draft_that_stays_after_sending_can_be_asked_for(gmail: Gmail) -> None:
    gmail.world.knobs.sent_drafts_stay = True
    draft_id = gmail.create(a_mail())["id"]

    gmail.send(draft_id)

    assert gmail.call("GET", f"drafts/{draft_id}").status_code == 200


def test_a_draft_without_a_recipient_is_kept_and_cannot_be_sent(gmail: Gmail) -> None:
    draft_id = gmail.create(a_mail(to=None))["id"]

    response = gmail.call("POST", "drafts/send", {"id": draft_id})

    assert error_of(response) == (400, "invalidArgument", "Recipient address required")
    assert gmail.call("GET", f"drafts/{draft_id}").status_code == 200


def test_a_foreign_sender_is_silently_replaced_by_the_account(gmail: Gmail) -> None:
    gmail.create(a_mail(From="Directie <directie@elders.example>"))

    (draft,) = gmail.world.drafts()
    assert draft.message.header("From") == OWN


@pytest.mark.parametrize(("verified", "kept"), [(True, "facturen@acme.example"), (False, OWN)])
def test_only_a_verified_alias_may_send(gmail: Gmail, verified: bool, kept: str) -> None:  # noqa: FBT001
    alias = SendAs(address="facturen@acme.example", verified=verified)
    gmail.world.mailbox.send_as = (*gmail.world.mailbox.send_as, alias)

    gmail.create(a_mail(From="facturen@acme.example"))

    (draft,) = gmail.world.drafts()
    assert draft.message.header("From") == kept


@pytest.mark.parametrize(
    ("to", "header"),
    [
        ("klant@f", "To"),
        ("Jansen, De Vries <jan@klant.example>", "To"),
        ("a@=?utf-8?q?b=C3=BCcher?=.example", "To"),
        ("jan@klant.example.", "To"),
        ("jan@klant..example", "To"),
        ("bücher@klant.example", "To"),
    ],
)
def test_an_invalid_address_is_refused(gmail: Gmail, to: str, header: str) -> None:
    raw = f"From: {OWN}\r\n{header}: {to}\r\nSubject: x\r\n\r\nx".encode()

    response = gmail.call("POST", "drafts", {"message": {"raw": encoded(raw)}})

    assert error_of(response) == (400, "invalidArgument", f"Invalid {header} header")
    assert gmail.world.history == ()


@pytest.mark.parametrize(
    "raw", [b"no header at all", b"To: a@b.example\r\nSubject x\r\n\r\nbody", b" fold\r\n\r\nbody"]
)
def test_lines_that_are_no_header_are_refused(gmail: Gmail, raw: bytes) -> None:
    response = gmail.call("POST", "drafts", {"message": {"raw": encoded(raw)}})

    assert error_of(response)[:2] == (400, "invalidArgument")


def test_a_second_bcc_header_is_refused(gmail: Gmail) -> None:
    raw = b"Bcc: a@klant.example\r\nBcc: b@klant.example\r\n" + a_mail()

    response = gmail.call("POST", "drafts", {"message": {"raw": encoded(raw)}})

    assert error_of(response) == (400, "invalidArgument", "Invalid Bcc header")


@pytest.mark.parametrize("value", ["a+b/", "é", "abc de", "A"])
def test_raw_that_is_no_base64url_is_refused(gmail: Gmail, value: str) -> None:
    response = gmail.call("POST", "drafts", {"message": {"raw": value}})

    assert error_of(response)[:2] == (400, "invalidArgument")


def test_raw_may_come_without_padding(gmail: Gmail) -> None:
    text = next(text for text in ("a", "ab", "abc") if encoded(a_mail(text=text)).endswith("="))

    response = gmail.call("POST", "drafts", {"message": {"raw": encoded(a_mail(text=text)).rstrip("=")}})

    assert response.status_code == 200
    assert gmail.world.drafts()[0].message.text == f"{text}\n"


def test_bare_line_feeds_become_line_ends(gmail: Gmail) -> None:
    gmail.create(a_mail().replace(b"\r\n", b"\n"))

    raw = gmail.world.drafts()[0].message.raw
    assert raw.count(b"\n") == raw.count(b"\r\n") > 0


def test_a_sent_mail_carries_the_moment_of_sending(gmail: Gmail) -> None:
    draft_id = gmail.create(a_mail())["id"]
    gmail.clock.advance(days=3)

    gmail.send(draft_id)

    assert gmail.world.sent()[0].header("Date").startswith("Thu, 26 Nov 2026 07:00:")


@pytest.mark.parametrize("body", [{}, {"message": {}}, {"message": {"raw": ""}}, {"message": {"raw": 7}}])
def test_a_draft_without_content_is_refused(gmail: Gmail, body: dict[str, object]) -> None:
    response = gmail.call("POST", "drafts", body)

    assert error_of(response)[:2] == (400, "invalidArgument")


def test_a_message_over_35_mib_is_refused(gmail: Gmail) -> None:
    headers = {
        "Authorization": f"Bearer {gmail.world.access_token(['gmail.compose'])}",
        "Content-Type": "message/rfc822",
    }
    raw = a_mail() + b"x" * 36_700_160

    response = gmail.http.post("/upload/gmail/v1/users/me/drafts?uploadType=media", content=raw, headers=headers)

    assert error_of(response)[:2] == (413, "uploadTooLarge")
    assert gmail.world.drafts() == ()


def test_a_draft_carries_no_label_but_its_own(gmail: Gmail) -> None:
    response = gmail.call("POST", "drafts", {"message": {"raw": encoded(a_mail()), "labelIds": ["DRAFT", "STARRED"]}})

    assert error_of(response) == (400, "invalidArgument", "Invalid label: STARRED")


def test_an_empty_list_has_no_array(gmail: Gmail) -> None:
    assert gmail.good(gmail.call("GET", "drafts")) == {"resultSizeEstimate": 0}


def test_lists_come_in_pages_newest_first(gmail: Gmail) -> None:
    made = [gmail.create(a_mail(subject=f"Factuur {number}"))["id"] for number in range(5)]

    pages: list[list[str]] = []
    token: dict[str, Any] = {}
    for _ in range(3):
        answer = gmail.good(gmail.call("GET", "drafts", maxResults=2, **token))
        pages.append([draft["id"] for draft in answer["drafts"]])
        token = {"pageToken": answer["nextPageToken"]} if "nextPageToken" in answer else {}

    assert pages == [[made[4], made[3]], [made[2], made[1]], [made[0]]]
    assert token == {}


def test_a_page_holds_a_hundred_unless_asked_and_never_over_five_hundred(gmail: Gmail) -> None:
    for number in range(501):
        gmail.world.mailbox.create_draft(a_mail(subject=f"Factuur {number}"))

    usual = gmail.good(gmail.call("GET", "drafts"))
    most = gmail.good(gmail.call("GET", "drafts", maxResults=1000))

    assert (len(usual["drafts"]), len(most["drafts"])) == (100, 500)


@pytest.mark.parametrize("params", [{"maxResults": "many"}, {"maxResults": "0"}, {"pageToken": "next"}])
def test_unreadable_list_parameters_are_refused(gmail: Gmail, params: dict[str, Any]) -> None:
    response = gmail.call("GET", "drafts", **params)

    assert error_of(response)[:2] == (400, "invalidArgument")


def test_a_lagging_list_misses_a_new_draft_that_a_get_finds(gmail: Gmail) -> None:
    gmail.world.knobs.list_lag = timedelta(seconds=30)
    draft_id = gmail.create(a_mail())["id"]

    early = gmail.good(gmail.call("GET", "drafts"))
    gmail.clock.advance(seconds=30)
    late = gmail.good(gmail.call("GET", "drafts"))

    assert "drafts" not in early
    assert [draft["id"] for draft in late["drafts"]] == [draft_id]


def test_history_keeps_every_accepted_change_with_its_bytes(gmail: Gmail) -> None:
    kept, thrown = gmail.create(a_mail())["id"], gmail.create(a_mail())["id"]
    gmail.call("DELETE", f"drafts/{thrown}")
    gmail.send(kept)

    events = gmail.world.history

    assert [(event.kind, event.draft_id) for event in events] == [
        (Kind.DRAFT_CREATED, kept),
        (Kind.DRAFT_CREATED, thrown),
        (Kind.DRAFT_DELETED, thrown),
        (Kind.SENT, kept),
    ]
    assert {event.by for event in events} == {By.API}
    assert all(b"Factuur 26000042" in event.message.raw for event in events)


def test_a_watcher_sees_a_change_before_its_call_is_answered(gmail: Gmail) -> None:
    seen: list[str] = []
    gmail.world.watchers.append(lambda event: seen.append(event.method))

    gmail.create(a_mail())

    assert seen == ["drafts.create"]
