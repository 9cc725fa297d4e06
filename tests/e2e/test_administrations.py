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
from tests.composing import own_text
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


LEAKS = ("NL91 ABNA 0417 1643 00", "nl91abna0417164300", '<a href="mailto:Administratie@acme.example">mail</a>')


@pytest.mark.parametrize("leak", LEAKS)
def test_a_shared_text_that_names_what_is_of_one_is_refused_for_the_other_before_anything(pair: Pair, leak: str):
    own_text(pair.folder / "templates", leak)

    both, acme = pair.reminder("run-now", "--json"), pair.reminder("run-now", "--json", "-a", "acme")

    assert (both.exit_code, both.stdout, acme.exit_code) == (2, "", 0)
    assert "the IBAN or an address of another administration stands in it" in both.stderr
    assert pair.mails_of(BETA) == []
    assert "beta: templates" in next(line for line in pair.reminder("check").stdout.splitlines() if "fault" in line)


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


def changed(pair: Pair, *changes: tuple[str, str]) -> None:
    file = pair.folder / "config.toml"
    text = file.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


SAME_BOOKS = ("division = 777777", "division = 123456")
SENDING = ('[administrations.acme]\nmode = "draft"', '[administrations.acme]\nmode = "send"')
BETA_SENDING = ("[administrations.beta]\n", '[administrations.beta]\nmode = "send"\n')


def same_books(result: Document) -> list[str]:
    return [each["text"] for each in result["warnings"] if each["code"] == "same-books"]


def test_two_that_read_the_same_books_are_both_told_so_and_go_on(pair: Pair):
    changed(pair, SAME_BOOKS)

    code, acme, beta = pair.run_both()

    assert (code, len(acme["reminders"]), len(beta["reminders"])) == (0, 10, 10)
    assert same_books(acme)[0].startswith("acme en beta lezen dezelfde boekhouding (administratie 123456)")
    assert same_books(beta)[0].startswith("beta en acme lezen dezelfde boekhouding (administratie 123456)")


def test_one_of_two_that_read_the_same_books_is_told_so_when_it_runs_alone(pair: Pair):
    changed(pair, SAME_BOOKS)

    alone = json.loads(pair.reminder("run-now", "--json", "-a", "beta", "--dry-run").stdout)["administrations"][0]

    assert "beta en acme" in same_books(alone)[0]


def test_two_that_read_the_same_books_send_nothing_but_make_drafts(pair: Pair):
    changed(pair, SAME_BOOKS, SENDING, BETA_SENDING)
    pair.run_both()

    code, acme, beta = pair.run_both()

    assert code == 3
    for each in (acme, beta):
        assert same_books(each)[0].endswith("Er wordt niets verzonden, er komen alleen concepten.")
        assert {mail["state"] for mail in each["reminders"]} <= {"drafted"}
    assert pair.sandbox.gmail.sent() == ()


def test_check_tells_of_each_that_another_reads_its_books(pair: Pair):
    changed(pair, SAME_BOOKS)

    done = pair.reminder("check")

    warned = [line for line in done.stdout.splitlines() if line.startswith("warning") and "division" in line]
    assert done.exit_code == 0
    assert [line.split(": ", 1)[0].split()[-1] for line in warned] == ["acme", "beta"]
    assert "123456 is read by beta too" in warned[0]
    assert "123456 is read by acme too" in warned[1]


def test_administrations_with_books_of_their_own_are_not_warned(pair: Pair):
    _, acme, beta = pair.run_both()

    assert same_books(acme) == same_books(beta) == []
    assert not any("too:" in line for line in pair.reminder("check").stdout.splitlines())
