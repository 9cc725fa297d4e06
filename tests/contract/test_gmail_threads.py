"""What Gmail's adapter reads out of a thread: answers, machines, bounces, and forms it does not know."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reminder import mime
from reminder.errors import UnavailableError
from reminder.ports.mailbox import ThreadView
from reminder.sandbox import fault_actions as actions
from reminder.sandbox.faults import Fault
from tests.gmail_stage import START, GmailStage, gmail_stage
from tests.unit.test_mime import a_reminder

DEBTOR = "crediteuren@bakkerij.example"


@pytest.fixture
def stage() -> Iterator[GmailStage]:
    with gmail_stage() as stage:
        yield stage


def a_message(at: datetime, *labels: str, message_id: str = "m1", **headers: str) -> dict[str, Any]:
    listed = [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()]
    millis = str(int(at.timestamp() * 1000))
    return {"id": message_id, "internalDate": millis, "labelIds": list(labels), "payload": {"headers": listed}}


def view(stage: GmailStage, *messages: Any) -> ThreadView:  # noqa: ANN401 - any JSON
    body = json.dumps({"id": "t1", "messages": messages}).encode()
    stage.faults.add(Fault(action=actions.status(200, body=body), path="/threads/t1$"))
    return stage.threads.follow("t1")


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"auto_submitted": "auto-generated; x"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "yes"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"From": "Mail Delivery <MAILER-DAEMON@klant.example>", "Subject": "Delivery Status Notification (Delay)"},
        {"Content_Type": "multipart/report; report-type=disposition-notification"},
    ],
)
def test_a_machine_is_no_person_and_no_bounce(stage: GmailStage, headers: dict[str, str]):
    seen = view(stage, a_message(on(24), "INBOX", **{"From": DEBTOR, **headers}))

    assert seen == ThreadView()


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "postmaster@klant.example"},
        {"From": "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"},
        {"X_Failed_Recipients": DEBTOR},
        {"Content_Type": 'multipart/report; boundary="x"; report-type=delivery-status'},
    ],
)
def test_every_form_of_bounce_is_seen(stage: GmailStage, headers: dict[str, str]):
    seen = view(stage, a_message(on(24), "INBOX", **{"From": DEBTOR, "Auto_Submitted": "auto-replied", **headers}))

    assert (seen.bounced_on, seen.replied_on) == (date(2026, 11, 24), None)


def test_a_person_says_that_no_machine_answered(stage: GmailStage):
    assert view(stage, a_message(on(24), "INBOX", Auto_Submitted="no", From=DEBTOR)).replied_on == date(2026, 11, 24)


def test_spam_and_rubbish_are_no_answers(stage: GmailStage):
    assert view(stage, a_message(on(24), "SPAM"), a_message(on(24), "TRASH")).replied_on is None


def test_the_last_answer_counts(stage: GmailStage):
    seen = view(stage, a_message(on(26), "INBOX", From=DEBTOR), a_message(on(24), "INBOX", From=DEBTOR))

    assert seen.replied_on == date(2026, 11, 26)


def test_days_are_those_in_amsterdam(stage: GmailStage):
    assert view(stage, a_message(on(23, 23), "SENT")).sent_on == date(2026, 11, 24)


def test_our_own_mail_is_told_from_one_by_hand_in_its_thread(stage: GmailStage):
    ours = a_message(on(23), "SENT", message_id="ours", X_Reminder_Ref="ACME-1", message_ID="<a@mail.gmail.com>")

    seen = view(stage, ours, a_message(on(25), "SENT", message_id="by-hand"))

    assert (seen.message_id, seen.header_id) == ("ours", "<a@mail.gmail.com>")


@pytest.mark.parametrize(
    "message",
    [
        *(7, {}, {"id": "m1"}, {"id": "m1", "internalDate": "x"}, {"id": "m1", "internalDate": "9" * 30}),
        {"id": "m1", "internalDate": "1", "payload": 7},
        {"id": "m1", "internalDate": "1", "payload": {"headers": [{"name": "From", "value": {"x": 1}}]}},
        {"id": "m1", "internalDate": "1", "labelIds": 7},
    ],
)
def test_a_message_in_another_form_is_an_outage(stage: GmailStage, message: Any):  # noqa: ANN401 - any JSON
    with pytest.raises(UnavailableError, match="form"):
        view(stage, message)


def test_what_a_message_leaves_empty_is_no_fault(stage: GmailStage):
    header = {"name": "Subject", "value": None}
    message = {"id": "m1", "internalDate": "1", "labelIds": None, "payload": {"headers": [header]}}

    assert view(stage, message).replied_on == date(1970, 1, 1)


@pytest.mark.parametrize(
    "body",
    [b'{"messages": 7}', b'{"messages": [7]}', b'{"messages": [{"threadId": "1"}]}', b'{"messages": [{"id": null}]}'],
)
def test_a_search_that_finds_something_in_another_form_is_an_outage(stage: GmailStage, body: bytes):
    stage.faults.add(Fault(action=actions.status(200, body=body), path=r"/messages\?", every=True))

    for look in (
        lambda: stage.threads.written_by_hand(DEBTOR, "26000042", START.date()),
        lambda: stage.threads.written_to({DEBTOR}, START.date()),
    ):
        with pytest.raises(UnavailableError, match="form"):
            look()


@pytest.mark.parametrize("body", [b'{"messages": null, "nextPageToken": null}', b'{"resultSizeEstimate": 0}'])
def test_a_search_that_finds_nothing_may_say_so_in_several_ways(stage: GmailStage, body: bytes):
    stage.faults.add(Fault(action=actions.status(200, body=body), path=r"/messages\?", every=True))

    assert stage.threads.written_to({DEBTOR}, START.date()) == set()
    assert stage.threads.written_by_hand(DEBTOR, "26000042", START.date()) is None


def test_a_mail_by_hand_that_went_meanwhile_is_passed_over(stage: GmailStage):
    stage.world.send_by_hand(DEBTOR, "Factuur 26000042", "Beste")
    body = b'{"messages": [{"id": "1a2b", "threadId": "1a2b"}]}'
    stage.faults.add(Fault(action=actions.status(200, body=body), path=r"/messages\?"))

    assert stage.threads.written_by_hand(DEBTOR, "26000042", START.date()) is None


def test_whom_nobody_wrote_to_costs_a_call_for_some_thirty_addresses(stage: GmailStage):
    addresses = {f"administratie@debiteur{number:02}.example" for number in range(35)}

    assert stage.threads.written_to(addresses, START.date()) == set()
    assert stage.door.count("GET", "/messages") == 1


def many_addresses() -> set[str]:
    return {f"{'a' * 60}{number}@debiteur.example" for number in range(40)}


def test_many_addresses_cost_one_search_while_little_was_sent(stage: GmailStage):
    addresses = many_addresses()
    stage.world.send_by_hand(max(addresses), "Iets", "Beste")

    assert stage.threads.written_to(addresses, START.date()) == {max(addresses)}
    assert stage.door.count("GET", "/messages") == 1


def test_many_addresses_are_looked_for_in_several_short_searches_when_much_was_sent(stage: GmailStage):
    addresses = many_addresses()
    for number in range(21):
        stage.world.send_by_hand(f"ander{number}@elders.example", "Iets", "Beste")
    stage.world.send_by_hand(max(addresses), "Iets", "Beste")

    assert stage.threads.written_to(addresses, START.date()) == {max(addresses)}
    assert stage.door.count("GET", "/messages") == 4


def test_when_much_was_written_every_address_may_have_been_written_to(stage: GmailStage):
    for _ in range(21):
        stage.world.send_by_hand(DEBTOR, "Iets", "Beste")

    assert stage.threads.written_to({DEBTOR, "ander@debiteur.example"}, START.date()) == {
        DEBTOR,
        "ander@debiteur.example",
    }


def test_an_address_that_would_change_the_search_is_left_out_of_it(stage: GmailStage):
    odd = "a}b@debiteur.example"

    assert stage.threads.written_to({odd}, START.date()) == {odd}
    assert stage.door.count("GET", "/messages") == 0


@pytest.mark.parametrize("number", ["", '"', " "])
def test_without_a_number_nothing_is_searched(stage: GmailStage, number: str):
    assert stage.threads.written_by_hand(DEBTOR, number, START.date()) is None
    assert stage.door.count("GET", "/messages") == 0


def test_a_number_cannot_change_the_search(stage: GmailStage):
    stage.world.send_by_hand(DEBTOR, "Iets anders", "Beste")

    assert stage.threads.written_by_hand(DEBTOR, '26000042" OR "anders', START.date()) is None


def test_nothing_but_headers_is_asked_for(stage: GmailStage):
    stage.drafts.create(mime.build(a_reminder(), date=START))
    stage.threads.follow(stage.world.drafts()[0].message.thread_id)

    query = next(call.query for call in stage.faults.history if "/threads/" in call.path)
    assert "format=metadata" in query
