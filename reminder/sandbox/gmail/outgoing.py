"""What Gmail makes of a mail that an account writes: its own From and Message-ID, and the missing headers."""

from datetime import datetime
from email.utils import format_datetime, formataddr

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.records import Knobs, SendAs


def outgoing(raw: bytes, *, send_as: tuple[SendAs, ...], at: datetime, message_id: str, knobs: Knobs) -> bytes:
    """Give the mail as Gmail keeps it: checked, with CRLF, and with the account's From when it named a stranger."""
    written = mail.normalised(raw)
    mail.check(written)
    if not _may_send_from(mail.value(written, "From"), send_as):
        written = mail.with_field(written, "From", _own(send_as))
    if knobs.rewrites_message_id or not mail.value(written, "Message-ID"):
        written = mail.with_field(written, "Message-ID", message_id)
    if not mail.value(written, "Date"):
        written = mail.with_field(written, "Date", format_datetime(at))
    return written


def _may_send_from(header: str, send_as: tuple[SendAs, ...]) -> bool:
    allowed = {alias.address.casefold() for alias in send_as if alias.verified or alias.primary}
    found = [address.casefold() for address in mail.addresses(header)]
    return len(found) == 1 and found[0] in allowed


def _own(send_as: tuple[SendAs, ...]) -> str:
    own = next(alias for alias in send_as if alias.primary)
    return formataddr((own.display_name, own.address))
