"""The mails of a world as files, to look at."""

from pathlib import Path

from reminder.sandbox.gmail.records import Message
from reminder.sandbox.gmail.world import GmailWorld


def export_mails(world: GmailWorld, directory: Path) -> list[Path]:
    """Write each draft and each sent mail as .eml and its page as .html; gives the files in that order."""
    directory.mkdir(parents=True, exist_ok=True)
    drafts = [(f"draft-{number:03}", draft.message) for number, draft in enumerate(world.drafts(), start=1)]
    sent = [(f"sent-{number:03}", message) for number, message in enumerate(world.sent(), start=1)]
    return [path for name, message in (*drafts, *sent) for path in _written(message, directory / name)]


def _written(message: Message, stem: Path) -> list[Path]:
    whole, page = stem.with_suffix(".eml"), stem.with_suffix(".html")
    whole.write_bytes(message.raw)
    if not message.html:
        return [whole]
    page.write_text(message.html, encoding="utf-8")
    return [whole, page]
