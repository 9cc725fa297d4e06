"""What the law asks of a final demand, and that a text which breaks it never becomes a mail."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reminder.compose.law import TERMS
from reminder.compose.lint import template_faults
from reminder.compose.places import shipped
from reminder.errors import ReminderError
from reminder.model.charges import Charge, Charges
from reminder.model.decision import Notice
from reminder.model.policy import Tier
from reminder.model.reminder import Reminder
from reminder.rules.charges import charge_of
from reminder.rules.rates import shipped_rates
from tests.builders import FINAL_DEMAND, FORMAL, FRIENDLY, TODAY, a_company, a_debtor, a_notice, a_policy, a_receivable
from tests.composing import a_composer, own_file, own_text, written

FEE = Charges(collection_fee=True, interest=True)
INVOICE = a_receivable(amount="1250.00", invoice_amount=Decimal("1500.00"))
LETTER = a_notice(INVOICE, tone=FINAL_DEMAND)
BUSINESS = a_notice(INVOICE, tone=FINAL_DEMAND, debtor=a_debtor(business=True))
TERM = TERMS["nl"]


def demanded(notice: Notice, charges: Charges = FEE, *, own: Path | None = None, country: str = "nl") -> Reminder:
    charge = charge_of(notice, charges, today=TODAY, creditor_country=country, rates=shipped_rates())
    return written(notice, composer=a_composer(own_templates=own), charge=charge, send=True, pay_by=date(2026, 12, 9))


def changed(folder: Path, old: str, new: str) -> Path:
    """Write the shipped final demand as an own text, with one thing changed."""
    source = (shipped() / "nl" / "final-demand.j2").read_text(encoding="utf-8")
    assert old in source
    return own_file(folder, source.replace(old, new), name="nl/final-demand.j2")


def test_a_consumer_gets_the_accepted_term_one_amount_one_fee_one_account_and_no_day_to_pay_by():
    text = demanded(LETTER).text

    assert f"dringend om {TERM} dit bedrag te betalen" in text
    assert set(re.findall(r"€\xa0[\d.,]*\d", text)) == {"€\u00a01.250,00", "€\u00a0187,50"}
    assert text.count("187,50") == text.count("1.250,00") == text.count("NL91 ABNA 0417 1643 00") == 1
    assert "december" not in text
    assert "rente" not in text


@pytest.mark.parametrize("word", ["1", "2026", "veertien", "dag", "november", "a", "€"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_number_or_name_that_is_part_of_the_letter_itself_does_not_stop_it(word: str, language: str):
    notice = a_notice(a_receivable(invoice=word), tone=FINAL_DEMAND, debtor=a_debtor(name=word), language=language)

    assert TERMS[language] in demanded(notice).text


def test_the_english_letter_says_the_same():
    text = demanded(replace(LETTER, language="en")).text

    assert TERMS["en"] in text
    assert "collection costs. They amount to €187.50" in text
    assert "interest" not in text


def test_a_consumer_is_given_the_same_term_when_no_fee_is_asked():
    text = demanded(LETTER, Charges()).text

    assert TERM in text
    assert "incassokosten" not in text


def test_a_business_is_named_fee_and_interest_and_a_day_to_pay_by():
    text = demanded(BUSINESS).text

    assert "incassokosten in rekening. Die bedragen €\u00a0187,50." in text
    assert "handelsrente vanaf de dag na de vervaldatum. Die bedraagt tot en met 23 november 2026 €\u00a07,48." in text
    assert "binnen 16 dagen (uiterlijk op 9 december 2026)" in text


def test_by_default_a_business_is_named_no_amount_beside_what_is_open():
    text = demanded(BUSINESS, Charges()).text

    assert set(re.findall(r"€\xa0[\d.,]*\d", text)) == {"€\u00a01.250,00", "€\u00a01.500,00"}
    assert "rente" not in text


@pytest.mark.parametrize("business", [True, None])
@pytest.mark.parametrize(("debtor", "creditor"), [("BE", "nl"), ("NL", "be")])
def test_nothing_of_dutch_law_reaches_belgium(debtor: str, creditor: str, business: bool | None):  # noqa: FBT001
    notice = replace(LETTER, debtor=a_debtor(country=debtor, business=business))

    text = demanded(notice, country=creditor).text

    assert not [word for word in ("incassokosten", "rente", "veertien dagen") if word in text]


@pytest.mark.parametrize(
    "charges", [Charges(), FEE, Charges(interest=True), Charges(collection_fee=True, vat_on_fee=True)]
)
def test_the_shipped_texts_are_right_whatever_is_charged(charges: Charges):
    told = template_faults(a_policy(final_demand=True), a_company(), languages=("nl", "en"), charges=charges)

    assert told == ()


def test_an_own_text_may_give_another_term_as_long_as_no_fee_is_asked(tmp_path: Path):
    own = changed(tmp_path, TERM, "binnen tien dagen")

    assert "binnen tien dagen" in demanded(LETTER, Charges(), own=own).text


def test_what_is_charged_never_changes_what_is_to_be_paid():
    assert demanded(BUSINESS).total == demanded(LETTER).total == Decimal("1250.00")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (TERM, "binnen veertien dagen na dagtekening van deze brief", "word for word"),
        (TERM, "binnen 14 dagen na heden", "word for word"),
        (TERM, "uiterlijk op 1 december 2026", "word for word"),
        ("{{ self.charges() }}", "{{ self.charges() }}<p>Dat is tot 1 december.</p>", "a day that is not"),
        ("{{ self.charges() }}", "{{ self.charges() }}<p>Dat is tot 01-12-2026.</p>", "a day that is not"),
        ("{{ self.charges() }}", "{{ self.charges() }}<p>Graag binnen 7 dagen.</p>", "another term"),
        (
            "{{ self.charges() }}",
            "{{ self.charges() }}<p>De termijn loopt vanaf verzending na heden.</p>",
            "another term",
        ),
        ("{{ self.charges() }}", "{{ self.charges() }}<p>Samen is dat € 1.437,50.</p>", "an amount stands in it"),
        ("{{ fee | money }}", "{{ fee | money }} en € 25,00", "an amount stands in it"),
        ("{{ self.charges() }}", "", "the fee is missing"),
        ("{{ self.charges() }}", "{{ self.charges() }}<p>En administratiekosten.</p>", "administration or reminder"),
        ("{{ self.charges() }}", '{{ self.charges() }}<p class="picture">En € 5,00 kosten.</p>', "an amount stands"),
        ("{{ self.charges() }}", "{{ self.charges() }}<p>Plus wettelijke rente.</p>", "names interest"),
        ("{{ self.charges() }}", "{{ self.charges() }}<p>Of op NL20 INGB 0001 2345 67.</p>", "not the company's"),
        ("{{ self.account() }}", "onze rekening", "the bank account is missing"),
    ],
)
def test_a_letter_that_would_be_worth_nothing_is_never_written(tmp_path: Path, old: str, new: str, fault: str):
    own = changed(tmp_path, old, new)

    with pytest.raises(ReminderError) as caught:
        demanded(LETTER, own=own)

    told = template_faults(a_policy(final_demand=True), a_company(), languages=("nl",), own_templates=own, charges=FEE)
    assert any(fault in each for each in told)
    assert fault in caught.value.message or len(told) > 1


@pytest.mark.parametrize("tone", [FRIENDLY, FORMAL])
def test_a_text_before_the_final_demand_may_threaten_with_no_fee(tmp_path: Path, tone: Tier):
    own = own_text(tmp_path, "<p>Anders rekenen wij incassokosten.</p>", name=f"nl/{tone.name}.j2")

    with pytest.raises(ReminderError, match="a collection fee where none may be named"):
        written(a_notice(tone=tone), composer=a_composer(own_templates=own))


def test_a_fee_cannot_be_given_to_another_text_than_the_final_demand():
    charge = Charge(consumer=True, until=TODAY, fee=Decimal("40.00"))

    with pytest.raises(ReminderError, match="charges before the final demand"):
        written(a_notice(tone=FORMAL), charge=charge)


def test_a_final_demand_to_a_consumer_names_no_fee_that_was_not_asked_for(tmp_path: Path):
    own = changed(tmp_path, "{{ self.charges() }}", "<p>Anders komen er incassokosten bij.</p>")

    with pytest.raises(ReminderError, match="a collection fee where none may be named"):
        demanded(LETTER, Charges(), own=own)


def test_in_a_language_without_the_words_of_the_law_a_consumer_is_named_no_fee(tmp_path: Path):
    body = "{% for line in invoices %}<p>{{ line.number }} {{ line.due_date | date }} {{ line.amount | money }}</p>"
    source = "{% block subject %}Mahnung{% endblock %}{% block body %}" + body + "{% endfor %}{{ reference }} "
    own = own_file(
        tmp_path, source + "{% if fee %}{{ fee | money }}{% endif %}{% endblock %}", name="de/final-demand.j2"
    )

    assert "187" not in demanded(replace(LETTER, language="de"), own=own).text
    assert "187" in demanded(replace(BUSINESS, language="de"), Charges(collection_fee=True), own=own).text


def test_a_fee_over_some_of_the_invoices_names_them():
    rows = (INVOICE, a_receivable(invoice="26000043"))
    notice = a_notice(*rows, tone=FINAL_DEMAND)

    some = demanded(replace(notice, steps=notice.steps[:1])).text
    every = demanded(notice).text

    assert "Ontvangen wij de betaling van factuur 26000042 niet binnen deze termijn" in some
    assert "verschuldigd. Die bedragen €\u00a0187,50." in some
    assert "Ontvangen wij het bedrag niet binnen deze termijn" in every
    assert "verschuldigd. Die bedragen €\u00a0225,00." in every


def test_vat_on_the_fee_is_said_with_its_reason():
    text = demanded(LETTER, Charges(collection_fee=True, vat_on_fee=True)).text

    assert "€\u00a0226,88, inclusief 21% btw, omdat wij deze btw niet kunnen verrekenen." in text
