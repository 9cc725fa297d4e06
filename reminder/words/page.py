"""The phrases of the run report, in Dutch or else English."""

from reminder.words import page_en, page_nl


def pattern(key: str, language: str) -> str:
    """Give a phrase with its facts still in braces."""
    return _phrases(language)[key]


def phrase(key: str, language: str, /, **facts: object) -> str:
    """Give a phrase with its facts filled in."""
    return pattern(key, language).format(**facts)


def counted(key: str, language: str, count: int, /, **facts: object) -> str:
    """Give the phrase for one or for many."""
    return phrase(f"{key}.{'one' if count == 1 else 'many'}", language, count=count, **facts)


def known(key: str, language: str) -> bool:
    """Whether there is such a phrase, for codes that come from elsewhere."""
    return key in _phrases(language)


def _phrases(language: str) -> dict[str, str]:
    return page_nl.PHRASES if language == "nl" else page_en.PHRASES
