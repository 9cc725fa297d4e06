"""`auth exact` and `auth gmail`: a person gives access in a browser, and what comes back is stored."""

import os
import select
import sys
import webbrowser
from collections.abc import Callable
from typing import Annotated, Protocol, TextIO

import typer

from reminder.cli.options import One
from reminder.cli.output import print_line, print_note
from reminder.errors import UsageError

TURN = 0.2
"""Seconds that the browser is waited for before stdin is looked at again."""

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")]
Bind = Annotated[str, typer.Option(metavar="ADDR", help="Address to listen on, such as 0.0.0.0 in a container.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Open no browser, only print the address.")]


class Consent(Protocol):
    """A request for access that was begun."""

    @property
    def url(self) -> str:
        """Where a person gives access."""
        ...

    def finish(self, answer: str) -> None:
        """Turn the redirected address, or the bare code, into access that is stored."""
        ...


class CallbackConsent(Consent, Protocol):
    """A request whose answer the browser can bring by itself."""

    def wait(self, timeout: float) -> str | None:
        """Give the address that the browser came back with; None when it did not within `timeout` seconds."""
        ...


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Give access to Exact Online and Gmail.", no_args_is_help=True, rich_markup_mode=None)
    group.command("exact")(exact)
    group.command("gmail")(gmail)
    app.add_typer(group, name="auth")


def exact(context: typer.Context, administration: One = None) -> None:
    """Give access to Exact Online.

    Prints the address where you do that, reads the address you end up on, and stores the token.
    """
    from reminder.cli.loading import settings_of, the_one
    from reminder.wiring.consents import exact_consent

    settings = settings_of(context)
    name = the_one(settings, administration)
    with exact_consent(settings, name) as consent:
        finish_by_hand(consent, sys.stdin)
    print_line(f"{name}: access to Exact Online is stored")


def gmail(
    context: typer.Context,
    administration: One = None,
    port: Port = 0,
    bind: Bind = "127.0.0.1",
    no_browser: NoBrowser = False,
) -> None:
    """Give access to Gmail.

    Prints the address where you do that, waits for the browser or for a pasted address, and stores the token.
    """
    from reminder.cli.loading import settings_of, the_one
    from reminder.wiring.consents import gmail_consent

    settings = settings_of(context)
    name = the_one(settings, administration)
    with gmail_consent(settings, name, port=port, bind=bind) as consent:
        finish_by_browser(consent, sys.stdin, visit=None if no_browser else open_browser)
    print_line(f"{name}: access to Gmail is stored")


def finish_by_hand(consent: Consent, source: TextIO) -> None:
    """Print the address, and finish with the line that a person pastes; UsageError when none comes."""
    print_note("Open this address, log in and allow access:")
    print_line(consent.url)
    print_note("Then paste the whole address of the page you end up on (an error page is fine), or the code in it:")
    answer = source.readline().strip()
    if not answer:
        raise UsageError("no address was pasted", hint="run the command again; a code lives for a few minutes only")
    consent.finish(answer)


def finish_by_browser(consent: CallbackConsent, source: TextIO, *, visit: Callable[[str], None] | None) -> None:
    """Print the address, and finish with what comes first: the browser's call, or a line on stdin."""
    print_note("Open this address, log in and allow access:")
    print_line(consent.url)
    print_note("If the browser ends on a page that cannot be reached, paste the whole address of that page here:")
    if visit:
        visit(consent.url)
    pasted = Pasted(source)
    answer = consent.wait(0) or pasted.line()
    while not answer:
        answer = consent.wait(TURN) or pasted.line()
    consent.finish(answer)


def open_browser(url: str) -> None:
    """Open the address where there is a desktop; a browser in the terminal would be in the way."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


class Pasted:
    """Lines on stdin, looked at without waiting for one."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._text = ""
        self._open = True

    def line(self) -> str:
        """Give the first line pasted that is not blank; empty when there is none yet, or never will be."""
        if self._open and select.select([self._source], [], [], 0)[0]:
            self._take(os.read(self._source.fileno(), 65_536))
        whole, _, rest = self._text.rpartition("\n") if self._open else (self._text, "", "")
        self._text = rest
        return next((line.strip() for line in whole.splitlines() if line.strip()), "")

    def _take(self, content: bytes) -> None:
        self._open = bool(content)
        self._text += content.decode(errors="replace")
