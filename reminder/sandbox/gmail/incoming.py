"""Mails that come back from outside: a person's answer, an automatic one, a bounce."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from reminder.sandbox.gmail import mail
from reminder.sandbox.gmail.records import Message

_BOUNCER = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"


def answer(sent: Message, *, account: str, text: str, automatic: bool, at: datetime) -> bytes:
    """Give the first recipient's answer to a mail; an automatic one says so (RFC 3834)."""
    sender = mail.recipients(sent.raw)[0]
    reply = _in_thread(sent, account=account, sender=sender, subject=f"Re: {_subject(sent)}", at=at)
    if automatic:
        reply["Auto-Submitted"] = "auto-replied"
    reply.set_content(text)
    return reply.as_bytes()


def bounce(sent: Message, *, account: str, at: datetime) -> bytes:
    """Give the report that a mail could not be delivered (RFC 3464), as Gmail writes it."""
    failed = mail.recipients(sent.raw)[0]
    report = _in_thread(sent, account=account, sender=_BOUNCER, subject="Delivery Status Notification (Failure)", at=at)
    report["Auto-Submitted"] = "auto-replied"
    report["X-Failed-Recipients"] = failed
    report.set_content(f"** Address not found **\n\nYour message wasn't delivered to {failed}.\n")
    report.make_mixed()
    report.attach(_delivery_status(failed))
    report.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    return report.as_bytes()


def _delivery_status(failed: str) -> EmailMessage:
    server, recipient = EmailMessage(policy=SMTP), EmailMessage(policy=SMTP)
    server["Reporting-MTA"] = "dns; googlemail.com"
    recipient["Final-Recipient"], recipient["Action"], recipient["Status"] = f"rfc822; {failed}", "failed", "5.1.1"
    status = EmailMessage(policy=SMTP)
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([server, recipient])
    return status


def _in_thread(sent: Message, *, account: str, sender: str, subject: str, at: datetime) -> EmailMessage:
    parent = mail.value(sent.raw, "Message-ID")
    reply = EmailMessage(policy=SMTP)
    reply["From"], reply["To"], reply["Subject"] = sender, account, subject
    reply["Date"] = format_datetime(at)
    reply["In-Reply-To"] = parent
    reply["References"] = f"{mail.value(sent.raw, 'References')} {parent}".strip()
    return reply


def _subject(sent: Message) -> str:
    return mail.decoded(mail.value(sent.raw, "Subject"))
