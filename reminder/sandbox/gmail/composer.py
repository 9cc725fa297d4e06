"""What Gmail's composer makes of a draft that a person opens, changes and saves."""

import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from reminder.sandbox.gmail import mail

_SMTP = policy.SMTP.clone(cte_type="7bit")
_DROPPED = re.compile(
    r"<!--.*?-->|<style\b.*?</style\s*>|<head\b.*?</head\s*>|<!doctype[^>]*>|</?(?:html|body)\b[^>]*>",
    re.DOTALL | re.IGNORECASE,
)


def composed(raw: bytes, *, append_text: str = "", subject: str | None = None, keep_headers: bool = True) -> bytes:
    """Give the mail as saved: HTML in one ``<div dir="ltr">`` without comments, style and doctype.

    Source: a user's report of live behaviour, taylorwilsdon/google_workspace_mcp and dipseth/google_workspace_fastmcp2.
    """
    edited = message_from_bytes(raw, policy=_SMTP)
    if subject is not None:
        del edited["Subject"]
        edited["Subject"] = subject
    if not keep_headers:
        _drop_own_headers(edited)
    _edit(edited, "plain", append_text)
    _edit(edited, "html", append_text)
    return edited.as_bytes()


def cleaned(page: str, append_text: str = "") -> str:
    """Give a page as the composer keeps it, with a paragraph added at the end."""
    added = f"<div>{html.escape(append_text)}</div>" if append_text else ""
    return f'<div dir="ltr">{_DROPPED.sub("", page).strip()}{added}</div>\n'


def new_mail(*, sender: str, to: str, subject: str, text: str) -> bytes:
    """Give a mail that a person writes in the composer."""
    message = EmailMessage(policy=_SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(text)
    message.add_alternative(cleaned(f"<div>{html.escape(text)}</div>"), subtype="html")
    return message.as_bytes()


def _edit(edited: EmailMessage, subtype: str, append_text: str) -> None:
    part = edited.get_body((subtype,))
    if not isinstance(part, EmailMessage):
        return
    content = str(part.get_content())
    changed = cleaned(content, append_text) if subtype == "html" else f"{content}\n{append_text}\n".rstrip() + "\n"
    part.set_content(changed, subtype=subtype)


def _drop_own_headers(edited: EmailMessage) -> None:
    for name in {name for name, _ in mail.fields(mail.normalised(edited.as_bytes())) if name.lower().startswith("x-")}:
        del edited[name]
