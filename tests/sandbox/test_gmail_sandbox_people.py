"""What a person does in the sandbox's Gmail, and what comes back from outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reminder.sandbox.gmail.export import export_mails
from reminder.sandbox.gmail.records import By, Kind
from tests.sandbox.gmail_calls import DEBTOR, OWN, Gmail, a_mail, error_of, gmail_on_a_socket

PAGE = (
    "<!DOCTYPE html><html><head><style>p {color: red}</style></head>"
    "<body><!-- ref --><p>Graag betalen.</p></body></html>"
)


@pytest.fixture
def gmail() -> Iterator[Gmail]:
    with gmail_on_a_socket() as served:
        yield served


def test_an_edit_keeps_the_draft_id_and_changes_the_message_id(gmail: Gmail) -> None:
    made = gmail.create(a_mail(html=PAGE, X_Reminder_Ref="abc123"))

    edited = gmail.world.edit_draft(made["id"], append_text="Groet van Jan")

    assert edited.id == made["id"]
    assert edited.message.id != made["message"]["id"]
    assert "Groet van Jan" in edited.message.text
    assert "Groet van Jan" in edited.message.html
    assert edited.message.header("X-Reminder-Ref") == "abc123"
    assert [event.by for event in gmail.world.history] == [By.API, By.PERSON]


def test_the_composer_wraps_the_page_and_drops_comments_style_and_doctype(gmail: Gmail) -> None:
    made = gmail.create(a_mail(html=PAGE))

    edited = gmail.world.edit_draft(made["id"])

    assert edited.message.html == '<div dir="ltr"><p>Graag betalen.</p></div>\n'


def test_an_edit_keeps_the_attachment(gmail: Gmail) -> None:
    made = gmail.create(a_mail(html=PAGE, pdf=b"%PDF-1.7 sample"))

    edited = gmail.world.edit_draft(made["id"], append_text="Groet")

    (attachment,) = edited.message.email.iter_attachments()
    assert attachment.get_content() == b"%PDF-1.7 sample"


def test_own_headers_are_lost_in_an_edit_when_the_knob_says_so(gmail: Gmail) -> None:
    gmail.world.knobs.headers_survive_edits = False
    made = gmail.create(a_mail(html=PAGE, X_Reminder_Ref="abc123"))

    edited = gmail.world.edit_draft(made["id"])

    assert edited.message.header("X-Reminder-Ref") == ""


def test_a_changed_subject_moves_the_draft_to_another_thread(gmail: Gmail) -> None:
    made = gmail.create(a_mail(html=PAGE))

    edited = gmail.world.edit_draft(made["id"], subject="Iets anders")

    assert edited.message.thread_id != made["message"]["threadId"]


def test_a_draft_sent_by_hand_is_gone_for_the_program(gmail: Gmail) -> None:
    draft_id = gmail.create(a_mail())["id"]

    gmail.world.send_draft_by_hand(draft_id)

    assert error_of(gmail.call("POST", "drafts/send", {"id": draft_id}))[:2] == (404, "notFound")
    assert [event.by for event in gmail.world.history if event.kind is Kind.SENT] == [By.PERSON]


def test_a_draft_deleted_by_hand_is_gone_for_the_program(gmail: Gmail) -> None:
    made = gmail.create(a_mail())

    gmail.world.delete_draft_by_hand(made["id"])

    assert error_of(gmail.call("GET", f"drafts/{made['id']}"))[0] == 404
    assert error_of(gmail.call("GET", f"threads/{made['message']['threadId']}"))[0] == 404


def test_a_person_cannot_touch_a_draft_that_is_not_there(gmail: Gmail) -> None:
    with pytest.raises(LookupError):
        gmail.world.edit_draft("r1")


def test_an_answer_comes_from_the_recipient_into_the_thread(gmail: Gmail) -> None:
    sent = gmail.send(gmail.create(a_mail())["id"])

    reply = gmail.world.reply(sent["threadId"], "Is gisteren betaald.")

    thread = gmail.good(gmail.call("GET", f"threads/{sent['threadId']}", format="metadata"))
    assert [message["labelIds"] for message in thread["messages"]] == [["SENT"], ["INBOX", "UNREAD"]]
    assert (reply.header("From"), reply.header("To")) == (DEBTOR, OWN)
    assert reply.header("In-Reply-To") == gmail.world.sent()[0].header("Message-ID")
    assert reply.header("Subject") == "Re: Factuur 26000042"
    assert reply.header("Auto-Submitted") == ""


def test_an_automatic_answer_says_that_it_is_one(gmail: Gmail) -> None:
    sent = gmail.send(gmail.create(a_mail())["id"])

    reply = gmail.world.reply(sent["threadId"], "Ik ben met vakantie.", automatic=True)

    assert reply.header("Auto-Submitted") == "auto-replied"


def test_a_bounce_is_a_delivery_report_from_the_mailer_daemon(gmail: Gmail) -> None:
    sent = gmail.send(gmail.create(a_mail())["id"])

    bounce = gmail.world.bounce(sent["threadId"])

    assert "mailer-daemon@" in bounce.header("From")
    assert bounce.email.get_content_type() == "multipart/report"
    assert [part.get_content_type() for part in bounce.email.iter_parts()] == ["text/plain", "message/delivery-status"]
    assert bounce.header("X-Failed-Recipients") == DEBTOR
    assert bounce.thread_id == sent["threadId"]


def test_nobody_answers_a_mail_that_was_not_sent(gmail: Gmail) -> None:
    made = gmail.create(a_mail())

    with pytest.raises(LookupError):
        gmail.world.reply(made["message"]["threadId"], "Huh?")


def test_a_mail_sent_by_hand_is_seen_through_the_api(gmail: Gmail) -> None:
    gmail.world.send_by_hand(DEBTOR, "Factuur 26000042", "Ter herinnering.")

    answer = gmail.good(gmail.call("GET", "messages", labelIds="SENT", q="26000042"))

    assert len(answer["messages"]) == 1
    assert gmail.world.history[0].by is By.PERSON


def test_each_mail_is_exported_with_its_page(gmail: Gmail, tmp_path: Path) -> None:
    gmail.create(a_mail(html=PAGE))
    gmail.world.send_by_hand(DEBTOR, "Offerte", "Hierbij.")

    written = export_mails(gmail.world, tmp_path / "mails")

    assert [path.name for path in written] == ["draft-001.eml", "draft-001.html", "sent-001.eml", "sent-001.html"]
    assert written[0].read_bytes() == gmail.world.drafts()[0].message.raw
    assert written[1].read_text(encoding="utf-8").strip() == PAGE


def test_a_mail_without_a_page_is_exported_alone(gmail: Gmail, tmp_path: Path) -> None:
    gmail.create(a_mail())

    written = export_mails(gmail.world, tmp_path)

    assert [path.name for path in written] == ["draft-001.eml"]
