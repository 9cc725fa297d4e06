"""What the owner should know of a run, in the administration's language: Dutch, or else English."""

import re
from collections.abc import Iterable
from datetime import date

from reminder.model.run import Failure, Notification
from reminder.words import remarks_en, remarks_nl
from reminder.words.formats import long_date

SHOWN_NUMBERS = 5
DUTCH = "nl"


def remark(code: str, language: str, /, **facts: object) -> str:
    """Give the sentence of a code with its facts filled in; days are written out."""
    shown = {key: long_date(fact, language=language) if isinstance(fact, date) else fact for key, fact in facts.items()}
    catalogue = remarks_nl.REMARKS if language == DUTCH else remarks_en.REMARKS
    return catalogue[code].format(**shown)


def notification(code: str, language: str, /, **facts: object) -> Notification:
    """Give a remark with the code that it is known by."""
    return Notification(code=code, text=remark(code, language, **facts))


def numbers(given: Iterable[str | None], language: str) -> str:
    """Name invoices, each once, at most five of them and how many more there are."""
    distinct = tuple(dict.fromkeys(each or remark("numbers.none", language) for each in given))
    some = ", ".join(distinct[:SHOWN_NUMBERS])
    left = len(distinct) - SHOWN_NUMBERS
    return remark("numbers.more", language, numbers=some, count=left) if left > 0 else some


def failure(error: Failure, language: str) -> str:
    """Say why a run did not end as planned, without a full stop; see `original` for the program's own words."""
    if language != DUTCH:
        return error.message.rstrip(".")
    said = remarks_nl.FAILURES.get(error.code, remarks_nl.OTHER_FAILURE)
    return said.format(whose=remarks_nl.HALVES.get(error.half, remarks_nl.EITHER_HALF))


def advice(error: Failure, language: str) -> str:
    """Say what to do about a failure; empty when nobody can tell in that language."""
    if language != DUTCH:
        return error.hint
    commands = re.findall(r"`[^`]+`", error.hint)
    said = remarks_nl.COMMAND.format(commands=", ".join(dict.fromkeys(commands))) if commands else ""
    return remarks_nl.ADVICE.get(error.code, said)


def original(error: Failure, language: str) -> str:
    """Give the English words of a failure for a reader who got others, so that no number or name in them is lost."""
    return "" if language != DUTCH else "; ".join(filter(None, (error.message.rstrip("."), error.hint)))
