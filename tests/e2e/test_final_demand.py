"""A whole ladder through the command line, from the friendly text to the final demand, for each kind of debtor."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine

from reminder.cli.stage import connect, set_stage
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Document, Stage
from tests.scanning import scanned

START = datetime(2026, 9, 7, 8, tzinfo=UTC)
"""A Monday; what is owed fell due three weeks before it."""

INTO_THE_NEW_YEAR = datetime(2026, 12, 7, 8, tzinfo=UTC)
"""From here the final demand falls past the table of rates."""

EVERYTHING = """
[administrations.acme.payment_link]
epc_qr = true

[administrations.acme.charges]
collection_fee = true
interest = true

[[administrations.acme.policy.tiers]]
name = "friendly"
action = "mail"
template = "friendly"
first_from_amount = "0"

[[administrations.acme.policy.tiers]]
name = "formal"
action = "mail"
template = "formal"
first_from_amount = "1000.00"
from_days_overdue = 30

[[administrations.acme.policy.tiers]]
name = "final-demand"
action = "mail"
template = "final-demand"
from_days_overdue = 45
payment_term_days = 16
"""
DEBTORS: dict[str, dict[str, str]] = {
    "consumer": {},
    "registered": {"chamber_of_commerce": "12345678"},
    "taxed": {"vat_number": "NL123456789B01"},
    "belgian-business": {"vat_number": "BE0123456749", "country": "BE"},
    "belgian-consumer": {"country": "BE"},
}
TERM = "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed:
    """The mails that each debtor got, in order, and the documents of the runs."""

    mails: dict[str, list[EmailMessage]] = field(default_factory=lambda: {name: [] for name in DEBTORS})
    threads: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in DEBTORS})
    runs: list[Document] = field(default_factory=list)

    def text(self, debtor: str, step: int = -1) -> str:
        """Give the plain text of one mail, the last by default."""
        part = self.mails[debtor][step].get_body(("plain",))
        assert isinstance(part, EmailMessage)
        return str(part.get_content())


def climb(folder: Path, start: datetime) -> Climbed:
    """Run every second week, a person sending every draft, until the final demand."""
    found = Climbed()
    with time_machine.travel(start, tick=True), Sandbox() as sandbox:
        sandbox.exact.knobs.calls_per_minute = 10_000
        connect(set_stage(folder, sandbox, more=EVERYTHING), sandbox)
        stage = Stage(folder, sandbox)
        _owe(stage, start)
        for weeks in (0, 2, 4):
            with time_machine.travel(start + timedelta(weeks=weeks), tick=True):
                _run_and_send(stage, found)
    return found


def _owe(stage: Stage, start: datetime) -> None:
    keeper = stage.sandbox.exact
    keeper.book.terms.clear()
    for name, facts in DEBTORS.items():
        keeper.add_account(name, f"Debiteur {name}", email=f"{name}@klant.example", **facts)
        due = start.date() - timedelta(days=21)
        keeper.add_invoice(name, "800.00", due=due, ref=f"F-{name}")
        keeper.add_pdf(f"F-{name}")


def _run_and_send(stage: Stage, found: Climbed) -> None:
    gmail = stage.sandbox.gmail
    stage.sandbox.exact.bank_line(datetime.now(UTC).date())
    found.runs.append(stage.run_now())
    for draft in gmail.drafts():
        sent = gmail.send_draft_by_hand(draft.id)
        debtor = str(sent.email["To"]).partition("@")[0]
        found.mails[debtor].append(sent.email)
        found.threads[debtor].add(sent.thread_id)


@pytest.fixture(scope="module")
def climbed(tmp_path_factory: pytest.TempPathFactory) -> Climbed:
    return climb(tmp_path_factory.mktemp("ladder"), START)


def test_every_debtor_gets_each_tier_once_and_in_order(climbed: Climbed):
    tiers = [{each["tier"] for each in run["reminders"]} for run in climbed.runs]

    assert tiers == [{"friendly"}, {"formal"}, {"final-demand"}]
    assert {name: len(mails) for name, mails in climbed.mails.items()} == dict.fromkeys(DEBTORS, 3)
    assert [run["exit_code"] for run in climbed.runs] == [0, 0, 0]


@pytest.mark.parametrize("debtor", DEBTORS)
@pytest.mark.parametrize("step", [0, 1])
def test_nobody_is_told_of_a_fee_or_interest_before_the_final_demand(climbed: Climbed, debtor: str, step: int):
    text = climbed.text(debtor, step)

    assert not [word for word in ("incasso", "rente", "kosten", "veertien dagen") if word in text]
    assert "€\u00a0800,00" in text


def test_a_consumer_gets_the_letter_with_one_amount_one_fee_and_no_interest(climbed: Climbed):
    text = climbed.text("consumer")

    assert TERM in text
    assert "incassokosten verschuldigd. Die bedragen €\u00a0120,00." in text
    assert (text.count("€"), text.count("NL91 ABNA 0417 1643 00")) == (2, 1)
    assert "rente" not in text


@pytest.mark.parametrize("debtor", ["registered", "taxed"])
def test_a_business_is_named_the_fee_and_the_interest_to_the_cent(climbed: Climbed, debtor: str):
    text = climbed.text(debtor)

    assert "binnen 16 dagen" in text
    assert "incassokosten in rekening. Die bedragen €\u00a0120,00." in text
    assert "tot en met 5 oktober 2026 €\u00a011,17." in text


@pytest.mark.parametrize("debtor", ["belgian-business", "belgian-consumer"])
def test_a_belgian_debtor_is_named_nothing_of_dutch_law(climbed: Climbed, debtor: str):
    text = climbed.text(debtor)

    assert not [word for word in ("kosten", "rente", "veertien dagen") if word in text]
    assert text.count("€") == 1


@pytest.mark.parametrize("debtor", DEBTORS)
def test_all_three_mails_are_one_conversation_by_the_ids_that_gmail_gave(climbed: Climbed, debtor: str):
    first, second, third = climbed.mails[debtor]

    assert len(climbed.threads[debtor]) == 1
    assert str(second["Subject"]) == str(third["Subject"]) == f"Re: {first['Subject']}"
    assert str(second["In-Reply-To"]) == str(first["Message-ID"])
    assert str(third["References"]).split() == [str(first["Message-ID"]), str(second["Message-ID"])]


@pytest.mark.parametrize("debtor", DEBTORS)
def test_each_mail_carries_its_own_invoice_and_a_code_for_what_is_open(climbed: Climbed, debtor: str):
    for mail in climbed.mails[debtor]:
        (image,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
        files = [part.get_payload(decode=True) for part in mail.iter_attachments()]

        lines = scanned(bytes(image.get_payload(decode=True))).decode().split("\n")
        assert lines[5:8] == ["Acme B.V.", "NL91ABNA0417164300", "EUR800.00"]
        assert lines[10] == f"F-{debtor}"
        assert len(files) == 1
        assert bytes(files[0]).startswith(b"%PDF")


def test_past_the_table_of_rates_a_business_is_named_the_fee_alone_and_the_run_says_so(tmp_path: Path):
    climbed = climb(tmp_path, INTO_THE_NEW_YEAR)

    warned = {each["code"]: each["text"] for each in climbed.runs[-1]["warnings"]}
    assert "31 december 2026" in warned["interest-rates"]
    assert "incassokosten" in climbed.text("registered")
    assert "rente" not in climbed.text("registered")
    assert not [run for run in climbed.runs[:-1] if "interest-rates" in {each["code"] for each in run["warnings"]}]
