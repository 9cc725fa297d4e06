"""Where mails stand in Gmail, as links that a browser opens in the right mailbox."""

from urllib.parse import quote

from reminder.model.reminder import Attempt, State

GMAIL = "https://mail.google.com/mail/u/?authuser="
_DRAFTED = frozenset({State.DRAFTED, State.SENDING})
_SOMEWHERE = frozenset({State.CREATING, State.USER_OWNED, State.REVIEW})
_SENT = frozenset({State.SENT, State.SENT_PRESUMED})


def draft_link(attempt: Attempt, mailbox: str) -> str:
    """Give where a mail stands in Gmail; a draft that a person edits gets another id, and then its list shows.

    Source: https://github.com/KartikTalwar/gmail.js/issues/370.
    """
    if not mailbox:
        return ""
    message = quote(attempt.message_id)
    if attempt.state in _SENT and message:
        return f"{_start(mailbox)}#sent/{message}"
    if attempt.state in _DRAFTED and message:
        return f"{_start(mailbox)}#drafts?compose={message}"
    return drafts_link(mailbox) if attempt.state in _SOMEWHERE else ""


def drafts_link(mailbox: str) -> str:
    """Give where all drafts of a mailbox stand; empty when the mailbox is not known."""
    return f"{_start(mailbox)}#drafts" if mailbox else ""


def _start(mailbox: str) -> str:
    return f"{GMAIL}{quote(mailbox)}"
