"""The books of a company that has been at it for years: what a credit controller expects of every oddity in them."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from reminder.cli.stage import connect, set_stage
from reminder.model.decision import Outcome, Reason
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.grown_book import grown_book
from reminder.sandbox.serve import Sandbox
from reminder.words.labels import outcome_label, reason_label, tier_label
from tests.e2e.conftest import Document, Stage
from tests.e2e.reports import age, grouped, report_of, summed, text_of

EXPECTED = {
    "partly-paid": "remind first-contact friendly 800.00",
    "instalments": "remind first-contact formal 1000.00, remind first-contact formal 1000.00, skip not-due 1000.00",
    "credit-beside-due": "remind first-contact friendly 900.00",
    "credit-exceeds-due": "skip net-position 300.00",
    "unallocated-receipt": "skip net-position 750.00",
    "opening-balance": "call no-number 450.00",
    "opening-balance-zero": "call no-number 455.00",
    "dollars": "remind first-contact formal 2500.00",
    "euros-and-dollars": "remind first-contact friendly 610.00, remind first-contact friendly 620.00",
    "currency-mismatch": "call currency-mismatch 1000.00",
    "direct-debit-selected": "skip direct-debit 130.00",
    "direct-debit-processed": "skip direct-debit 140.00",
    "direct-debit-expected": "skip direct-debit 150.00",
    "direct-debit-failed": "call direct-debit-failed 160.00",
    "no-due-date": "call no-due-date 275.00",
    "due-today": "skip not-due 280.00",
    "below-minimum": "skip below-minimum 0.50",
    "very-old": "call backlog 825.00",
    "very-large": "call call-by-amount call-me 1234567.89",
    "large-together": ", ".join(["remind first-contact formal 2000.00"] * 3),
    "entered-late": "skip grace 330.00",
    "same-number-elsewhere": "remind first-contact friendly 410.00, remind first-contact friendly 420.00",
    "reopened": "remind first-contact friendly 515.00",
    "no-pdf": "remind first-contact friendly 205.00",
    "several-attachments": "remind first-contact friendly 215.00",
    "blocked": "call blocked 315.00",
    "ended": "call blocked 315.00",
    "anonymised": "call blocked 315.00",
    "held-by-marker": "skip on-hold 315.00",
    "own-division": "skip own-division 315.00",
    "without-address": "call no-address 315.00",
    "address-of-contact": "remind first-contact friendly 315.00",
    "address-of-account": "remind first-contact friendly 315.00",
    "private-address": "remind first-contact friendly 315.00",
    "two-addresses": "remind first-contact friendly 315.00",
    "named-address": "remind first-contact friendly 315.00",
    "invalid-address": "call no-address 315.00",
    "shared-address": "remind first-contact friendly 315.00",
    "ended-contact": "remind first-contact friendly 315.00",
    "anonymised-contact": "remind first-contact friendly 315.00",
    "french": "remind first-contact friendly 315.00",
    "german": "remind first-contact friendly 315.00",
    "english": "remind first-contact friendly 315.00",
    "without-language": "remind first-contact friendly 315.00",
    "invoiced-elsewhere": "remind first-contact friendly 315.00",
    "namesake": "remind first-contact friendly 315.00",
    "hostile-name": "remind first-contact friendly 315.00",
    "markup-in-name": "remind first-contact friendly 315.00",
    "long-name": "remind first-contact friendly 315.00",
    "turned-name": "remind first-contact friendly 315.00",
    "contact-of-invoice": "remind first-contact friendly 315.00",
    "foreign-domain": "remind first-contact friendly 315.00",
    "hidden-in-address": "call no-address 315.00",
}
"""By oddity: the decision about each of its receivables, by due date: outcome, reason, tier if it is one, amount."""

ADDRESSED = {
    "contact-of-invoice": "inkoop@inkoopafdeling.example",
    "address-of-contact": "administratie{code}@klant.example",
    "french": "administratie{code}@klant.example",
    "address-of-account": "info@algemeenadres.example",
    "private-address": "j.jansen@priveadres.example",
    "ended-contact": "info@vertrokken.example",
    "anonymised-contact": "info@vergeten.example",
    "two-addresses": "een@dubbeladres.example twee@dubbeladres.example",
    "named-address": "ap@weergavenaam.example",
    "foreign-domain": "rechnung@xn--bcherei-n2a.example",
    "shared-address": "boekhouding@gedeeld.example",
}
"""By oddity: to whom its mail goes: the invoice's contact, else the main contact, else the customer itself."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Document]]:
    """One run over the grown book, without the limit on reminders and the PDFs that Exact's minute would not allow."""
    folder: Path = tmp_path_factory.mktemp("grown")
    clock = SandboxClock()
    with Sandbox(grown_book(1, clock.today()), clock) as sandbox:
        policy = "\n[administrations.acme.policy]\nmax_reminders_per_run = 200\nattach_invoices = false\n"
        connect(set_stage(folder, sandbox, more=policy), sandbox)
        stage = Stage(folder, sandbox)
        yield stage, stage.run_now()


def in_words(decision: Document) -> str:
    facts = (decision["outcome"], decision["reason"], decision["tier"], decision["amount"])
    return " ".join(each for each in facts if each)


@pytest.mark.parametrize("oddity", EXPECTED)
def test_each_oddity_gets_the_decision_that_a_credit_controller_expects(grown: tuple[Stage, Document], oddity: str):
    stage, run = grown
    named = stage.sandbox.exact.book.oddities[oddity]

    found = [each for each in run["decisions"] if named in (each["invoice"], each["debtor_code"])]

    in_order = sorted(found, key=lambda each: (each["due_date"] or "", each["currency"]))
    assert ", ".join(map(in_words, in_order)) == EXPECTED[oddity]


@pytest.mark.parametrize("oddity", ADDRESSED)
def test_each_mail_goes_to_the_first_in_line_who_has_an_address(grown: tuple[Stage, Document], oddity: str):
    stage, run = grown
    code = stage.sandbox.exact.book.oddities[oddity]

    (mail,) = (each for each in run["reminders"] if each["debtor_code"] == code)

    assert " ".join(mail["to"]) == ADDRESSED[oddity].format(code=code)


@pytest.mark.fault(117)
def test_an_address_that_debtors_share_is_told(grown: tuple[Stage, Document]):
    _, run = grown

    told = [each["text"] for each in run["warnings"] if each["code"] == "shared-address"]

    assert len(told) == 1
    assert "boekhouding@gedeeld.example" in told[0]


def test_what_was_read_adds_up_to_exacts_own_total(grown: tuple[Stage, Document]):
    _, run = grown

    assert "other-total" not in {each["code"] for each in run["warnings"]}


@pytest.mark.fault(92)
def test_no_name_turns_hides_or_swells_anything(grown: tuple[Stage, Document]):
    stage, run = grown
    code = stage.sandbox.exact.book.oddities["turned-name"]
    longest = max(len(each["debtor"]) for each in run["decisions"])

    (name,) = {each["debtor"] for each in run["decisions"] if each["debtor_code"] == code}

    assert name == "Spiegel tfirhcs B.V."
    assert longest <= 120


def test_every_oddity_is_in_the_table(grown: tuple[Stage, Document]):
    stage, _ = grown

    assert stage.sandbox.exact.book.oddities.keys() == EXPECTED.keys()


def test_every_row_of_the_grown_book_is_accounted_for(grown: tuple[Stage, Document]):
    stage, run = grown

    world = stage.sandbox.exact
    assert len(run["decisions"]) == run["open"]["count"] == world.open_count()
    assert {key: Decimal(each) for key, each in run["open"]["totals"].items()} == world.open_totals()


def test_no_statement_gets_two_mails(grown: tuple[Stage, Document]):
    _, run = grown

    mails = Counter((each["debtor_code"], each["currency"]) for each in run["reminders"])
    assert set(mails.values()) == {1}


def test_hostile_names_change_no_header_and_no_recipient(grown: tuple[Stage, Document]):
    stage, run = grown

    addressed = {each["draft_id"]: each["to"] for each in run["reminders"]}
    for draft in stage.sandbox.gmail.drafts():
        mail = draft.message.email
        assert [address.addr_spec for address in mail["To"].addresses] == addressed[draft.id]
        assert mail["Bcc"] is None
        assert mail["Cc"] is None
        assert "<script" not in draft.message.html


def test_every_number_of_a_grown_book_is_the_same_everywhere(grown: tuple[Stage, Document]):
    stage, own = grown
    decisions = own["decisions"]
    (listed,) = json.loads(stage.reminder("log", "--json").stdout)

    text = text_of(report_of(stage))

    (logged,) = json.loads(stage.reminder("log", listed["run"], "--json").stdout)["administrations"]
    assert logged == {key: each for key, each in own.items() if key != "exit_code"}
    assert json.loads(stage.reminder("export", "receivables", "--format", "json").stdout) == decisions
    assert json.loads(stage.reminder("export", "reminders", "--format", "json").stdout) == own["reminders"]
    for outcome, rows in grouped(decisions, lambda each: each["outcome"]).items():
        assert f" {outcome_label(Outcome(outcome), 'nl')} {len(rows)} {summed(rows, ' ')} " in text
    for tier, rows in grouped((each for each in decisions if each["tier"]), lambda each: each["tier"]).items():
        mails = sum(each["tier"] == tier for each in own["reminders"])
        assert f" {tier_label(tier, 'nl')} {len(rows)} {summed(rows, ' ')} {mails} " in text
    skipped = (each for each in decisions if each["outcome"] == "skip")
    for reason, rows in grouped(skipped, lambda each: each["reason"]).items():
        assert f" {reason_label(Reason(reason), 'nl')} {len(rows)} · {summed(rows, ' + ')} " in text
    euro = [each for each in decisions if each["currency"] == "EUR"]
    for label, rows in grouped(euro, age).items():
        assert f" {label} {len(rows)} {summed(rows, ' ')} " in text
    for each in own["calls"]:
        assert f"( {each['debtor_code']} )" in text[text.index("Bellen (") : text.index("Herinneringen (")]


def test_the_call_list_of_a_grown_book_begins_with_the_largest_amount_times_age(
    grown: tuple[Stage, Document],
):
    stage, run = grown
    text = text_of(report_of(stage))
    shown = text[text.index("Bellen (") : text.index("Herinneringen (")]
    calls = [each for each in run["decisions"] if each["outcome"] == "call"]
    weights: dict[str, Decimal] = {}
    for each in calls:
        weight = Decimal(each["amount"]) * (each["days_overdue"] or 0)
        weights[each["debtor_code"]] = weights.get(each["debtor_code"], Decimal(0)) + weight

    order = sorted(weights, key=lambda code: shown.index(f"( {code} )"))

    own = [each for each in order if {call["currency"] for call in calls if call["debtor_code"] == each} == {"EUR"}]
    assert [weights[code] for code in own] == sorted((weights[code] for code in own), reverse=True)
