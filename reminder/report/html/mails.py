"""A mail from its frozen bytes, as a page for a frame in which nothing can happen and to which nothing comes."""

import base64
import email.policy
import math
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from html.parser import HTMLParser
from typing import cast

_LINE_WIDTH, _NARROW_WIDTH = 76, 32
_LINE_HEIGHT = 24
_GAP = 16
_MARGIN = 48
_TALLEST = 1600
_FRAME = re.compile(r"<iframe [^>]*></iframe>")
"""A mail in a report; what stands in its attributes is escaped, so that the first ``>`` ends it."""

_HEAD = "<head>"
_NO_WAY_OUT = f'{_HEAD}<base target="_blank">'
"""Links open in a new window, which the frame's sandbox forbids: a click on one does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a debtor sees: the page, the names of the attached files, and about how many pixels the page is high.

    `narrow` is a style that says how high it is on a telephone; `styles` are those of the page, and that one.
    """

    html: str
    attachments: tuple[str, ...]
    height: int
    narrow: str
    styles: frozenset[str]


def shown(mail: bytes) -> Shown | None:
    """Give a mail as its reader sees it; None when its bytes are not kept."""
    if not mail:
        return None
    parsed = message_from_bytes(mail, policy=email.policy.default)
    page = parsed.get_body(preferencelist=("html",))
    html = _with_images(parsed, _content(page)) if page else ""
    plain = parsed.get_body(preferencelist=("plain",))
    text = _content(plain) if plain else html
    narrow = f"--narrow: {_height(text, _NARROW_WIDTH)}px"
    return Shown(
        html=html.replace(_HEAD, _NO_WAY_OUT, 1) if _HEAD in html else _NO_WAY_OUT + html,
        attachments=tuple(each.get_filename() or "" for each in parsed.iter_attachments()),
        height=_height(text, _LINE_WIDTH),
        narrow=narrow,
        styles=styles_in(html) | {narrow},
    )


def without_mails(page: str) -> str:
    """Give a report without the mails in it; what they were about stays."""
    return _FRAME.sub("", page)


def styles_in(html: str) -> frozenset[str]:
    """Give every style of a page, those of single elements and whole sheets."""
    finder = _StyleFinder()
    finder.feed(html)
    finder.close()
    return frozenset(finder.found)


class _StyleFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._in_sheet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_sheet = tag == "style"
        self.found.update(value for name, value in attrs if name == "style" and value)

    def handle_endtag(self, tag: str) -> None:
        self._in_sheet = self._in_sheet and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_sheet:
            self.found.add(data)


def _content(part: Message) -> str:
    """Give the text of a part with the line ends that a browser makes of them before it looks at styles."""
    return str(cast("EmailMessage", part).get_content()).replace("\r\n", "\n").rstrip("\n")


def _with_images(mail: EmailMessage, html: str) -> str:
    for part in mail.walk():
        content_id = str(part.get("Content-ID", "")).strip("<> ")
        if content_id and part.get_content_maintype() == "image":
            picture = base64.b64encode(cast("bytes", part.get_payload(decode=True))).decode()
            html = html.replace(f"cid:{content_id}", f"data:{part.get_content_type()};base64,{picture}")
    return html


def _height(text: str, width: int) -> int:
    heights = (math.ceil(len(line) / width) * _LINE_HEIGHT or _GAP for line in text.splitlines())
    return min(_TALLEST, _MARGIN + sum(heights))
