"""Names, numbers and descriptions that would like to be more than text, from the ledger to the finished draft."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reminder.cli.stage import connect, set_stage
from reminder.sandbox.book import Term
from reminder.sandbox.bookkeeper import Bookkeeper
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Stage

HOSTILE = (
    "é=?UTF-8?Q?=0A?=Bcc: dief@boef.example",
    "Jansen\r\nBcc: dief@boef.example",
    "A\u2028Subject: gratis\u0085X-Evil: 1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)><a href='https://boef.example'>betaal hier</a>",
    "{{ 7*7 }}{% raw %}{{ config }}",
    "../../%2e%2e?amount=0.01&iban=#\u202egpj.exe",
    "NL20 INGB 0001 2345 67 € 1.234,56",
    '"; DROP TABLE reminders; --\x00\x07',
    "&lt;b&gt; &amp; &cent25 \u200bzero\u00adwidth",
    "Ünïcode " * 12,
)
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "body",
    "div",
    "p",
    "br",
    "span",
    "a",
    "img",
    "table",
    "tbody",
    "tr",
    "th",
    "td",
}
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "X-Reminder-Ref", "MIME-Version", "Content-Type"),
    "Content-Transfer-Encoding",
}
PAYING = """
[administrations.acme.payment_link]
kind = "url"
url = "https://pay.example/{invoice}/{description}?amount={amount}"
epc_qr = true
"""


class Page(HTMLParser):
    """The tags of a page, where its links lead, and what its pictures are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag)
        self.links += [values["href"] or ""] if tag == "a" else []
        self.pictures += [values["src"] or ""] if tag == "img" else []
        assert not [name for name in values if name.startswith("on")]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage on whose books only the hostile are late."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    with Sandbox() as sandbox:
        connect(set_stage(folder, sandbox, more=PAYING), sandbox)
        sandbox.exact.book.terms.clear()
        keeper, today = sandbox.exact, sandbox.exact.clock.now().date()
        for place, text in enumerate(HOSTILE):
            _owing(keeper, f"9{place:02}", text, place).due_date = today - timedelta(days=21)
        yield Stage(folder, sandbox)


def _owing(keeper: Bookkeeper, code: str, text: str, place: int) -> Term:
    keeper.add_account(code, text, email=f"debiteur{place}@klant.example")
    keeper.add_contact(code, f"X {text}", gender="V", business_email=f"debiteur{place}@klant.example")
    return keeper.add_invoice(code, "250.00", due=None, ref=f"{place} {text}", description=text)


@pytest.fixture(scope="module")
def mails(stage: Stage) -> tuple[EmailMessage, ...]:
    """The drafts of one run."""
    run = stage.run_now()
    assert [each["state"] for each in run["reminders"]] == ["drafted"] * len(HOSTILE)
    return tuple(draft.message.email for draft in stage.sandbox.gmail.drafts())


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_every_mail_has_its_own_headers_and_one_recipient(mails: tuple[EmailMessage, ...]):
    assert {str(mail["To"]) for mail in mails} == {f"debiteur{place}@klant.example" for place in range(len(HOSTILE))}
    for mail in mails:
        assert set(mail.keys()) <= HEADERS
        assert len(str(mail["Subject"]).splitlines()) == 1


def test_nothing_becomes_markup_and_no_link_leads_elsewhere(mails: tuple[EmailMessage, ...]):
    for mail in mails:
        page = Page(body(mail, "html"))
        assert page.tags <= TAGS
        assert {urlsplit(link).netloc for link in page.links} <= {"pay.example"}
        assert all(link.endswith("?amount=250.00") for link in page.links)
        assert all(picture.startswith("cid:") for picture in page.pictures)


def test_both_parts_say_what_is_owed_and_to_whom(mails: tuple[EmailMessage, ...]):
    for mail in mails:
        for kind in ("plain", "html"):
            said = body(mail, kind).replace("&nbsp;", "\u00a0")
            assert "€\u00a0250,00" in said
            assert "NL91 ABNA 0417 1643 00" in said
            assert "{{ 7*7 }}" in said or "49" not in said


def test_no_character_hides_or_turns_what_stands_beside_it(mails: tuple[EmailMessage, ...]):
    for mail in mails:
        said = str(mail["Subject"]) + body(mail, "plain") + body(mail, "html")
        assert not {"\u202e", "\u2028", "\u200b", "\u00ad", "\x00", "\x07", "\x85"} & set(said)
