"""The Gmail half as an ASGI application: the API, the consent page and the token endpoint."""

import json
from collections.abc import Awaitable, Callable, Mapping
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reminder.sandbox.gmail import oauth
from reminder.sandbox.gmail.bodies import plain, uploaded
from reminder.sandbox.gmail.call import Call, Method
from reminder.sandbox.gmail.consent import ConsentError, consented
from reminder.sandbox.gmail.errors import GoogleError, TokenError, unknown_path, wrong_verb
from reminder.sandbox.gmail.fields import selected
from reminder.sandbox.gmail.gate import admitted
from reminder.sandbox.gmail.methods import METHODS, USER
from reminder.sandbox.gmail.records import Clock
from reminder.sandbox.gmail.world import GmailWorld

_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_JSON = "application/json; charset=UTF-8"
_FORM = "application/x-www-form-urlencoded"

Endpoint = Callable[[Request], Awaitable[Response]]


def gmail_app(world: GmailWorld) -> Starlette:
    """Give the application that serves a world."""
    app = Starlette(
        routes=[*_oauth_routes(world), *_api_routes(world)],
        middleware=[Middleware(_Dated, clock=world.clock)],
        exception_handlers={404: _no_such_path, 405: _no_such_verb},
    )
    app.router.redirect_slashes = False
    return app


class _Dated:
    """Dates every answer by the sandbox clock."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app, self._clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["date"] = format_datetime(self._clock.now(), usegmt=True)
            await send(message)

        await self._app(scope, receive, dated)


def _api_routes(world: GmailWorld) -> list[Route]:
    paths: dict[str, dict[str, Method]] = {}
    for method in METHODS:
        paths.setdefault(f"{USER}{method.path}", {})[method.verb] = method
        if method.max_bytes is not None:
            paths.setdefault(f"/upload{USER}{method.path}", {})[method.verb] = method
    return [Route(path, _endpoint(world, methods), methods=_VERBS) for path, methods in paths.items()]


def _endpoint(world: GmailWorld, methods: Mapping[str, Method]) -> Endpoint:
    async def serve(request: Request) -> Response:
        body = await request.body()
        try:
            if request.method not in methods:
                raise wrong_verb()
            with world.lock:
                return _done(world, methods[request.method], request=request, body=body)
        except GoogleError as error:
            return _refused(error)

    return serve


def _done(world: GmailWorld, method: Method, *, request: Request, body: bytes) -> Response:
    path = dict(request.path_params)
    authorization = request.headers.get("authorization", "")
    caller = admitted(world, method, authorization=authorization, user=path["userId"], query=request.query_params)
    kind, content_type = request.query_params.get("uploadType", ""), request.headers.get("content-type", "")
    if request.url.path.startswith("/upload/"):
        content = uploaded(method, kind=kind, content_type=content_type, body=body)
    else:
        content = plain(method, content_type=content_type, body=body)
    call = Call(
        world=world,
        mailbox=caller.mailbox,
        access=caller.access,
        method=method,
        path=path,
        query=request.query_params,
        body=content.json,
        upload=content.upload,
    )
    return _answered(method.handle(call), request.query_params.get("fields"))


def _answered(answer: dict[str, Any] | None, fields: str | None) -> Response:
    if answer is None:
        return Response(status_code=204)
    return _json(answer if fields is None else selected(answer, fields))


def _oauth_routes(world: GmailWorld) -> list[Route]:
    async def consent(request: Request) -> Response:
        addresses = tuple(world.mailboxes)
        try:
            with world.lock:
                query = dict(request.query_params)
                where = consented(query, accounts=world.accounts, knobs=world.knobs, addresses=addresses)
        except ConsentError as error:
            return HTMLResponse(error.page(), error.code)
        return RedirectResponse(where, 302)

    return [
        Route("/o/oauth2/auth", consent, methods=["GET"]),
        Route("/token", _form_endpoint(world, _token), methods=["POST"]),
        Route("/revoke", _form_endpoint(world, _revoke), methods=["POST"]),
    ]


FormWork = Callable[[GmailWorld, Mapping[str, str], str], dict[str, Any]]


def _form_endpoint(world: GmailWorld, work: FormWork) -> Endpoint:
    async def serve(request: Request) -> Response:
        body = (await request.body()).decode(errors="replace")
        form = dict(parse_qsl(body)) if request.headers.get("content-type", "").startswith(_FORM) else {}
        try:
            with world.lock:
                return _json(work(world, form, request.headers.get("authorization", "")))
        except TokenError as error:
            return _json(error.body(), error.code)

    return serve


def _token(world: GmailWorld, form: Mapping[str, str], authorization: str) -> dict[str, Any]:
    addresses = tuple(world.mailboxes)
    return oauth.token_answer(form, authorization=authorization, accounts=world.accounts, addresses=addresses)


def _revoke(world: GmailWorld, form: Mapping[str, str], _authorization: str) -> dict[str, Any]:
    return oauth.revoke(form, world.accounts)


async def _no_such_path(_request: Request, _error: Exception) -> Response:
    return _refused(unknown_path())


async def _no_such_verb(_request: Request, _error: Exception) -> Response:
    return _refused(wrong_verb())


def _refused(error: GoogleError) -> Response:
    return _json(error.body(), error.code, error.headers)


def _json(answer: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:  # noqa: ANN401
    content = json.dumps(answer, indent=2).encode() + b"\n"
    return Response(content, status, {"cache-control": "private", **(headers or {})}, _JSON)
