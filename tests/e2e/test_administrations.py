"""Several administrations in one file: each its own books, mailbox and mails, and one's failure stops no other."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reminder.cli.stage import connect, set_stage
from reminder.config.load import load
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.empty_book import empty_books
from reminder.sandbox.gmail.records import By
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Document, Stage

BETA = "debiteuren@beta.example"
SECRET = "REMINDER_ADMINISTRATIONS__BETA__LEDGER__CLIENT_SECRET"
SECOND = """
[administrations.beta]
[administrations.beta.company]
name = "Beta Advies B.V."
email = "{address}"
iban = "NL02ABNA0123456789"
[administrations.beta.ledger]
base_url = "{exact_url}"
division = 777777
client_id = "{client_id}"
redirect_uri = "https://localhost.example/callback"
invoice_label = "your_ref"
[administrations.beta.mailbox]
address = "{address}"
client_secrets = "google-client.json"
api_endpoint = "{gmail_url}"
"""


class Pair(Stage):
    """A stage with two administrations of one registration at Exact."""

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, SECRET: self.sandbox.exact.registration.client_secret}

    def run_both(self) -> tuple[int, Document, Document]:
        done = self.reminder("run-now", "--json")
        acme, beta = json.loads(done.stdout)["administrations"]
        return done.exit_code, acme, beta

    def mails_of(self, address: str) -> list[str]:
        events = (each for each in self.sandbox.gmail.history if each.by is By.API and each.mailbox == address)
        return [each.message.raw.decode() + each.message.text + each.message.html for each in events if each.draft_id]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    clock = SandboxClock()
    with Sandbox(clock=clock) as sandbox:
        today = clock.today()
        keeper = sandbox.exact.add_book(empty_books(today, code=777777, name="Beta Advies B.V.").book)
        keeper.add_account("1", "Molen De Hoop", email="info@molen.example")
        keeper.add_invoice("1", "640.00", due=today - timedelta(days=15), ref="B-1")
        keeper.bank_line(today)
        sandbox.gmail.add_mailbox(BETA)
        registration = sandbox.exact.registration
        second = SECOND.format(
            address=BETA, exact_url=sandbox.exact_url, client_id=registration.client_id, gmail_url=sandbox.gmail_url
        )
        set_stage(tmp_path, sandbox, more=second)
        stage = Pair(tmp_path, sandbox)
        settings = load(tmp_path / "config.toml", stage.environment)
        connect(settings, sandbox, "acme")
        connect(settings, sandbox, "beta")
        yield stage


def test_a_second_consent_for_one_registration_serves_both(pair: Pair):
    code, acme, beta = pair.run_both()

    assert (code, acme["state"], beta["state"]) == (0, "done", "done")
    assert [each["invoices"] for each in beta["reminders"]] == [["B-1"]]


def test_nothing_of_one_administration_is_in_the_mails_of_the_other(pair: Pair):
    pair.run_both()

    acme = "\n".join(pair.mails_of("administratie@acme.example"))
    beta = "\n".join(pair.mails_of(BETA))
    assert "Beta Advies" in beta
    assert not any(words in beta for words in ("Acme", "acme.example", "NL91 ABNA", "F2026-"))
    assert not any(words in acme for words in ("Beta Advies", "beta.example", "NL02 ABNA", "Molen"))


def test_the_failure_of_one_does_not_stop_the_other(pair: Pair):
    pair.sandbox.exact.granted.discard(123456)

    code, acme, beta = pair.run_both()

    assert (code, acme["state"], beta["state"]) == (5, "failed", "done")
    assert len(beta["reminders"]) == 1


def test_one_administration_can_be_run_alone(pair: Pair):
    done = pair.reminder("run-now", "--json", "-a", "beta")

    assert [each["name"] for each in json.loads(done.stdout)["administrations"]] == ["beta"]


def test_an_unknown_administration_is_refused(pair: Pair):
    done = pair.reminder("run-now", "-a", "gamma")

    assert done.exit_code == 2
    assert "known are: acme, beta" in done.stderr
