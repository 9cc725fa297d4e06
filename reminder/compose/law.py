"""What Dutch law forbids a reminder to say, and asks of the letter to a consumer; a text that fails is no mail.

Sources: article 6:96, paragraphs 5 and 6, of the Dutch Civil Code; Hoge Raad 25 November 2016, ECLI:NL:HR:2016:2704.
"""

import re
from collections.abc import Iterator

from reminder.compose.context import Facts

TERMS = {
    "nl": "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd",
    "en": "within fourteen days from the day after this letter was delivered to you",
}
"""The term of the letter to a consumer, word for word; the Dutch one was accepted by the Hoge Raad."""

_ADMINISTRATION = re.compile(
    r"\b(?:administratie|dossier|registratie|herinnerings|aanmanings)kosten\b|\badministratieve kosten\b"
    r"|\b(?:administration|administrative|reminder|handling) (?:costs?|fees?|charges?)\b",
    re.IGNORECASE,
)
_FEE = re.compile(
    r"\bincasso(?:kosten|vergoeding)\b|\bbuitengerechtelijke (?:incasso)?kosten\b"
    r"|\bcollection (?:costs?|fees?|charges?)\b",
    re.IGNORECASE,
)
_INTEREST = re.compile(r"\b\w*rente\b|\binterest\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}\b")
_OTHER_TERM = re.compile(
    r"\b(?:binnen|within)\s+\w+\s+(?:dag|dagen|week|weken|days?|weeks?)\b|\bna (?:heden|dagtekening|verzending)\b"
    r"|\b(?:after|from) (?:today|the date of this|sending)\b",
    re.IGNORECASE,
)
_NUMBERED_DAY = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
_MONTHS = {
    "nl": "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
}


def law_faults(text: str, rest: str, facts: Facts) -> Iterator[str]:
    """Say what a text may not hold by law; `rest` is the mail without its own amounts, days, names and numbers."""
    found = (
        (_ADMINISTRATION.search(rest), "administration or reminder costs may not be claimed"),
        (_FEE.search(rest) and facts.fee is None, "it names a collection fee where none may be named"),
        (_ACCOUNT.search(rest), "it names a bank account that is not the company's"),
    )
    yield from (fault for wrong, fault in found if wrong)
    if facts.fourteen_days and facts.fee is not None:
        yield from _letter_faults(" ".join(text.split()), " ".join(rest.split()), facts)


def _letter_faults(text: str, rest: str, facts: Facts) -> Iterator[str]:
    """Say what spoils the letter to a consumer: its term, another day, interest, a doubtful account."""
    term = TERMS[facts.language]
    found = (
        (term not in text, f"a consumer's term has to be, word for word: {term}"),
        (_OTHER_TERM.search(rest), "it names another term than the fourteen days"),
        (_names_a_day(rest, facts.language), "it names a day that is not among the facts"),
        (_INTEREST.search(rest), "it names interest, which does not belong in this letter"),
        (facts.company.iban not in text, "the bank account is missing"),
    )
    yield from (fault for wrong, fault in found if wrong)


def _names_a_day(text: str, language: str) -> bool:
    spelled = re.search(rf"\b\d{{1,2}} (?:{_MONTHS[language]})\b|\b(?:{_MONTHS[language]}) \d", text, re.IGNORECASE)
    return bool(spelled or _NUMBERED_DAY.search(text))
