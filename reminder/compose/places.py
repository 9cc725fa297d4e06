"""Where texts come from: an own folder first, then the shipped one, file by file."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError

from reminder.compose.refusals import refusals

LAYOUT = "layout.html.j2"
"""The page on which every text stands."""

LETTER = "letter"
"""The parts that all texts of one language share."""

_PACKAGE = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FILE = re.compile(r"(?:[a-z]{2,3}/)?[A-Za-z0-9][A-Za-z0-9_.-]*\.j2")
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\b")


def shipped() -> Path:
    """Give the folder of the shipped texts: inside an installed package, else beside it in the repository."""
    installed = _PACKAGE / "shipped_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def file_name(language: str, template: str) -> str:
    """Give the name of a text's file within such a folder; a name that could lead elsewhere is not found."""
    if not _LANGUAGE.fullmatch(language) or not _NAME.fullmatch(template):
        raise TemplateNotFound(f"{language}/{template}")
    return f"{language}/{template}.j2"


def at_line(path: str, line: int, text: str) -> str:
    """Say a fault with its place."""
    return f"{path}, line {line}: {text}"


class Places(BaseLoader):
    """Finds a text, puts it on its language's letter and that on the layout, and refuses what no text may hold."""

    def __init__(self, folders: Sequence[Path], *, layout: str | None = None) -> None:
        self._folders = tuple(folders)
        self._layout = layout

    def path(self, name: str) -> Path:
        """Give the file that counts for a name; TemplateNotFound when no folder has it."""
        path = self._found(name)
        if path is None:
            raise TemplateNotFound(name)
        return path

    def has(self, name: str) -> bool:
        """Whether any folder has a file of that name."""
        return self._found(name) is not None

    def _found(self, name: str) -> Path | None:
        """Look for a file in the folders; a name that could lead out of them, as of another page, is no file."""
        if not _FILE.fullmatch(name):
            return None
        return next((folder / name for folder in self._folders if (folder / name).is_file()), None)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Read a template for Jinja; TemplateSyntaxError with its line for the first thing refused in it."""
        if template == LAYOUT and self._layout is not None:
            return self._layout, None, None
        source, path = self._read(template)
        found = refusals(environment.parse(source, template, path))
        if found:
            raise TemplateSyntaxError(found[0].text, found[0].line, template, path)
        return source, path, None

    def faults(self, environment: Environment, name: str) -> tuple[str, ...]:
        """Say everything that is refused in one file, each with its line."""
        path = str(self.path(name))
        try:
            found = refusals(environment.parse(self._read(name)[0], name, path))
        except TemplateSyntaxError as error:
            return (at_line(path, error.lineno, error.message or ""),)
        return tuple(at_line(path, fault.line, fault.text) for fault in found)

    def _read(self, name: str) -> tuple[str, str]:
        path = self.path(name)
        try:
            return self._on_its_page(name, path.read_text(encoding="utf-8")), str(path)
        except (OSError, UnicodeDecodeError) as error:
            said = "cannot be read as UTF-8 text; save it with that encoding"
            raise TemplateSyntaxError(said, 1, name, str(path)) from error

    def _on_its_page(self, name: str, source: str) -> str:
        if name == LAYOUT or _EXTENDS.search(source):
            return source
        letter = f"{name.partition('/')[0]}/{LETTER}.j2"
        page = letter if name != letter and self.has(letter) else LAYOUT
        return f'{{% extends "{page}" %}}{source}'
