"""Which addresses an account of Gmail says that it may write from."""

from reminder.mailboxes.gmail.aliases import GmailAliases
from reminder.sandbox.gmail.records import SendAs
from tests.fakes_mailbox import ADDRESS
from tests.gmail_stage import gmail_stage


def test_the_account_and_its_verified_addresses_are_given_and_no_others():
    with gmail_stage() as stage:
        stage.world.mailboxes[ADDRESS].send_as += (
            SendAs(address="invoices@acme.example"),
            SendAs(address="pending@acme.example", verified=False),
        )

        assert GmailAliases(stage.client).addresses() == (ADDRESS, "invoices@acme.example")
