"""A mail of the program to its owner, as bytes for the inbox of a mailbox."""

import email.policy
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from reminder.compose.pages import Written

SENDER = "reminder"
_POLICY = email.policy.SMTP.clone(cte_type="7bit")


def letter(written: Written, *, address: str, key: str, date: datetime) -> bytes:
    """Write a mail from and to one address; `key` makes its Message-ID, so that a second copy can be told."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(SENDER, addr_spec=address)
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = written.subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = f"<{key}@{address.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(written.text, cte="quoted-printable")
    mail.add_alternative(written.html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()
