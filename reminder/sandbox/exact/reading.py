"""One call for data, from the bearer token to the answer."""

from starlette.requests import Request
from starlette.responses import Response

from reminder.sandbox.exact import shapes
from reminder.sandbox.exact.edm import comparable
from reminder.sandbox.exact.errors import NO_SCOPE, NOT_FOUND, Refused, forbidden
from reminder.sandbox.exact.odata_lexer import tokens
from reminder.sandbox.exact.options import parse_entity_select, parse_options
from reminder.sandbox.exact.paging import read_page
from reminder.sandbox.exact.service import Service, View
from reminder.sandbox.exact.services import Target, find_target, may_read
from reminder.sandbox.exact.world import ExactWorld

LONGEST_URL = 6000
UNAUTHORISED = 401
CURRENT = "current/"
READ_ONLY = ("bulk/", "sync/", "read/", CURRENT, "system/", "users/")
EXPIRED = 'Bearer error="invalid_token", error_description="The%20message%20has%20expired%20or%20is%20invalid."'


def answer_data(world: ExactWorld, request: Request, *, path: str, division: int | None = None) -> Response:
    """Admit, count and answer a call for a service of a division, or of "current" without one."""
    target = find_target(path)
    if target and target.service.path.startswith(CURRENT) is not (division is None):
        target = None
    division = division or world.book.division.code
    endpoint = target.service.path if target else path.lower()
    headers: dict[str, str] = {}
    try:
        _check_length(world, request)
        check_bearer(world, request)
        headers = world.limits.take(division)
        world.budget.check(division, endpoint)
        response = _answer(world, request, division=division, target=target)
    except Refused as refused:
        response = _unauthorised(world, refused) if refused.status == UNAUTHORISED else shapes.refusal(refused)
    if world.authority.knows(bearer(request)):
        world.budget.count(division, endpoint, response.status_code)
    response.headers.update(headers)
    return response


def bearer(request: Request) -> str:
    """The bearer token of a request, or nothing."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else ""


def check_bearer(world: ExactWorld, request: Request) -> None:
    """Refuse a missing, unknown or expired token."""
    if not world.authority.accepts(bearer(request)):
        raise Refused(status=UNAUTHORISED, headers={"WWW-Authenticate": EXPIRED})


def base(request: Request) -> str:
    """The address under which the caller reached the sandbox."""
    return str(request.base_url).rstrip("/")


def _unauthorised(world: ExactWorld, refused: Refused) -> Response:
    if not world.knobs.unauthorised_is_html:
        return shapes.refusal(refused)
    page = shapes.login_page(UNAUTHORISED)
    page.headers.update(refused.headers)
    return page


def _check_length(world: ExactWorld, request: Request) -> None:
    url = f"{base(request)}{request.scope['raw_path'].decode()}?{request.url.query}"
    if len(url) > LONGEST_URL:
        raise Refused(status=world.knobs.long_url_status)


def _answer(world: ExactWorld, request: Request, *, division: int, target: Target | None) -> Response:
    _check_division(world, division, target)
    if target is None:
        raise Refused(status=404, text=NOT_FOUND)
    service = target.service
    view = View(world=world, book=world.books.get(division, world.book), base=base(request))
    _check_method(request.method, service)
    _check_rights(view, service)
    if not _wants_json(request):
        return shapes.atom(service)
    return _read(view, request, target)


def _check_division(world: ExactWorld, division: int, target: Target | None) -> None:
    if world.knobs.account_reason:
        raise forbidden(reason=world.knobs.account_reason)
    unchecked = target is not None and not target.service.checks_division
    if division not in world.granted and not (unchecked and division in world.books):
        raise forbidden(reason="NoDivisionAccess")
    if world.books[division].division.blocking_status and not unchecked:
        raise forbidden(reason="DivisionBlocked")


def _check_method(method: str, service: Service) -> None:
    if method == "GET":
        return
    if service.path.startswith(READ_ONLY):
        raise Refused(status=405)
    raise forbidden()


def _check_rights(view: View, service: Service) -> None:
    if not set(service.scopes) <= view.world.scopes:
        raise forbidden(NO_SCOPE)
    if not may_read(view, service):
        raise forbidden()


def _wants_json(request: Request) -> bool:
    kinds = request.headers.get("accept", "").split(",")
    return any(kind.split(";")[0].strip() == "application/json" for kind in kinds)


def _read(view: View, request: Request, target: Target) -> Response:
    service = target.service
    if target.key is not None:
        return _one(view, request, service, target.key)
    options = parse_options(request.url.query, service, view.world.knobs)
    view = View(world=view.world, book=view.book, base=view.base, parameters=options.parameters)
    if service.scalar:
        return shapes.scalar(service.scalar, next(iter(service.rows(view))))
    page = read_page(view, service, options)
    return shapes.number(page.total) if target.count else shapes.collection(view, service, options, page)


def _one(view: View, request: Request, service: Service, key: str) -> Response:
    literals = [word.value for word in tokens(key)]
    select = parse_entity_select(request.url.query, service)
    found = [row for row in service.rows(view) if literals == [comparable(service.value(view, row, service.key))]]
    if not found:
        raise Refused(status=404, text=NOT_FOUND)
    return shapes.entity(view, service, found[0], select)
