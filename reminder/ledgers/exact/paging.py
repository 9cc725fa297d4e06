"""From page to page without leaving Exact, going in circles, or trusting rows that change on the way."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from reminder.errors import UnavailableError
from reminder.ledgers.exact.edm import Row

MOST_PAGES = 2_000
LONGEST_ADDRESS = 12_000
"""Twice what Exact takes, in case it writes out what was quoted."""


class PullBroken(Exception):  # noqa: N818 - a fact about one pull, which is then done again
    """The data moved while it was read: what was read so far is void."""


class Trail:
    """The pages visited in one list."""

    def __init__(self, base_url: str, *, division: int) -> None:
        self._base_url = base_url
        self._prefix = f"/api/v1/{division}/"
        self._seen: set[str] = set()

    def follow(self, url: str) -> str:
        """Accept the address of a page; UnavailableError when it leads away, back, or on without end."""
        if not same_origin(url, self._base_url) or not self._inside(unquote(urlsplit(url).path)):
            raise UnavailableError("Exact names a next page outside the administration")
        if url in self._seen or len(self._seen) >= MOST_PAGES:
            raise UnavailableError("Exact names a next page that does not lead to an end")
        self._seen.add(url)
        return url

    def _inside(self, path: str) -> bool:
        return path.startswith(self._prefix) and ".." not in path


class Distinct:
    """The rows of one list by their key: each once."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._seen: dict[str, int] = {}

    def fresh(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Give the rows not seen before; PullBroken when one comes back with another content.

        A row without a key cannot be compared and always counts as new.
        """
        for row in rows:
            key = str(row.get(self._key))
            content = hash(repr(sorted(row.items(), key=_name)))
            if row.get(self._key) is None or key not in self._seen:
                self._seen[key] = content
                yield row
            elif self._seen[key] != content:
                raise PullBroken


def same_origin(url: str, base_url: str) -> bool:
    """Whether an address belongs to the configured server: scheme, host and port, without a user in it."""
    try:
        return _origin(url) == _origin(base_url)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    if "@" in parts.netloc or "\\" in url or not url.isprintable() or len(url) > LONGEST_ADDRESS:
        raise ValueError("not an address to follow")
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _name(item: tuple[str, object]) -> str:
    return item[0]
