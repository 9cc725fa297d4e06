"""Nothing of one administration gets into the mails of another, whatever goes wrong before."""

from pathlib import Path

import pytest

from reminder.compose.writing import Composer
from reminder.errors import ReminderError
from tests.builders import TODAY, a_company, a_debtor, a_notice, a_receivable
from tests.composing import own_text, written
from tests.fakes import FakeLedger
from tests.fakes_mailbox import ADDRESS
from tests.offices import World

FOREIGN = ("nl02abna0123456789", "info@beta.example")


def a_writer(
    *, administration: str = "acme", sender: str = ADDRESS, own: Path | None = None, foreign: tuple[str, ...] = FOREIGN
) -> Composer:
    return Composer(
        a_company(),
        administration=administration,
        sender=sender,
        default_language="nl",
        own_templates=own,
        foreign=foreign,
    )


@pytest.mark.parametrize("stranger", ["NL02 ABNA 0123 4567 89", "nl02abna0123456789", "Info@Beta.example"])
def test_a_text_that_names_what_is_of_another_is_never_written(tmp_path: Path, stranger: str):
    own = own_text(tmp_path, f"Betaal op {stranger}.")

    with pytest.raises(ReminderError, match="the IBAN or an address of another administration stands in it"):
        written(a_notice(), composer=a_writer(own=own))


def test_without_another_administration_an_address_of_ones_own_choice_may_be_named(tmp_path: Path):
    own = own_text(tmp_path, "Vragen? Info@Beta.example")

    assert "Info@Beta.example" in written(a_notice(), composer=a_writer(own=own, foreign=())).text


def test_an_address_of_another_behind_a_link_is_found_as_well(tmp_path: Path):
    own = own_text(tmp_path, '<a href="mailto:info@beta.example">Stuur ons een e-mail</a>')

    with pytest.raises(ReminderError, match="another administration"):
        written(a_notice(), composer=a_writer(own=own))


def test_a_receivable_of_anothers_debtor_is_never_written():
    stranger = a_receivable(invoice="26000043", debtor_id="debtor-of-beta")

    with pytest.raises(ReminderError, match="another debtor"):
        written(a_notice(a_receivable(), stranger), composer=a_writer())


@pytest.mark.parametrize(
    "writer", [a_writer(administration="beta"), a_writer(sender="debiteuren@beta.example")], ids=["name", "sender"]
)
def test_a_mail_written_for_another_never_becomes_a_draft(writer: Composer):
    debtor = a_debtor()
    world = World(ledger=FakeLedger(receivables=(a_receivable(),), debtors={debtor.id: debtor}))

    result = world.run_on(TODAY, office=world.office(composer=writer))

    assert result.exit_code != 0
    assert world.mailbox.writes == []
