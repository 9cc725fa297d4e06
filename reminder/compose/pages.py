"""Rendering of one text: its subject as a line, its body as an html page, and the same page as plain text."""

import re
import textwrap
import traceback
from dataclasses import dataclass
from pathlib import Path

from css_inline import CSSInliner
from inscriptis import get_text
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from reminder.compose.context import Facts, variables
from reminder.compose.environment import TextEnvironment
from reminder.compose.places import LAYOUT, LETTER, Places, at_line, file_name, shipped
from reminder.errors import ConfigError

_NO_BREAK = "\u00a0"
# inscriptis makes a plain blank of a no-break space, and decodes `&cent` in a decoded text again; these signs stand in
# for them, and never come from the ledger
_STAND_IN, _AND = "\u2060", "\u2063"
_PICTURE = re.compile(r'<p class="picture".*?</p>', re.DOTALL)
_LINK = re.compile(r'<a\b[^>]*?\shref="(?:mailto:|tel:)?([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_REQUIRED = re.compile(r"Required block '(\w+)' not found")
_SUBJECT_ALONE = "{% block subject required %}{% endblock %}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One text, rendered: a subject line, an html page with its styles inline, and what it says as plain text."""

    subject: str
    html: str
    text: str


class Pages:
    """Renders the texts of one owner: own ones first, then the shipped ones, file by file."""

    def __init__(self, own: Path | None = None) -> None:
        folders = (*((own,) if own else ()), shipped())
        self._places = Places(folders)
        self._subjects = TextEnvironment(Places(folders, layout=_SUBJECT_ALONE), html=False)
        self._bodies = TextEnvironment(self._places, html=True)
        self._inliner = CSSInliner(load_remote_stylesheets=False)

    def has(self, language: str, template: str) -> bool:
        """Whether there is a text of that name in that language."""
        try:
            return self._places.has(file_name(language, template))
        except TemplateNotFound:
            return False

    def path(self, language: str, template: str) -> Path:
        """Give the file that counts for a text."""
        return self._places.path(file_name(language, template))

    def write(self, template: str, facts: Facts) -> Written:
        """Render a text; ConfigError with file and line when it is faulty."""
        try:
            return self._write(file_name(facts.language, template), facts)
        except (TemplateError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ConfigError(place_of(error), hint="mend the text, or delete the own one", code="template") from error

    def _write(self, name: str, facts: Facts) -> Written:
        subject = " ".join(self._subjects.write(name, variables(facts)).split())
        html = self._inliner.inline(self._bodies.write(name, variables(facts)))
        return Written(subject=subject, html=html, text=as_text(html))

    def refusals(self, language: str, template: str) -> tuple[str, ...]:
        """Say everything refused in the files of a text, each with file and line; empty when all is well."""
        names = (file_name(language, template), f"{language}/{LETTER}.j2", LAYOUT)
        present = (name for name in names if self._places.has(name))
        return tuple(fault for name in present for fault in self._places.faults(self._bodies, name))


def as_text(html: str) -> str:
    """Give a page as plain text: paragraphs apart, tables in columns, links spelled out, and nothing with a picture."""
    return _as_text(_PICTURE.sub("", html))


def captions(html: str) -> str:
    """Give what a page says with its pictures, which its plain text leaves out."""
    return "\n".join(map(_as_text, _PICTURE.findall(html)))


def _as_text(html: str) -> str:
    linked = _LINK.sub(lambda link: link[2] if link[1] in link[2] else f"{link[2]}: {link[1]}", html)
    kept = linked.replace(_NO_BREAK, _STAND_IN).replace("&nbsp;", _STAND_IN).replace("&amp;", _AND)
    lines = (line.rstrip() for line in textwrap.dedent(get_text(kept)).splitlines())
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    return text.replace(_STAND_IN, _NO_BREAK).replace(_AND, "&") + "\n"


def place_of(error: Exception) -> str:
    """Say where in which text something is wrong, and what."""
    if isinstance(error, TemplateSyntaxError):
        return at_line(error.filename or error.name or "", error.lineno, error.message or "")
    missing = isinstance(error, TemplateNotFound)
    said = f"there is no text {error}" if missing else str(error)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    if frames and (block := _REQUIRED.fullmatch(said)):
        return at_line(frames[0].filename, 1, f"there is no `{{% block {block[1]} %}}` in it")
    if frames:
        return at_line(frames[-1].filename, frames[-1].lineno or 0, said)
    return said if missing else f"a text failed: {said}"
