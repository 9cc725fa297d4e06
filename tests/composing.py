"""A writer of mails for tests, with everything of the sample company."""

from datetime import date
from pathlib import Path
from typing import Any

from reminder.compose.writing import Composer
from reminder.model.decision import Notice
from reminder.model.policy import Company
from reminder.model.reminder import Reminder
from tests.builders import TODAY, a_company

REFERENCE = "ACME-7F3K"
BOOKS_UNTIL = date(2026, 11, 20)


def a_composer(
    company: Company | None = None, *, own_templates: Path | None = None, default_language: str = "nl"
) -> Composer:
    """Build a writer of the sample company's mails."""
    return Composer(
        company or a_company(),
        administration="acme",
        sender="administratie@acme.example",
        default_language=default_language,
        own_templates=own_templates,
    )


def written(notice: Notice, *, composer: Composer | None = None, **facts: Any) -> Reminder:  # noqa: ANN401
    """Write a mail on TODAY with books up to the Friday before, unless a fact says otherwise."""
    known: dict[str, Any] = {"reference": REFERENCE, "as_of": TODAY, "books_until": BOOKS_UNTIL} | facts
    return (composer or a_composer()).compose(notice, **known)


def own_text(folder: Path, body: str, *, subject: str = "Over factuur", name: str = "nl/friendly.j2") -> Path:
    """Write an owner's own text and give its folder; it shows all that a text must show, then `body`."""
    shown = "{{ self.overview() }}{{ self.sender() }}"
    return own_file(
        folder,
        f"{{% block subject %}}{subject}{{% endblock %}}\n{{% block body %}}\n{shown}\n{body}\n{{% endblock %}}\n",
        name=name,
    )


def own_file(folder: Path, source: str, *, name: str = "nl/friendly.j2") -> Path:
    """Write a file of an owner's own texts and give their folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return folder
