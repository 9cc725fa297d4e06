"""What a written mail says, and what it never says."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from reminder.errors import ReminderError
from reminder.model.decision import DueStep, Notice
from reminder.model.reminder import Attachment, InlineImage
from tests.builders import (
    FINAL_DEMAND,
    FORMAL,
    a_company,
    a_contact,
    a_credit,
    a_debtor,
    a_notice,
    a_receivable,
    a_step,
)
from tests.composing import a_composer, written


class Page(HTMLParser):
    """The visible text of an html page, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html.partition("<body>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        self.text += " "

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data


def words_of(text: str) -> list[str]:
    return re.sub(r"\s+", " ", text).split()


def test_the_dutch_text_about_one_invoice_holds_what_the_guide_asks():
    reminder = written(a_notice(a_receivable(amount="1250.00", due_date=date(2026, 11, 2))))

    assert reminder.subject == "Herinnering factuur 26000042"
    for fact in (
        "26000042",
        "€\u00a01.250,00",
        "2 november 2026",
        "binnen 7 dagen",
        "Met vriendelijke groet",
        "Acme B.V.",
    ):
        assert fact in reminder.text


def test_several_invoices_are_counted_in_the_subject_without_credits():
    rows = [a_receivable(invoice=f"2600004{digit}") for digit in (2, 3, 4)]

    reminder = written(a_notice(*rows, a_credit()))

    assert reminder.subject == "Herinnering: 3 openstaande facturen"


def test_instalments_of_one_invoice_are_one_invoice_in_the_subject():
    parts = (a_receivable(days_overdue=40), a_receivable(days_overdue=20))

    assert written(a_notice(*parts)).subject == "Herinnering factuur 26000042"


def test_html_and_text_say_the_same():
    reminder = written(
        a_notice(
            a_receivable(invoice_amount=Decimal("900.00"), payment_reference="5000056789012345"),
            a_receivable(invoice="26000043", amount="10.10"),
            a_credit(),
            earlier=(a_step(),),
        )
    )

    assert sorted(words_of(Page(reminder.html).text)) == sorted(words_of(reminder.text))


@pytest.mark.fault(71)
def test_a_part_payment_shows_both_amounts():
    reminder = written(a_notice(a_receivable(amount="250.00", invoice_amount=Decimal("900.00"))))

    assert "Het gaat nog om €\u00a0250,00 van het factuurbedrag van €\u00a0900,00." in reminder.text


def test_an_invoice_amount_equal_to_what_is_open_is_not_repeated():
    reminder = written(a_notice(a_receivable(amount="250.00", invoice_amount=Decimal("250.00"))))

    assert "factuurbedrag" not in reminder.text


def test_credits_are_negative_and_taken_off_the_total():
    reminder = written(a_notice(a_receivable(amount="250.00"), a_credit("-50.00")))

    assert "€\u00a0-50,00" in reminder.text
    assert "Wilt u €\u00a0200,00 binnen 7 dagen" in reminder.text
    assert reminder.total == Decimal("200.00")


def test_days_in_a_mail_count_from_the_due_date():
    reminder = written(a_notice(a_receivable(days_overdue=1, entry_date=date(2026, 11, 23))))

    assert "1 dag geleden" in reminder.text


def test_amounts_are_in_the_currency_of_the_invoice_and_the_language_of_the_reader():
    dollars = a_receivable(amount="1250.00", currency="USD")

    assert "US$\u00a01.250,00" in written(a_notice(dollars)).text
    assert "US$1,250.00" in written(a_notice(dollars, language="en")).text


def test_the_account_is_grouped_and_named_with_the_number_to_quote():
    reminder = written(a_notice())

    assert "NL91 ABNA 0417 1643 00 t.n.v. Acme B.V., onder vermelding van factuurnummer 26000042" in reminder.text


def test_the_payment_reference_of_the_ledger_goes_before_the_invoice_number():
    reminder = written(a_notice(a_receivable(payment_reference="5000056789012345")))

    assert "onder vermelding van betalingskenmerk 5000056789012345" in reminder.text


def test_many_invoice_numbers_are_not_listed_twice():
    rows = [a_receivable(invoice=f"260000{number}") for number in range(40, 46)]

    reminder = written(a_notice(*rows))

    assert "onder vermelding van de factuurnummers uit het overzicht" in reminder.text
    assert reminder.text.count("26000045") == 1


def test_the_books_date_is_said_when_known():
    said = (
        "Onze administratie is bijgewerkt tot en met 20 november 2026; hebt u inmiddels betaald, dan kunt u deze e-mail"
    )

    assert said in written(a_notice(), books_until=date(2026, 11, 20)).text
    assert "\nHebt u inmiddels betaald, dan kunt u deze e-mail" in written(a_notice(), books_until=None).text


@pytest.mark.fault(99)
def test_an_earlier_reminder_is_mentioned_only_when_it_is_known_to_be_sent():
    step = a_step(day=date(2026, 11, 9))

    assert "Op 9 november 2026 stuurden wij u hierover al een herinnering" in written(a_notice(earlier=(step,))).text
    assert "9 november" not in written(a_notice(earlier=(a_step(day=date(2026, 11, 9), sent=False),))).text
    assert "herinnering." not in written(a_notice()).text


def test_a_draft_names_no_day_to_pay_by():
    day = date(2026, 11, 30)

    assert "30 november" not in written(a_notice(), pay_by=day, send=False).text
    assert "binnen 7 dagen (uiterlijk op 30 november 2026)" in written(a_notice(), pay_by=day, send=True).text


def test_the_term_is_the_one_of_the_tone():
    assert "binnen 16 dagen" in written(a_notice(tone=FINAL_DEMAND)).text


def test_no_text_claims_a_fee_or_interest_or_uses_an_exclamation_mark():
    for tone in (FORMAL, FINAL_DEMAND):
        text = written(a_notice(tone=tone)).text.lower()

        assert not [word for word in ("rente", "incassokosten", "administratiekosten", "!") if word in text]


def test_the_final_demand_says_who_the_claim_goes_to():
    assert "incassobureau" in written(a_notice(tone=FINAL_DEMAND)).text
    assert "collection agency" in written(a_notice(tone=FINAL_DEMAND, language="en")).text


def test_the_reader_learns_whom_to_reach_and_the_reference():
    reminder = written(a_notice())

    for fact in ("administratie@acme.example", "020 123 45 67", "Kenmerk: ACME-7F3K"):
        assert fact in reminder.text


def test_without_a_telephone_number_nothing_asks_to_call():
    text = written(a_notice(), composer=a_composer(a_company(phone=""))).text

    assert "bel ons" not in text
    assert "Beantwoord dan deze e-mail. Wij" in text


def test_attachments_links_and_the_code_to_pay_with_are_mentioned():
    invoice = a_receivable()

    reminder = written(
        a_notice(invoice),
        attachments=(Attachment(filename="26000042.pdf", content=b"%PDF-", receivable=invoice.key),),
        images=(InlineImage(content_id="qr@acme", content=b"\x89PNG"),),
        links={invoice.key: "https://pay.example/26000042"},
    )

    assert "De factuur vindt u in de bijlage." in reminder.text
    assert "https://pay.example/26000042" in reminder.text
    assert 'src="cid:qr@acme"' in reminder.html


def test_two_files_of_one_invoice_are_one_invoice_and_not_all_of_two():
    one, other = a_receivable(), a_receivable(invoice="26000043")
    files = tuple(Attachment(filename=name, content=b"%PDF-", receivable=one.key) for name in ("a.pdf", "b.pdf"))

    assert "De factuur vindt u in de bijlage." in written(a_notice(one), attachments=files).text
    assert "Een deel van de facturen" in written(a_notice(one, other), attachments=files).text


def test_a_link_says_where_it_leads_and_the_text_spells_it_out():
    rows = (a_receivable(amount="10.00"), a_receivable(invoice="26000043"))
    links = {each.key: f"https://pay.example/{each.invoice}" for each in rows}

    one = written(a_notice(rows[0]), links={rows[0].key: links[rows[0].key]})
    both = written(a_notice(*rows), links=links)

    assert "U kunt ook online betalen via pay.example: https://pay.example/26000042\n" in one.text
    assert "factuur 26000043, €\u00a0250,00: https://pay.example/26000043\n" in both.text
    assert ">factuur 26000042, €&nbsp;10,00</a>" in both.html


def test_the_reminder_carries_who_what_and_whose_step():
    owed, credit = a_receivable(), a_credit()
    company = a_company(reply_to="vragen@acme.example", bcc=("boekhouder@kantoor.example",))

    reminder = written(a_notice(owed, credit), composer=a_composer(company), send=True)

    assert [(item.invoice, item.amount, item.tier) for item in reminder.items] == [
        ("26000042", Decimal("250.00"), "friendly"),
        ("26000050", Decimal("-50.00"), None),
    ]
    assert (reminder.reply_to, reminder.bcc) == ("vragen@acme.example", ("boekhouder@kantoor.example",))
    assert (reminder.sender, reminder.sender_name, reminder.send) == ("administratie@acme.example", "Acme B.V.", True)


@pytest.mark.parametrize(
    ("wanted", "got"), [("en", "en"), ("en-GB", "en"), ("de", "nl"), (None, "nl"), ("../nl", "nl"), ("", "nl")]
)
def test_a_language_without_texts_falls_back_and_the_mail_says_which_it_is(wanted: str | None, got: str):
    assert written(a_notice(language=wanted)).language == got


def test_the_language_of_the_administration_goes_before_dutch():
    assert written(a_notice(language="de"), composer=a_composer(default_language="en")).language == "en"


@pytest.mark.fault(91)
def test_markup_and_controls_in_the_ledger_stay_plain_text():
    debtor = a_debtor(contact=a_contact(last_name="<script>alert(1)</script>\u202e\nBcc: x"))

    reminder = written(a_notice(debtor=debtor))

    assert "script" not in Page(reminder.html).tags
    assert "Geachte mevrouw <script>alert(1)</script> Bcc: x," in reminder.text


def test_what_looks_like_an_entity_stays_as_it_is_in_the_text():
    invoice = a_receivable(invoice="A&lt;1&copy2")
    url = "https://pay.example/?amount=250.00&cents=25000&copy=1"

    reminder = written(a_notice(invoice, a_receivable(invoice="2")), links={invoice.key: url})

    assert url in reminder.text
    assert "A&lt;1&copy2 van" in reminder.text


def test_the_subject_is_one_plain_line():
    reminder = written(a_notice(a_receivable(invoice="A&B <1>\n2")))

    assert reminder.subject == "Herinnering factuur A&B <1> 2"


def test_the_page_needs_nothing_from_outside_and_keeps_no_style_sheet():
    html = written(a_notice(a_receivable(), a_credit())).html

    assert not set(Page(html).tags) & {"script", "style", "link", "img", "iframe"}
    assert "http" not in html
    assert "background" not in html
    assert not re.search(r"[\s\"';]color:", html)


@pytest.mark.parametrize(
    ("notice", "fault"),
    [
        (a_notice(a_receivable(), a_receivable(invoice="2", debtor_id="debtor-2")), "another debtor"),
        (a_notice(a_receivable(), a_receivable(invoice="2", currency="USD")), "mixes currencies"),
        (a_notice(steps=(DueStep(receivable=a_receivable(invoice="9"), tier="friendly"),)), "does not list"),
        (a_notice(a_receivable(amount="50.00"), a_credit("-50.00")), "asks for nothing"),
    ],
)
def test_a_notice_that_mixes_or_asks_nothing_is_never_written(notice: Notice, fault: str):
    with pytest.raises(ReminderError, match=fault):
        written(notice)


def test_a_sent_mail_never_names_a_day_that_has_passed():
    with pytest.raises(ReminderError, match="has passed"):
        written(a_notice(), send=True, pay_by=date(2026, 11, 23))
