"""The addresses that one account of Gmail may write from."""

from reminder.errors import UnavailableError
from reminder.mailboxes.gmail.client import GmailClient


class GmailAliases:
    """The account's own address and those it has verified; any other From is silently replaced by Gmail."""

    def __init__(self, client: GmailClient) -> None:
        self._client = client

    def addresses(self) -> tuple[str, ...]:
        """Give the account's own address and every other that it has verified."""
        answer = self._client.read(self._client.users.settings().sendAs().list(userId="me"), units=1)
        try:
            listed = (answer or {})["sendAs"]
            return tuple(each["sendAsEmail"] for each in listed if _verified(each))
        except (KeyError, TypeError, AttributeError) as error:
            raise UnavailableError("Gmail does not say which addresses the account may write from") from error


def _verified(alias: dict[str, object]) -> bool:
    return bool(alias.get("isPrimary")) or alias.get("verificationStatus") == "accepted"
