"""Messages, threads, labels and search in the sandbox's Gmail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reminder.sandbox.gmail.records import Kind
from tests.sandbox.gmail_calls import DEBTOR, OWN, Gmail, a_mail, decoded, encoded, error_of, gmail_on_a_socket


@pytest.fixture
def gmail() -> Iterator[Gmail]:
    with gmail_on_a_socket() as served:
        yield served


def sent_first(gmail: Gmail) -> tuple[dict[str, Any], str]:
    sent = gmail.send(gmail.create(a_mail())["id"])
    return sent, gmail.world.sent()[-1].header("Message-ID")


def ids(answer: dict[str, Any]) -> list[str]:
    return [message["id"] for message in answer.get("messages", [])]


def found(gmail: Gmail, query: str) -> int:
    return len(ids(gmail.good(gmail.call("GET", "messages", q=query))))


def test_thread_id_headers_and_subject_together_join_a_thread(gmail: Gmail) -> None:
    first, parent = sent_first(gmail)

    raw = a_mail(subject="Re: Factuur 26000042", In_Reply_To=parent, References=parent)
    second = gmail.create(raw, thread_id=first["threadId"])

    assert second["message"]["threadId"] == first["threadId"]
    thread = gmail.good(gmail.call("GET", f"threads/{first['threadId']}", format="minimal"))
    assert ids(thread) == [first["id"], second["message"]["id"]]


@pytest.mark.parametrize(
    "missing",
    [
        {"subject": "Tweede herinnering"},
        {"In_Reply_To": "<other@klant.example>"},
        {"References": "<other@klant.example>"},
    ],
)
def test_a_thread_is_not_joined_when_one_condition_is_missing(gmail: Gmail, missing: dict[str, str]) -> None:
    first, parent = sent_first(gmail)
    raw = a_mail(**{"subject": "Re: Factuur 26000042", "In_Reply_To": parent, "References": parent, **missing})  # type: ignore[arg-type]

    second = gmail.create(raw, thread_id=first["threadId"])

    assert second["message"]["threadId"] != first["threadId"]


def test_headers_without_a_thread_id_do_not_join(gmail: Gmail) -> None:
    first, parent = sent_first(gmail)

    second = gmail.create(a_mail(In_Reply_To=parent, References=parent))

    assert second["message"]["threadId"] != first["threadId"]


def test_an_unknown_thread_is_not_found(gmail: Gmail) -> None:
    response = gmail.call("POST", "drafts", {"message": {"raw": encoded(a_mail()), "threadId": "1"}})

    assert error_of(response)[:2] == (404, "notFound")


def test_a_thread_has_no_raw_format(gmail: Gmail) -> None:
    first, _ = sent_first(gmail)

    assert gmail.call("GET", f"threads/{first['threadId']}", format="raw").status_code == 400


def test_threads_are_listed_once_each(gmail: Gmail) -> None:
    first, _ = sent_first(gmail)
    gmail.world.reply(first["threadId"], "Is betaald.")

    answer = gmail.good(gmail.call("GET", "threads"))

    assert [thread["id"] for thread in answer["threads"]] == [first["threadId"]]
    assert answer["threads"][0]["snippet"] == "Is betaald."


def test_an_inserted_mail_lies_in_the_inbox_and_nothing_is_sent(gmail: Gmail) -> None:
    body = {"raw": encoded(a_mail(to=OWN, subject="Overzicht")), "labelIds": ["INBOX", "UNREAD"]}

    answer = gmail.good(gmail.call("POST", "messages", body))

    assert answer["labelIds"] == ["INBOX", "UNREAD"]
    assert [message.header("Subject") for message in gmail.world.inbox()] == ["Overzicht"]
    assert gmail.world.sent() == ()
    assert [event.kind for event in gmail.world.history] == [Kind.INSERTED]
    assert gmail.world.inbox()[0].header("Message-ID") == "<ours@acme.example>"


def test_an_imported_mail_is_dated_by_its_header(gmail: Gmail) -> None:
    raw = a_mail(Date="Mon, 02 Nov 2026 08:00:00 +0100")

    message_id = gmail.good(gmail.call("POST", "messages/import", {"raw": encoded(raw)}))["id"]

    assert gmail.good(gmail.call("GET", f"messages/{message_id}"))["internalDate"] == "1793602800000"


def test_messages_send_works_and_is_on_record(gmail: Gmail) -> None:
    gmail.good(gmail.call("POST", "messages/send", {"raw": encoded(a_mail())}))

    assert [(event.kind, event.method) for event in gmail.world.history] == [(Kind.SENT, "messages.send")]


def test_messages_are_listed_by_label_without_search(gmail: Gmail) -> None:
    sent, _ = sent_first(gmail)
    gmail.create(a_mail())

    answer = gmail.good(gmail.call("GET", "messages", labelIds="SENT"))

    assert ids(answer) == [sent["id"]]
    assert answer["messages"] == [{"id": sent["id"], "threadId": sent["threadId"]}]


def test_a_list_by_an_unknown_label_is_refused(gmail: Gmail) -> None:
    response = gmail.call("GET", "messages", labelIds="Label_99")

    assert error_of(response) == (400, "invalidArgument", "Invalid label: Label_99")


def test_spam_and_trash_are_listed_only_when_asked_for(gmail: Gmail) -> None:
    gmail.good(gmail.call("POST", "messages", {"raw": encoded(a_mail()), "labelIds": ["TRASH"]}))

    usual = gmail.good(gmail.call("GET", "messages"))
    all_of_it = gmail.good(gmail.call("GET", "messages", includeSpamTrash="true"))

    assert (len(ids(usual)), len(ids(all_of_it))) == (0, 1)


def test_a_message_in_full_has_decoded_headers_and_body(gmail: Gmail) -> None:
    sent = gmail.send(gmail.create(a_mail(subject="Herinnering café", text="Tot ziens, café."))["id"])

    message = gmail.good(gmail.call("GET", f"messages/{sent['id']}"))

    assert {"name": "Subject", "value": "Herinnering café"} in message["payload"]["headers"]
    assert decoded(message["payload"]["body"]["data"]).decode().strip() == "Tot ziens, café."
    assert message["snippet"] == "Tot ziens, café."


def test_labels_of_a_sent_mail_can_be_added_and_taken_off(gmail: Gmail) -> None:
    sent, _ = sent_first(gmail)
    label = gmail.good(gmail.call("POST", "labels", {"name": "Herinneringen"}))["id"]

    path = f"messages/{sent['id']}/modify"
    added = gmail.good(gmail.call("POST", path, {"addLabelIds": [label]}))
    removed = gmail.good(gmail.call("POST", path, {"removeLabelIds": [label]}))

    assert (added["labelIds"], removed["labelIds"]) == (["SENT", label], ["SENT"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "No label add or removes specified"),
        ({"addLabelIds": []}, "No label add or removes specified"),
        ({"removeLabelIds": ["SENT"]}, "Invalid label: SENT"),
        ({"addLabelIds": ["DRAFT"]}, "Invalid label: DRAFT"),
        ({"addLabelIds": ["Label_99"]}, "Invalid label: Label_99"),
    ],
)
def test_a_wrong_change_of_labels_is_refused(gmail: Gmail, body: dict[str, list[str]], message: str) -> None:
    sent, _ = sent_first(gmail)

    response = gmail.call("POST", f"messages/{sent['id']}/modify", body)

    assert error_of(response) == (400, "invalidArgument", message)


def test_a_draft_takes_no_label(gmail: Gmail) -> None:
    message_id = gmail.create(a_mail())["message"]["id"]

    response = gmail.call("POST", f"messages/{message_id}/modify", {"addLabelIds": ["STARRED"]})

    assert error_of(response) == (400, "invalidArgument", "Invalid label: STARRED")


def test_labels_are_listed_counted_and_unique(gmail: Gmail) -> None:
    sent_first(gmail)

    names = [label["name"] for label in gmail.good(gmail.call("GET", "labels"))["labels"]]
    counted = gmail.good(gmail.call("GET", "labels/SENT"))
    taken = gmail.call("POST", "labels", {"name": "sent"})

    assert {"SENT", "DRAFT", "INBOX"} <= set(names)
    assert (counted["type"], counted["messagesTotal"]) == ("system", 1)
    assert error_of(taken)[0] == 409


def test_the_senders_are_listed(gmail: Gmail) -> None:
    (own,) = gmail.good(gmail.call("GET", "settings/sendAs"))["sendAs"]

    assert (own["sendAsEmail"], own["isPrimary"]) == (OWN, True)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("factuur", 1),
        ("factu", 0),
        ("subject:26000042", 1),
        ("to:klant.example", 1),
        (f"from:{OWN}", 1),
        ("from:klant", 0),
        ('"graag betalen"', 1),
        ('"betalen graag"', 0),
        ("betalen -graag", 0),
        ("onzin OR betalen", 1),
        ("in:sent", 1),
        ("in:drafts", 0),
        ("is:unread", 0),
        ("has:attachment", 0),
        ("ref987", 0),
        ("X-Reminder-Ref:ref987", 0),
        ("rfc822msgid:ours@acme.example", 0),
        ("after:1795417200", 1),
        ("after:1795417300", 0),
        ("before:1795417300", 1),
        ("after:2026/11/22", 1),
        ("after:2026/11/23", 0),
    ],
)
def test_a_search_finds_whole_words_and_knows_its_operators(gmail: Gmail, query: str, hits: int) -> None:
    gmail.send(gmail.create(a_mail(X_Reminder_Ref="ref987"))["id"])

    assert found(gmail, query) == hits


def test_a_sent_mail_is_found_by_its_real_message_id(gmail: Gmail) -> None:
    _, real = sent_first(gmail)

    assert found(gmail, f"rfc822msgid:{real}") == 1


def test_drafts_can_be_searched(gmail: Gmail) -> None:
    wanted = gmail.create(a_mail(subject="Factuur 1"))["id"]
    gmail.create(a_mail(subject="Factuur 2"))

    answer = gmail.good(gmail.call("GET", "drafts", q="subject:1"))

    assert [draft["id"] for draft in answer["drafts"]] == [wanted]


def test_a_lagging_search_misses_what_a_list_by_label_shows(gmail: Gmail) -> None:
    gmail.world.knobs.search_lag = timedelta(hours=1)
    sent, _ = sent_first(gmail)

    assert found(gmail, "factuur") == 0
    assert ids(gmail.good(gmail.call("GET", "messages", labelIds="SENT"))) == [sent["id"]]
    gmail.clock.advance(hours=1)
    assert found(gmail, "factuur") == 1


def test_a_recipient_is_one_of_to_cc_and_bcc(gmail: Gmail) -> None:
    sent = gmail.send(gmail.create(a_mail(to=None, Bcc=DEBTOR))["id"])

    assert sent["labelIds"] == ["SENT"]
