"""The words of a mail, as a search and a snippet see them."""

import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

_TAG = re.compile(r"<style\b.*?</style\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"\w+")


def words(text: str) -> tuple[str, ...]:
    """Split a text into lower-case words; all else only parts them."""
    return tuple(_WORD.findall(text.casefold()))


def readable_text(raw: bytes) -> str:
    """Give the text of a mail: its plain part, or its page without the tags."""
    parsed = message_from_bytes(raw, policy=policy.default)
    return _part(parsed, "plain") or html.unescape(_TAG.sub(" ", _part(parsed, "html")))


def _part(parsed: EmailMessage, subtype: str) -> str:
    part = parsed.get_body((subtype,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return ""
