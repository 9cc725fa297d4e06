"""How answers look: rows with metadata, wrapped collections, and Atom for those who don't ask for JSON."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from reminder.sandbox.exact.edm import Edm, literal, to_json
from reminder.sandbox.exact.errors import Refused
from reminder.sandbox.exact.knobs import TOP_LIST, Shape
from reminder.sandbox.exact.options import Options
from reminder.sandbox.exact.paging import Page
from reminder.sandbox.exact.service import Service, View

ATOM = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{}</title></feed>'
LOGIN = "<!DOCTYPE html><html><head><title>Object moved</title></head><body><h2>Object moved</h2></body></html>"


def collection(view: View, service: Service, options: Options, page: Page) -> Response:
    """A page of rows."""
    rows = [row_json(view, service, row, options.select) for row in page.rows]
    if _is_list(view, options):
        return JSONResponse({"d": rows})
    found: dict[str, Any] = {"results": rows}
    if options.count:
        found["__count"] = str(page.total)
    if page.next_query:
        found["__next"] = f"{address(view, service)}?{page.next_query}"
    return JSONResponse({"d": found})


def entity(view: View, service: Service, row: object, select: Sequence[str] | None) -> Response:
    """One row, asked for by its key."""
    return JSONResponse({"d": row_json(view, service, row, select)})


def scalar(name: str, value: object) -> Response:
    """The answer of a function with one value."""
    return JSONResponse({"d": {name: value}})


def row_json(view: View, service: Service, row: object, select: Sequence[str] | None) -> dict[str, object]:
    """A row's fields as Exact writes them, with their metadata in front."""
    key = literal(service.value(view, row, service.key), service.fields[service.key])
    uri = f"{address(view, service)}({key})"
    found: dict[str, object] = {"__metadata": {"uri": uri, "type": f"Exact.Web.Api.Models.{service.model}"}}
    for name in select or service.fields:
        edm = service.fields[name]
        deferred = {"__deferred": {"uri": f"{uri}/{name}"}}
        found[name] = deferred if edm is Edm.COLLECTION else to_json(service.value(view, row, name), edm)
    return found


def address(view: View, service: Service) -> str:
    """The absolute address of a service."""
    root = f"{view.base}/api/v1" if service.path.startswith("current/") else view.root
    return f"{root}/{service.path}"


def atom(service: Service) -> Response:
    """A stub feed: enough to show that JSON was not asked for."""
    return Response(ATOM.format(service.path), media_type="application/atom+xml")


def number(value: int) -> Response:
    """The answer to ``/$count``."""
    return PlainTextResponse(str(value))


def refusal(refused: Refused) -> Response:
    """A refusal in the error form, or with an empty body."""
    body = refused.body()
    headers = dict(refused.headers)
    if body is None:
        return Response(status_code=refused.status, headers=headers)
    return JSONResponse(body, status_code=refused.status, headers=headers)


def login_page(status: int = 200) -> Response:
    """The page Exact shows to a stranger."""
    return HTMLResponse(LOGIN, status_code=status)


def _is_list(view: View, options: Options) -> bool:
    shape = view.world.knobs.shape
    if shape is Shape.USUAL:
        return options.top is not None and options.top < TOP_LIST and not options.count
    return shape is Shape.LIST
