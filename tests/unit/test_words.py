"""Every decision can be said, in every language, with its facts."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum

import pytest

from reminder.model.books import Receivable
from reminder.model.decision import Outcome, Reason
from reminder.model.history import HoldReason
from reminder.model.policy import Mode
from reminder.model.reminder import State
from reminder.model.run import RunState
from reminder.rules.addresses import parse_addresses
from reminder.words import formats, labels
from reminder.words.facts import ladder_line, mail_line
from reminder.words.sentences import broken_promises, sentence
from tests.builders import (
    a_credit,
    a_debtor,
    a_decision,
    a_hold,
    a_receivable,
    a_step,
    without_due_date,
)
from tests.report_samples import an_attempt

LANGUAGES = ("nl", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_a_sentence_with_few_facts_and_with_many(reason: Reason, language: str):
    bare = sentence(a_decision(reason), language)
    full = sentence(
        a_decision(
            reason,
            last_step=a_step(),
            hold=a_hold(until=date(2026, 12, 7)),
            next_tier="formal",
            reference="ACME-7F3K",
            broken_promise=date(2026, 11, 16),
            earliest_next_step=date(2026, 12, 14),
        ),
        language,
    )

    for said in (bare, full):
        assert "26000042" in said
        assert formats.money(a_receivable().amount, currency="EUR", language=language) in said
        assert said.endswith(".")
        assert not re.search(r"None|[{}]|  |\.\.| ,|\(\)", said)
    assert "ACME-7F3K" in full
    assert formats.long_date(date(2026, 12, 14), language=language) in full


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_reasons_read_the_same(language: str):
    assert len({sentence(a_decision(reason), language) for reason in Reason}) == len(Reason)
    assert len({labels.reason_label(reason, language) for reason in Reason}) == len(Reason)


def test_a_first_contact_reads_as_a_person_would_say_it():
    decision = a_decision(
        Reason.FIRST_CONTACT, receivable=a_receivable(amount="1250.00"), tier="formal", reference="ACME-7F3K"
    )

    assert sentence(decision, "nl") == (
        "Factuur 26000042, €\u00a01.250,00, vervallen op 2 november 2026, 21 dagen te laat: "
        "krijgt een eerste herinnering (formeel). Kenmerk van de e-mail: ACME-7F3K."
    )


def test_a_hold_says_why_and_until_when():
    decision = a_decision(Reason.ON_HOLD, hold=a_hold(until=date(2026, 12, 7)))

    assert "wordt met rust gelaten wegens een geschil, tot en met 7 december 2026." in sentence(decision, "nl")
    assert "is left alone because of a dispute, up to and including 7 December 2026." in sentence(decision, "en")


def test_a_hold_without_end_names_no_day():
    assert sentence(a_decision(Reason.ON_HOLD, hold=a_hold()), "nl").endswith("wegens een geschil.")


def test_a_skipped_row_in_a_mail_names_that_mail():
    decision = a_decision(Reason.GRACE, days_overdue=3, reference="ACME-7F3K")

    assert sentence(decision, "nl").endswith("Wordt wel vermeld in e-mail ACME-7F3K.")


def test_a_broken_promise_is_said():
    decision = a_decision(Reason.CALL_BY_AMOUNT, broken_promise=date(2026, 11, 16))

    assert "De toezegging om uiterlijk 16 november 2026 te betalen is niet nagekomen." in sentence(decision, "nl")


def test_of_several_receivables_the_promise_names_its_own():
    other = a_decision(Reason.CALL_BY_AMOUNT, receivable=a_receivable(invoice="26000043"))
    broken = a_decision(Reason.CALL_BY_AMOUNT, broken_promise=date(2026, 11, 16))

    assert broken_promises([broken, other], "en") == ("26000042: The promise to pay by 16 November 2026 was not kept.",)
    assert broken_promises([broken], "en") == ("The promise to pay by 16 November 2026 was not kept.",)
    assert broken_promises([other], "en") == ()


def test_the_fault_of_an_address_is_said():
    decision = a_decision(Reason.NO_ADDRESS, debtor=a_debtor(emails=(), address_fault="no address"))

    assert "geen bruikbaar e-mailadres (er is geen adres)." in sentence(decision, "nl")


@pytest.mark.parametrize(
    ("receivable", "days_overdue", "said"),
    [
        (a_credit("-50.00"), 21, "Tegoed 26000050, €\u00a0-50,00, vervaldatum 2 november 2026: "),
        (a_credit("-50.00", invoice=None), 0, "Tegoed zonder nummer, €\u00a0-50,00, "),
        (a_receivable(invoice=None), 21, "Post zonder factuurnummer, €\u00a0250,00, "),
        (without_due_date(a_receivable()), None, "Factuur 26000042, €\u00a0250,00, zonder vervaldatum: "),
        (a_receivable(days_overdue=-7), 0, "Factuur 26000042, €\u00a0250,00, vervaldatum 30 november 2026: "),
        (a_receivable(days_overdue=1), 1, "vervallen op 22 november 2026, 1 dag te laat: "),
    ],
)
def test_what_is_not_known_is_said_without_it(receivable: Receivable, days_overdue: int | None, said: str):
    assert said in sentence(a_decision(Reason.CREDIT, receivable=receivable, days_overdue=days_overdue), "nl")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (Outcome, labels.outcome_label),
        (State, labels.state_label),
        (RunState, labels.run_state_label),
        (HoldReason, labels.hold_label),
        (Mode, labels.mode_label),
    ],
)
def test_everything_has_a_name_of_its_own(kind: type[StrEnum], label: Callable[..., str], language: str):
    names = [label(each, language) for each in kind]

    assert all(names)
    assert len(set(names)) == len(names)


def test_a_tier_of_ones_own_keeps_its_name():
    assert labels.tier_label("friendly", "nl") == "vriendelijk"
    assert labels.tier_label("streng", "nl") == "streng"


def test_a_language_without_words_reads_english():
    assert labels.reason_label(Reason.GRACE, "de") == "within the days of grace"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", ("€\u00a01.234,50", "4 maart 2026", "1 dag", "7 dagen", "a, b en c")),
        ("en", ("€1,234.50", "4 March 2026", "1 day", "7 days", "a, b and c")),
        ("de", ("1.234,50\u00a0€", "4. März 2026", "1 Tag", "7 Tage", "a, b und c")),
        ("zz", ("€1,234.50", "4 March 2026", "1 day", "7 days", "a, b and c")),
    ],
)
def test_amounts_days_and_lists_are_written_as_the_reader_does(language: str, expected: tuple[str, ...]):
    written = (
        formats.money(a_receivable(amount="1234.50").amount, currency="EUR", language=language),
        formats.long_date(date(2026, 3, 4), language=language),
        formats.days(1, language=language),
        formats.days(7, language=language),
        formats.listing(("a", "b", "c"), language=language),
    )

    assert written == expected


FIELDS = {
    "geen adres hier": "er staat geen adres in|het adres klopt niet",
    ";": "er staat geen adres in",
    "; ".join(f"klant{number}@bakkerij.example" for number in range(6)): "meer dan 5 adressen",
    "klant@bakkerij.example\u200b": "onzichtbaar teken U+200B",
    "=?utf-8?q?klant?=@bakkerij.example": "gecodeerde tekst",
    "bäcker@bakkerij.example": "een bijzondere letter vóór de @",
    "klant@bakkerij": "het adres klopt niet",
}


@pytest.mark.parametrize("field", FIELDS, ids=range(len(FIELDS)))
def test_every_fault_of_an_address_is_said_in_dutch(field: str):
    debtor = a_debtor(emails=(), address_fault=parse_addresses(field).fault)

    said = sentence(a_decision(Reason.NO_ADDRESS, debtor=debtor), "nl")

    assert re.search(rf"e-mailadres \(({FIELDS[field].replace('+', '.')})\)\.$", said), said


def test_an_address_that_mails_came_back_from_is_said_to_be_so():
    said = sentence(a_decision(Reason.NO_ADDRESS, debtor=a_debtor()), "nl")

    assert "geen bruikbaar e-mailadres (het adres is onbestelbaar gebleken)." in said


def test_an_invoice_booked_after_it_was_due_says_so():
    late = a_receivable(days_overdue=40, entry_date=date(2026, 11, 10))

    said = sentence(a_decision(Reason.GRACE, receivable=late, days_overdue=13), "nl")

    assert "vervallen op 14 oktober 2026, pas geboekt op 10 november 2026, 13 dagen te laat: " in said


def test_a_draft_known_to_have_been_sent_by_somebody_is_not_said_to_be_perhaps_discarded():
    gone = an_attempt(state=State.GONE, done_on=date(2026, 11, 24))

    assert "concept verzonden of weggegooid" in mail_line(gone, "nl")
    assert "concept door iemand verzonden" in mail_line(replace(gone, known_sent=True), "nl")


def test_where_a_receivable_stood_on_the_ladder_is_one_line():
    decision = a_decision(
        Reason.STEP_NOT_DUE, starting_tier="friendly", next_tier="formal", last_step=a_step(day=date(2026, 11, 9))
    )

    assert ladder_line(decision, "nl") == (
        "begint met: vriendelijk; laatste stap: vriendelijk, 9 november 2026 (verzonden); doel: formeel"
    )
