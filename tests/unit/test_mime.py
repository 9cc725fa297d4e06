"""The bytes of a mail, and that every fault in them is seen."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from reminder import mime
from reminder.model.reminder import Attachment, InlineImage, Reminder

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
REMINDER = Reminder(
    reference="ACME-7F3K",
    administration="acme",
    debtor_id="debtor-1001",
    debtor_code="1001",
    debtor_name="Bakkerij De Gouden Croissant",
    currency="EUR",
    tier="formal",
    language="nl",
    sender="administratie@acme.example",
    sender_name="Acme B.V.",
    to=("crediteuren@bakkerij.example",),
    subject="Herinnering factuur 26000042",
    text="Beste relatie,\n\nOpen staat € 1.250,00.\n\nKenmerk: ACME-7F3K\n",
    html="<p>Beste relatie,</p><p>Open staat € 1.250,00.</p><p>Kenmerk: ACME-7F3K</p>\n",
    items=(),
    total=Decimal("1250.00"),
)


def a_reminder(**changes: Any) -> Reminder:  # noqa: ANN401 - any field
    return replace(REMINDER, **changes)


def built(**changes: Any) -> EmailMessage:  # noqa: ANN401 - any field
    return message_from_bytes(mime.build(a_reminder(**changes), date=NOON), policy=policy.default)


def test_a_mail_carries_exactly_its_headers():
    mail = built()

    assert dict(mail.items()) == {
        "From": '"Acme B.V." <administratie@acme.example>',
        "To": "crediteuren@bakkerij.example",
        "Subject": "Herinnering factuur 26000042",
        "Date": "Mon, 23 Nov 2026 11:00:00 +0000",
        "Message-ID": "<ACME-7F3K.20261123110000@acme.example>",
        "X-Reminder-Ref": "ACME-7F3K",
        "MIME-Version": "1.0",
        "Content-Type": mail["Content-Type"],
    }


def test_the_same_reminder_gives_the_same_bytes():
    assert mime.build(a_reminder(), date=NOON) == mime.build(a_reminder(), date=NOON)


def test_text_comes_first_and_html_last():
    mail = built()

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_pictures_belong_to_the_html_and_files_to_the_mail():
    mail = built(
        images=(InlineImage(content_id="qr", content=b"\x89PNG"),),
        attachments=(Attachment(filename="factuur-26000042.pdf", content=b"%PDF-1.7"),),
    )

    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]


def test_only_a_mail_made_to_be_sent_says_that_a_program_wrote_it():
    assert built(send=True)["Auto-Submitted"] == "auto-generated"
    assert built(send=False)["Auto-Submitted"] is None


def test_a_mail_in_a_thread_names_its_parent():
    mail = built(in_reply_to="<CA+1@mail.gmail.com>")

    assert (mail["In-Reply-To"], mail["References"]) == ("<CA+1@mail.gmail.com>", "<CA+1@mail.gmail.com>")


def test_answers_and_copies_go_where_they_are_configured():
    mail = built(reply_to="debiteuren@acme.example", bcc=("boekhouder@kantoor.example",))

    assert (mail["Reply-To"], mail["Bcc"]) == ("debiteuren@acme.example", "boekhouder@kantoor.example")


def test_every_line_is_plain_ascii_with_crlf():
    mail = mime.build(a_reminder(subject="Café", text="é" * 3000 + "\nACME-7F3K"), date=NOON)

    assert mail.isascii()
    assert mail.count(b"\n") == mail.count(b"\r\n") == mail.count(b"\r")
    assert max(len(line) for line in mail.split(b"\r\n")) < 100


@pytest.mark.parametrize(
    "name",
    [
        "Jansen, De Vries & Zn.",
        'Bakkerij "De Punt"',
        "Ünïcode; B.V. <x@y.example>",
        "Zoë, " * 23 + "é",
        "a" * 120,
        "0" + "\u0800" * 14 + " )",
        "\\",
    ],
)
def test_any_visible_display_name_arrives_whole(name: str):
    reminder = a_reminder(sender_name=name)

    mail = mime.build(reminder, date=NOON)

    assert mime.faults(mail, reminder) == ()


def test_fault_87_several_addresses_in_one_field_are_refused():
    for field in ("a@x.example;b@y.example", "a@x.example,b@y.example", "a@x.example b@y.example", "A <a@x.example>"):
        with pytest.raises(mime.MailFault, match="To"):
            mime.build(a_reminder(to=(field,)), date=NOON)


def test_fault_88_an_address_outside_ascii_is_refused():
    for address in ("info@bücher.example", "jörg@bakkerij.example"):
        with pytest.raises(mime.MailFault):
            mime.build(a_reminder(to=(address,)), date=NOON)


@pytest.mark.parametrize(
    "address",
    [
        "a\u200b@x.example",
        "a@x.example.",
        "mailto:a@x.example",
        "a@b",
        '"a b"@x.example',
        "a@[127.0.0.1]",
        "",
        "a@x..nl",
    ],
)
def test_fault_89_an_odd_address_is_refused(address: str):
    with pytest.raises(mime.MailFault):
        mime.build(a_reminder(to=(address,)), date=NOON)


def test_a_mail_without_recipient_is_refused():
    with pytest.raises(mime.MailFault, match="To is empty"):
        mime.build(a_reminder(to=()), date=NOON)


INJECTIONS = (
    "x\r\nBcc: spy@evil.example",
    "x\nBcc: spy@evil.example",
    "x\rBcc: spy@evil.example",
    "é=?UTF-8?Q?=0A?=Bcc: spy@evil.example",
    "=?utf-8?b?CkJjYzogc3B5QGV2aWwuZXhhbXBsZQ==?=",
    "x\u2028Bcc: spy@evil.example",
    "x\u2029y",
    "x\u0085y",
    "x\x00y",
    "x\x0by",
    "x\x0cy",
    "trailing\n",
    "trailing\r",
    "x\u202ey",
    "x\ud800y",
)


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("field", ["subject", "sender_name", "reference", "in_reply_to", "reply_to", "sender"])
def test_fault_90_a_header_cannot_be_injected(field: str, value: str):
    with pytest.raises(mime.MailFault):
        mime.build(a_reminder(**{field: value}), date=NOON)


@pytest.mark.parametrize("name", ['""', 'a".pdf', "a\\.pdf"])
def test_a_file_name_with_quotes_is_refused_since_not_every_parser_reads_it_back(name: str):
    with pytest.raises(mime.MailFault, match="Attachment name"):
        mime.build(a_reminder(attachments=(Attachment(filename=name, content=b""),)), date=NOON)


@pytest.mark.parametrize("value", INJECTIONS)
def test_fault_90_nor_through_addresses_and_the_names_of_parts(value: str):
    for changes in (
        {"to": (f"{value}@x.example",)},
        {"bcc": (value,)},
        {"attachments": (Attachment(filename=value, content=b""),)},
        {"attachments": (Attachment(filename="a.pdf", content=b"", media_type=value),)},
        {"images": (InlineImage(content_id=value, content=b""),)},
    ):
        with pytest.raises(mime.MailFault):
            mime.build(a_reminder(**changes), date=NOON)


def test_fault_91_a_name_with_markup_stays_a_name():
    reminder = a_reminder(subject="Herinnering voor <script>alert(1)</script>")

    mail = mime.build(reminder, date=NOON)

    assert mime.faults(mail, reminder) == ()


def test_fault_92_a_name_from_outside_is_made_fit_for_a_header():
    assert mime.clean_text("Bakker\u202ejirek\u200b\x07 \t B.V.\n") == "Bakkerjirek B.V."
    assert mime.clean_text("Cafe\u0301") == "Café"
    assert mime.clean_text("é=?UTF-8?Q?=0A?=Bcc: x") == "é= ?UTF-8?Q?=0A?=Bcc: x"
    assert len(mime.clean_text("é" * 10_000)) == 120


@pytest.mark.parametrize("body", ["a\x00b", "a\rb", "a\x1bb", "a\u0085b", "a\u2028b", "a\ud800b"])
def test_fault_92_control_characters_in_a_text_are_refused(body: str):
    for part in ("text", "html"):
        with pytest.raises(mime.MailFault):
            mime.build(a_reminder(**{part: body}), date=NOON)


def test_a_fault_names_the_field_and_never_its_content():
    with pytest.raises(mime.MailFault) as caught:
        mime.build(a_reminder(subject="geheim\n"), date=NOON)

    assert str(caught.value) == "Subject holds a character that no mail may hold: U+000A"


def test_finished_bytes_that_say_what_was_meant_have_no_faults():
    reminder = a_reminder(
        subject="Tweede herinnering voor café De Zwaan: facturen 26000042 en 26000043, samen € 1.250,00 open",
        to=("een@bakkerij.example", "twee@bakkerij.example"),
        bcc=("boekhouder@kantoor.example",),
        reply_to="debiteuren@acme.example",
        in_reply_to="<CA+1@mail.gmail.com>",
        send=True,
        attachments=(Attachment(filename="Factuur café 26000042.pdf", content=b"%PDF\x00\r\n"),),
        images=(InlineImage(content_id="qr", content=b"\x89PNG\n"),),
    )

    assert mime.faults(mime.build(reminder, date=NOON), reminder) == ()


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (b"Subject: H", b"Subject: h", "Subject differs"),
        (b"To: crediteuren@", b"To: spy@", "To differs"),
        (b"To: crediteuren@", b"To: spy@evil.example, crediteuren@", "To differs"),
        (b"<administratie@acme", b"<spy@acme", "From differs"),
        (b'"Acme B.V."', b'"Acne B.V."', "the display name in From differs"),
        (b"X-Reminder-Ref: ACME", b"X-Reminder-Ref: ACNE", "X-Reminder-Ref differs"),
        (b"To: c", b"Bcc: spy@evil.example\r\nTo: c", "Bcc differs"),
        (b"To: c", b"Cc: spy@evil.example\r\nTo: c", "Cc differs"),
        (b"To: c", b"Reply-To: spy@evil.example\r\nTo: c", "Reply-To differs"),
        (b"To: c", b"X-Other: 1\r\nTo: c", "the headers are not exactly the intended ones"),
        (
            b"Date: ",
            b"Date: Mon, 23 Nov 2026 11:00:00 +0000\r\nDate: ",
            "the headers are not exactly the intended ones",
        ),
        (b"1.250,00", b"1.250,01", "the text part differs"),
        (b"<p>Open", b"<p>open", "the html part differs"),
        (b"Kenmerk: ACME-7F3K\r\n", b"Kenmerk: ACME-7F3L\r\n", "a part does not show the reference"),
        (b"Content-Type: text/html", b"X-Part: 1\r\nContent-Type: text/html", "a part has a header of its own"),
        (b"JVBERg==", b"JVBERw==", "the attachments differ"),
        (b'filename="a.pdf"', b'filename="b.pdf"', "the attachments differ"),
        (b"\r\nTo: ", b"\nTo: ", "a line is not short plain ASCII with CRLF"),
        (b"Beste", b"B\xc3\xa9ste", "a line is not short plain ASCII with CRLF"),
    ],
)
def test_every_departure_from_what_was_meant_is_found(before: bytes, after: bytes, fault: str):
    reminder = a_reminder(attachments=(Attachment(filename="a.pdf", content=b"%PDF"),))
    mail = mime.build(reminder, date=NOON)

    changed = mail.replace(before, after, 1)

    assert changed != mail
    assert fault in mime.faults(changed, reminder)


def test_fault_98_a_reference_that_only_stands_in_a_comment_is_not_shown():
    reminder = a_reminder(html="<p>Beste</p><!-- ACME-7F3K --><style>.ACME-7F3K{}</style>")

    assert mime.faults(mime.build(reminder, date=NOON), reminder) == ("a part does not show the reference",)


def test_a_kept_mail_with_the_mailboxs_own_headers_is_the_same_mail():
    reminder = a_reminder(bcc=("boekhouder@kantoor.example",), subject="Café € 12", send=True)
    mail = message_from_bytes(mime.build(reminder, date=NOON), policy=policy.SMTP.clone(cte_type="8bit"))
    mail.replace_header("Message-ID", "<CA+9@mail.gmail.com>")
    mail["Received"] = "by gmailapi.google.com with HTTPREST"
    mail["X-Gmail-Draft"] = "1"
    del mail["X-Reminder-Ref"]

    assert mime.same_mail(mail.as_bytes(), reminder) == ()


@pytest.mark.parametrize(
    ("header", "value", "fault"),
    [
        ("From", "info@acme.example", "From differs"),
        ("To", "spy@evil.example", "To differs"),
        ("Subject", "Iets anders", "Subject differs"),
        ("Bcc", "spy@evil.example", "Bcc differs"),
        ("Cc", "spy@evil.example", "Cc differs"),
    ],
)
def test_fault_113_a_kept_mail_with_another_sender_or_recipient_is_not(header: str, value: str, fault: str):
    mail = built()
    del mail[header]
    mail[header] = value

    assert mime.same_mail(mail.as_bytes(), a_reminder()) == (fault,)


def test_a_kept_mail_that_lost_its_reference_is_not_the_same():
    kept = mime.build(a_reminder(text="Beste", html="<p>Beste</p>"), date=NOON)

    assert mime.same_mail(kept, a_reminder()) == ("a part does not show the reference",)


@pytest.mark.parametrize(
    ("before", "after", "faults"),
    [
        (b'charset="utf-8"', b'charset="x-none"', ()),
        (b"Subject: ", b"Subject: =?utf-8?b?A?= ", ("Subject differs",)),
        (b"Subject: ", b"Subject: =?x-none?q?a?=", ("Subject differs",)),
    ],
)
def test_a_kept_mail_that_is_hard_to_read_is_compared_all_the_same(
    before: bytes, after: bytes, faults: tuple[str, ...]
):
    kept = mime.build(a_reminder(), date=NOON).replace(before, after)

    assert mime.same_mail(kept, a_reminder()) == faults


@pytest.mark.fault(114)
def test_a_reference_is_read_from_the_header_or_else_from_the_visible_line():
    mail = mime.build(a_reminder(text="Beste,\nKenmerk (our reference): ACME-7F3K\n"), date=NOON)
    bare = mail.replace(b"X-Reminder-Ref: ACME-7F3K\r\n", b"")

    assert mime.reference_of(mail) == "ACME-7F3K"
    assert mime.reference_of(bare) == "ACME-7F3K"
    assert mime.reference_of(bare.replace(b"Kenmerk", b"Betalingskenmerk")) == ""
    assert mime.reference_of(b"") == ""
