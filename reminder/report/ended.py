"""The holds that ended by themselves, said as they end."""

from collections.abc import Iterable

from reminder.mime import clean_text
from reminder.model.decision import Decision
from reminder.model.history import Hold
from reminder.report.chapter import Chapter
from reminder.words.facts import hold_line
from reminder.words.page import phrase


def ended_holds(chapter: Chapter) -> tuple[str, ...]:
    """Say whose holds ended since the run before, why they were held, and until when."""
    decisions, language = chapter.result.decisions, chapter.language
    return tuple(f"{_whom(hold, decisions, language)}: {hold_line(hold, language)}" for hold in chapter.ended)


def _whom(hold: Hold, decisions: Iterable[Decision], language: str) -> str:
    names = {each.debtor.code: each.debtor.name for each in decisions}
    debtor = clean_text(" ".join(filter(None, (hold.debtor_code, names.get(hold.debtor_code, "")))))
    kind = "invoice" if hold.invoice and debtor else "invoice_alone" if hold.invoice else "debtor"
    return phrase(f"digest.whom.{kind}", language, debtor=debtor, invoice=hold.invoice)
