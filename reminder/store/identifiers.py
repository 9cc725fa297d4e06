"""Names of runs: sortable by time, short enough to read aloud."""

from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
LENGTH = 26
RANDOM_BYTES = 10


def new_run_id(now: datetime, randomness: bytes) -> str:
    """Give 26 characters: milliseconds since 1970, then ten random bytes; ids of later instants sort later."""
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"a run id takes {RANDOM_BYTES} random bytes")
    milliseconds = int(now.timestamp() * 1000)
    number = (milliseconds << 8 * RANDOM_BYTES) | int.from_bytes(randomness, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
