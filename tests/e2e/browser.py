"""A Chromium without a window, spoken to over a pipe: pages of any width, in the dark or on paper, and what is said.

Source: https://chromedevtools.github.io/devtools-protocol/.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Facts = dict[str, Any]

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
AXE = Path(os.environ.get("AXE_CORE") or Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js")
"""The file of axe-core, which judges whether a page keeps people out."""

QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
    "--disable-extensions", "--disable-background-networking", "--allow-file-access-from-files",
    "--disable-features=IsolateSandboxedIframes", "--remote-debugging-pipe",
)  # fmt: skip
"""Quick and without a word of its own; frames stay in their page's process, so that both report in one place."""

ON_PIPES = 'exec "$@" 3</dev/fd/{reads} 4>/dev/fd/{writes}'
"""Chromium reads commands from the fourth file that is open at its start, and writes answers to the fifth."""

PATIENCE = 60
SETTLED = 300
"""Milliseconds after which frames that came into view are painted."""
TALLEST = 12_000
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
JUDGE = """
axe.run({runOnly: RULES, iframes: false})
  .then(found => found.violations.map(each => [each.id, each.nodes.map(node => node.html)]))
"""
"""Frames are left out: nothing can be run in those of a report, and mails are judged by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a page is looked at: the size of the window, the scheme of colours, and whether it is on paper."""

    width: int = 1200
    height: int = 900
    dark: bool = False
    paper: bool = False


DESK, PHONE = Look(), Look(width=360, height=800)
DARK, PAPER = Look(dark=True), Look(width=720, paper=True)


class Pipe:
    """Commands to a browser, and its answers and events."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        self._calls = 0
        self._rest = b""
        self.events: list[Facts] = []

    def call(self, method: str, *, session: str = "", **facts: object) -> Facts:
        """Give the answer to one command; the events that come before it are kept."""
        self._calls += 1
        message = {"id": self._calls, "method": method, "params": facts} | ({"sessionId": session} if session else {})
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda each: each.get("id") == self._calls)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return dict(answer["result"])

    def wait(self, method: str, *, session: str) -> None:
        """Wait for an event, unless it came already."""

        def fits(each: Facts) -> bool:
            return each.get("method") == method and each.get("sessionId") == session

        if not any(map(fits, self.events)):
            self._until(fits)

    def _until(self, fits: Callable[[Facts], bool]) -> Facts:
        end = time.monotonic() + PATIENCE
        while True:
            message = self._message(end)
            if "method" in message:
                self.events.append(message)
            if fits(message):
                return message

    def _message(self, end: float) -> Facts:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._reads], [], [], max(0, end - time.monotonic()))
            assert ready, f"the browser said nothing for {PATIENCE} seconds"
            read = os.read(self._reads, 1 << 20)
            assert read, "the browser ended"
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page that is shown."""

    pipe: Pipe
    session: str
    look: Look

    def find(self, expression: str) -> Any:  # noqa: ANN401 - whatever the page finds
        """Give what an expression comes to in the page, awaited."""
        found = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def picture(self, file: Path, *, height: int = TALLEST) -> None:
        """Put a picture of the whole page in a file, or of its upper part."""
        whole = int(self.find("document.documentElement.scrollHeight"))
        self._call("Emulation.setDeviceMetricsOverride", **_metrics(self.look.width, min(height, whole)))
        self.find(f"new Promise(done => setTimeout(done, {SETTLED}))")
        shot = self._call("Page.captureScreenshot")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def print_out(self) -> bytes:
        """Print the page on A4, and give the PDF."""
        paper = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": False}
        return base64.b64decode(self._call("Page.printToPDF", **paper)["data"])

    def barriers(self, *more: str) -> list[Any]:
        """Give what axe-core finds that keeps people out, by the rules of the WCAG and `more` of its own."""
        self.find(AXE.read_text(encoding="utf-8") + "; 0")
        return list(self.find(JUDGE.replace("RULES", json.dumps([*WCAG, *more]))))

    def complaints(self) -> list[str]:
        """Give what the page and its frames reported: faults, and what their policy forbade."""
        entries = (each["params"]["entry"] for each in self._heard("Log.entryAdded"))
        faults = (each["params"]["exceptionDetails"]["text"] for each in self._heard("Runtime.exceptionThrown"))
        return [*(each["text"] for each in entries), *faults]

    def asked(self) -> list[str]:
        """Give every address that the page and its frames asked for, of files too."""
        return [each["params"]["request"]["url"] for each in self._heard("Network.requestWillBeSent")]

    def _call(self, method: str, **facts: object) -> Facts:
        return self.pipe.call(method, session=self.session, **facts)

    def _heard(self, method: str) -> list[Facts]:
        self.find("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
        return [each for each in self.pipe.events if each["method"] == method]


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A running browser, in which pages are shown one after the other."""

    pipe: Pipe

    @contextmanager
    def shown(self, path: Path, look: Look = DESK, *, without_policy: bool = False) -> Iterator[Page]:
        """Show a file; `without_policy` takes off the page's own rules, which forbid judging it from within."""
        self.pipe.events.clear()
        target = self.pipe.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(pipe=self.pipe, session=session, look=look)
        for domain in ("Page", "Log", "Runtime", "Network"):
            self.pipe.call(f"{domain}.enable", session=session)
        self.pipe.call("Page.setBypassCSP", session=session, enabled=without_policy)
        self.pipe.call("Emulation.setDeviceMetricsOverride", session=session, **_metrics(look.width, look.height))
        self.pipe.call("Emulation.setEmulatedMedia", session=session, **_media(look))
        self.pipe.call("Page.navigate", session=session, url=path.as_uri())
        self.pipe.wait("Page.loadEventFired", session=session)
        yield page
        self.pipe.call("Target.closeTarget", targetId=target)


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """Start a browser with its profile in a folder, and end it."""
    to_browser, from_browser = os.pipe(), os.pipe()
    theirs = (to_browser[0], from_browser[1])
    onto = ON_PIPES.format(reads=theirs[0], writes=theirs[1])
    command = ["sh", "-c", onto, "sh", str(CHROMIUM), *QUIET, f"--user-data-dir={folder / 'profile'}"]
    process = subprocess.Popen(command, pass_fds=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for each in theirs:
        os.close(each)
    pipe = Pipe(from_browser[0], to_browser[1])
    try:
        yield Browser(pipe=pipe)
    finally:
        with suppress(AssertionError, OSError):
            pipe.call("Browser.close")
        for each in (to_browser[1], from_browser[0]):
            os.close(each)
        process.wait(timeout=PATIENCE)


def _metrics(width: int, height: int) -> Facts:
    return {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}


def _media(look: Look) -> Facts:
    scheme = {"name": "prefers-color-scheme", "value": "dark" if look.dark else "light"}
    return {"media": "print" if look.paper else "", "features": [scheme]}
