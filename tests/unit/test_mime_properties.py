"""Whatever stands in a reminder, its mail has the intended headers and recipients, or there is none."""

import re
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder import mime
from reminder.model.reminder import Attachment
from tests.unit.test_mime import NOON, REMINDER, a_reminder

ANY = st.text(max_size=200)
NASTY = st.lists(
    st.sampled_from(
        (
            "=?utf-8?q?=0A?=",
            "\r\n",
            "\n",
            "Bcc: spy@evil.example",
            ",",
            ";",
            "<",
            ">",
            '"',
            "\\",
            "é",
            " ",
            "\u2028",
            "=?",
        )
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)
TEXT = ANY | NASTY
VISIBLE = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=300).map(str.strip)


@pytest.mark.fault(90)
@settings(deadline=None)
@given(subject=TEXT, name=TEXT, filename=TEXT, to=TEXT, text=TEXT)
def test_only_intended_headers_and_recipients_come_out(subject: str, name: str, filename: str, to: str, text: str):
    reminder = a_reminder(
        subject=subject,
        sender_name=name,
        to=(to,) if "@" in to else REMINDER.to,
        text=f"{text}\nACME-7F3K",
        attachments=(Attachment(filename=filename, content=b"%PDF"),),
    )

    try:
        mail = mime.build(reminder, date=NOON)
    except mime.MailFault:
        return

    assert mime.faults(mail, reminder) == ()


@settings(deadline=None, max_examples=300)
@given(subject=VISIBLE.filter(bool), name=VISIBLE)
def test_every_visible_text_arrives_whole(subject: str, name: str):
    reminder = a_reminder(subject=mime.clean_text(subject, limit=250), sender_name=mime.clean_text(name))

    assert mime.faults(mime.build(reminder, date=NOON), reminder) == ()


@settings(deadline=None)
@given(TEXT, st.integers(min_value=2, max_value=200))
def test_a_cleaned_text_is_short_visible_and_stays_as_it_is(value: str, limit: int):
    clean = mime.clean_text(value, limit=limit)

    assert len(clean) <= limit
    assert mime.clean_text(clean, limit=limit) == clean
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|=\?", clean)


@settings(deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_no_recipient_is_added_by_the_parser_of_another(to: list[str]):
    reminder = a_reminder(to=tuple(to))

    try:
        mail = mime.build(reminder, date=NOON)
    except mime.MailFault:
        return

    line = next(line for line in mail.decode().split("\r\n") if line.startswith("To:"))
    assert [address for _, address in getaddresses([line[3:]])] == to
