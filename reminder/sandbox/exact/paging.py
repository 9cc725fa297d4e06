"""The rows of one page and the address of the next.

Source: Exact Online: 60 rows a page, 1,000 in bulk; `__next` repeats the options and adds `$skiptoken`, the last
row's key behind its order values; with a larger `$top` it holds the rest of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from reminder.sandbox.exact.edm import literal
from reminder.sandbox.exact.options import Options, Order
from reminder.sandbox.exact.service import Service, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows, the number of matching ones (of all pages, if asked for), and the query of the page behind, if any."""

    rows: tuple[Any, ...]
    total: int
    next_query: str | None


def read_page(view: View, service: Service, options: Options) -> Page:
    """Filter, order and cut the rows as they are now."""
    order = (*options.order, Order(name=service.key))
    behind = [row for row in _from(view, service, options) if _matches(view, service, options, row)]
    rows = _sorted(view, service, order, behind)
    limit = service.page if options.top is None else min(service.page, options.top)
    more = len(rows) > limit and limit != options.top
    next_query = _next_query(options, _token(view, service, order, rows[limit - 1]), limit) if more else None
    return Page(rows=tuple(rows[:limit]), total=_total(view, service, options, behind), next_query=next_query)


def _total(view: View, service: Service, options: Options, behind: list[Any]) -> int:
    """Count all matching rows, those of earlier pages only where that is asked for."""
    if options.after is None or not options.count:
        return len(behind)
    return sum(_matches(view, service, options, row) for row in service.rows(view))


def _matches(view: View, service: Service, options: Options, row: object) -> bool:
    return options.filter is None or options.filter.test(lambda name: service.comparable(view, row, name))


def _sorted(view: View, service: Service, order: tuple[Order, ...], rows: list[Any]) -> list[Any]:
    for part in reversed(order):
        rows = sorted(rows, key=lambda row: _rank(service.comparable(view, row, part.name)), reverse=part.descending)
    return rows


def _rank(value: Any) -> tuple[bool, Any]:  # noqa: ANN401 - any value that can be ordered
    return (value is not None, value)


def _from(view: View, service: Service, options: Options) -> Iterable[Any]:
    if options.after is None:
        return service.rows(view)
    order = (*options.order, Order(name=service.key))
    return [row for row in service.rows(view) if _is_behind(view, service, order, row, options.after)]


def _is_behind(view: View, service: Service, order: tuple[Order, ...], row: object, after: tuple[object, ...]) -> bool:
    for part, last in zip(order, after, strict=True):
        value, mark = _rank(service.comparable(view, row, part.name)), _rank(last)
        if value != mark:
            return (value > mark) != part.descending
    return False


def _token(view: View, service: Service, order: tuple[Order, ...], row: object) -> str:
    return ",".join(literal(service.value(view, row, part.name), service.fields[part.name]) for part in order)


def _next_query(options: Options, token: str, limit: int) -> str:
    reduced = {"$top": str(options.top - limit)} if options.top is not None else {}
    return urlencode({**options.raw, **reduced, "$skiptoken": token}, quote_via=quote, safe="$'(),")
