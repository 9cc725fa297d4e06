"""What a service is: fields with types, how each is read from the books, and its own rules."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from uuid import UUID

from reminder.sandbox.book import Account, Book
from reminder.sandbox.exact.edm import Edm, comparable
from reminder.sandbox.exact.world import ExactWorld

ORDINARY_PAGE = 60
BULK_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One request's look at the books; `base` is the address the caller used."""

    world: ExactWorld
    book: Book
    base: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def account(self, key: UUID) -> Account:
        """The customer with this GUID."""
        return self.book.accounts[key]

    def contact_name(self, key: UUID | None) -> str | None:
        """A contact's full name, if there is one."""
        contact = self.book.contacts.get(key) if key else None
        return contact.full_name if contact else None

    @property
    def root(self) -> str:
        """The address of the division's services."""
        return f"{self.base}/api/v1/{self.book.division.code}"


Read = Callable[[View, Any], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One entry of the API; `filterable` None means every field, `filter_needed` names fields of which one is due."""

    path: str
    model: str
    key: str
    fields: Mapping[str, Edm]
    rows: Callable[[View], Iterable[Any]]
    read: Mapping[str, Read]
    scopes: tuple[str, ...] = ()
    page: int = ORDINARY_PAGE
    select_needed: bool = False
    filterable: frozenset[str] | None = None
    filter_needed: frozenset[str] = frozenset()
    parameters: Mapping[str, Edm] = field(default_factory=dict)
    scalar: str | None = None
    checks_division: bool = True

    def value(self, view: View, item: object, name: str) -> object:
        """A row's value of a field; None where the books hold nothing."""
        read = self.read.get(name)
        return read(view, item) if read else None

    def comparable(self, view: View, item: object, name: str) -> object:
        """A row's value as filters and orders see it."""
        return comparable(self.value(view, item, name))


def own(**attributes: str) -> dict[str, Read]:
    """Fields that are an attribute of the row itself: ``own(ID="id", DueDate="due_date")``."""
    return {name: _read(attribute) for name, attribute in attributes.items()}


def _read(attribute: str) -> Read:
    get = attrgetter(attribute)
    return lambda _, item: get(item)
