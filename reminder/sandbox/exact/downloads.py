"""The files of documents.

Source: Exact Online: bytes come only with a bearer token and ``Download=1``; anything else is a page with status 200.
"""

from starlette.requests import Request
from starlette.responses import Response

from reminder.sandbox.book import Attachment
from reminder.sandbox.exact.archive import stamp
from reminder.sandbox.exact.errors import NOT_FOUND, Refused
from reminder.sandbox.exact.reading import bearer
from reminder.sandbox.exact.shapes import login_page, refusal
from reminder.sandbox.exact.world import ExactWorld

ENDPOINT = "docs/sysattachment.aspx"


def answer_file(world: ExactWorld, request: Request) -> Response:
    """Give the bytes of an attachment, or a page."""
    asked = request.query_params
    division = asked.get("_Division_", "")
    granted = division.isdigit() and int(division) in world.granted
    if not world.authority.accepts(bearer(request)) or asked.get("Download") != "1" or not granted:
        return login_page()
    try:
        headers = world.limits.take(int(division)) if world.knobs.downloads_count else {}
        world.budget.check(int(division), ENDPOINT)
        file = _file(world, int(division), key=asked.get("ID", ""), mark=asked.get("Stamp", ""))
    except Refused as refused:
        world.budget.count(int(division), ENDPOINT, refused.status)
        return refusal(refused)
    headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
    return Response(file.content, media_type="application/pdf", headers=headers)


def _file(world: ExactWorld, division: int, *, key: str, mark: str) -> Attachment:
    files = world.books[division].attachments
    found = [file for file in files if str(file.id) == key and stamp(file) == mark]
    if not found:
        raise Refused(status=404, text=NOT_FOUND)
    return found[0]
