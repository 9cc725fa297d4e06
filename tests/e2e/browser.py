"""A Chromium without a window: pictures of a page, what it reports, and what a page measures of another."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
QUIET = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--enable-logging=stderr", "--allow-file-access-from-files",
)  # fmt: skip
DARK = "--blink-settings=preferredColorScheme=0"
MEASURE = """\
<!DOCTYPE html><meta charset="utf-8"><title>measure</title>
<iframe id="page" width="{width}" height="900" src="{url}"></iframe><pre id="found"></pre>
<script>
window.onload = () => {{
  const page = document.getElementById("page").contentDocument;
  const found = {{wide: page.documentElement.scrollWidth, title: page.title, scripts: page.scripts.length}};
  found.links = [...page.links].map(each => each.href);
  found.boxes = [...page.querySelectorAll("bdi")].map(each => each.textContent);
  document.getElementById("found").textContent = JSON.stringify(found);
}};
</script>
"""


JUDGE = """\
<script src="{axe}"></script><script>
axe.run({{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}).then(result => {{
  const found = document.createElement("pre");
  found.id = "found";
  found.textContent = JSON.stringify(result.violations.map(each => [each.id, each.nodes.map(node => node.html)]));
  document.body.append(found);
}});
</script>
"""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser with a profile and pictures in one folder."""

    folder: Path

    def picture(self, page: Path, name: str, *, size: tuple[int, int], options: Sequence[str] = ()) -> list[str]:
        """Take a picture of a page, and give everything that the page reported while it was shown."""
        wide, high = size
        shot = f"--screenshot={self.folder / name}"
        return self._run(page, shot, f"--window-size={wide},{high}", *options)[1]

    def print_out(self, page: Path, name: str) -> bytes:
        """Print a page, and give the PDF."""
        self._run(page, f"--print-to-pdf={self.folder / name}")
        return (self.folder / name).read_bytes()

    def measure(self, page: Path, *, width: int) -> dict[str, Any]:
        """Give what another page finds in this one at that width."""
        outer = self.folder / f"measure-{page.stem}-{width}.html"
        outer.write_text(MEASURE.format(width=width, url=page.as_uri()), encoding="utf-8")
        dom = self._run(outer, "--dump-dom", "--virtual-time-budget=3000")[0]
        return dict(_found(dom))

    def barriers(self, page: Path, axe: Path, *, width: int, options: Sequence[str] = ()) -> list[Any]:
        """Give what axe-core finds that keeps people out; the page's policy, which forbids axe itself, is taken off."""
        open_page = _POLICY.sub("", page.read_text(encoding="utf-8"))
        judged = page.with_name(f"judged-{width}.html")
        judged.write_text(open_page.replace("</html>", JUDGE.format(axe=axe.as_uri())), encoding="utf-8")
        size = f"--window-size={width},1000"
        dom = self._run(judged, "--dump-dom", "--virtual-time-budget=20000", size, *options)[0]
        return list(_found(dom))

    def _run(self, page: Path, *options: str) -> tuple[str, list[str]]:
        command = [str(CHROMIUM), *QUIET, f"--user-data-dir={self.folder / 'profile'}", *options, page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
        return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


def _found(dom: str) -> Any:  # noqa: ANN401 - whatever the page found
    found = re.search(r'<pre id="found">(.+?)</pre>', dom, re.DOTALL)
    assert found, "the page found nothing at all"
    return json.loads(html.unescape(found[1]))
