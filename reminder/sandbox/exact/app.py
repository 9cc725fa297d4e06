"""The addresses of the Exact half."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reminder.sandbox.exact.consent import authorize, token
from reminder.sandbox.exact.downloads import answer_file
from reminder.sandbox.exact.reading import answer_data
from reminder.sandbox.exact.world import ExactWorld

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def exact_app(world: ExactWorld) -> ASGIApp:
    """An Exact Online over this world."""

    async def consent(request: Request) -> Response:
        return authorize(world, request)

    async def tokens(request: Request) -> Response:
        return token(world, request.headers.get("content-type", ""), await request.body())

    async def me(request: Request) -> Response:
        return answer_data(world, request, path=f"current/{request.path_params['path']}")

    async def data(request: Request) -> Response:
        asked = request.path_params
        return answer_data(world, request, division=asked["division"], path=asked["path"])

    async def file(request: Request) -> Response:
        return answer_file(world, request)

    return Starlette(
        routes=[
            Route("/api/oauth2/auth", consent),
            Route("/api/oauth2/token", tokens, methods=["POST"]),
            Route("/api/v1/current/{path:path}", me, methods=METHODS),
            Route("/api/v1/{division:int}/{path:path}", data, methods=METHODS),
            Route("/docs/SysAttachment.aspx", file),
        ]
    )
