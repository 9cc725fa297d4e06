"""The two OAuth addresses: the consent page, where the sandbox's user always agrees, and the token endpoint.

Source: Exact Online: the redirect address is https and as registered; codes hold characters such as "!".
"""

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from reminder.sandbox.exact.oauth import TokenRefused
from reminder.sandbox.exact.shapes import login_page
from reminder.sandbox.exact.world import ExactWorld

FORM = "application/x-www-form-urlencoded"


def authorize(world: ExactWorld, request: Request) -> Response:
    """Send the user back with a code, or show a page when the app is not the registered one."""
    asked = request.query_params
    registered = world.registration
    redirect_uri = asked.get("redirect_uri", "")
    right_place = redirect_uri == registered.redirect_uri and redirect_uri.startswith("https://")
    if not registered.is_client(asked.get("client_id", "")) or not right_place:
        return login_page(401)
    if asked.get("response_type") != "code":
        return login_page(400)
    answer = {"code": world.issue_code()}
    if "state" in asked:
        answer["state"] = asked["state"]
    return RedirectResponse(f"{redirect_uri}?{urlencode(answer)}", status_code=302)


def token(world: ExactWorld, content_type: str, body: bytes) -> Response:
    """Answer a token request."""
    if content_type.split(";", maxsplit=1)[0].strip().lower() != FORM:
        return JSONResponse({"error": "invalid_request"}, status_code=400)
    form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    try:
        return JSONResponse(world.authority.token(form), headers={"Cache-Control": "no-store"})
    except TokenRefused as refused:
        if refused.body is None:
            return Response(status_code=refused.status)
        return JSONResponse(refused.body, status_code=refused.status, headers=refused.headers)
