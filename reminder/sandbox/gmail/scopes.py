"""The Gmail scopes, by their short names."""

from collections.abc import Iterable

_ROOT = "https://www.googleapis.com/auth/gmail."
FULL = "https://mail.google.com/"
SEND = f"{_ROOT}send"
COMPOSE = f"{_ROOT}compose"
READONLY = f"{_ROOT}readonly"
METADATA = f"{_ROOT}metadata"
LABELS = f"{_ROOT}labels"
MODIFY = f"{_ROOT}modify"
INSERT = f"{_ROOT}insert"
SETTINGS = f"{_ROOT}settings.basic"
KNOWN = frozenset({FULL, SEND, COMPOSE, READONLY, METADATA, LABELS, MODIFY, INSERT, SETTINGS})

READING = (FULL, MODIFY, READONLY)
READING_METADATA = (*READING, METADATA)
DRAFTING = (FULL, MODIFY, COMPOSE)


def full_names(names: Iterable[str]) -> tuple[str, ...]:
    """Give the whole names of scopes that may be short, as in ``gmail.compose``."""
    return tuple(name if name.startswith("https://") else f"https://www.googleapis.com/auth/{name}" for name in names)
