"""Every golden mail as a browser shows it: on a telephone, in the light and in the dark."""

import base64
import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from reminder.model.reminder import Reminder
from tests.builders import FRIENDLY, a_contact, a_debtor, a_notice, a_receivable
from tests.composing import written
from tests.e2e.browser import CHROMIUM, DARK, Browser
from tests.golden.cases import mails

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]

ARTIFACTS = Path(__file__).parents[2] / ".artifacts" / "mails"
PHONE = 320
LEAST_CONTRAST = 4.5
MODES = {"light": (), "dark": (DARK,)}
LONG = "W" * 60
MEASURE = """\
<!DOCTYPE html><meta charset="utf-8"><body>{frames}<pre id="found"></pre>
<script>
const channels = value => value.match(/[\\d.]+/g).map(Number);
const light = value => channels(value).slice(0, 3).map(each => each / 255)
  .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
  .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
const clear = value => channels(value)[3] === 0;
const ground = (element, page) => {{
  for (let each = element; each; each = each.parentElement)
    if (!clear(page.defaultView.getComputedStyle(each).backgroundColor))
      return page.defaultView.getComputedStyle(each).backgroundColor;
  const canvas = page.body.appendChild(page.createElement("div"));
  canvas.style.backgroundColor = "Canvas";
  const found = page.defaultView.getComputedStyle(canvas).backgroundColor;
  canvas.remove();
  return found;
}};
const look = frame => {{
  const page = frame.contentDocument, style = each => page.defaultView.getComputedStyle(each);
  const found = {{name: frame.id, wide: page.documentElement.scrollWidth, worst: 21, hidden: [], text: 0}};
  const walk = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {{
    const text = walk.currentNode.textContent.trim(), holder = walk.currentNode.parentElement;
    if (!text) continue;
    const [low, high] = [light(style(holder).color), light(ground(holder, page))].sort((a, b) => a - b);
    const size = holder.getBoundingClientRect();
    found.worst = Math.min(found.worst, (high + 0.05) / (low + 0.05));
    found.text += text.length;
    if (!size.width || !size.height || style(holder).visibility !== "visible" || style(holder).opacity !== "1")
      found.hidden.push(text);
  }}
  found.dark = light(ground(page.body, page)) < 0.2;
  return found;
}};
window.onload = () => {{
  const found = [...document.querySelectorAll("iframe")].map(look);
  document.getElementById("found").textContent = JSON.stringify(found);
}};
</script>
"""


def every_mail() -> dict[str, Reminder]:
    """Give the golden mails, and one with the longest words there may be."""
    known = {name: case.write(tone, language) for name, (case, tone, language) in mails().items()}
    debtor = a_debtor(contact=a_contact(last_name=LONG))
    rows = (a_receivable(invoice=f"F{LONG}"), a_receivable(invoice=f"G{LONG}", amount="9999999.99"))
    links = {each.key: f"https://pay.example/{LONG}{LONG}" for each in rows}
    return {**known, "nl-friendly-long": written(a_notice(*rows, tone=FRIENDLY, debtor=debtor), links=links)}


def page_of(reminder: Reminder) -> str:
    """Give a mail's page with its pictures in it, as a mail program shows it."""
    page = reminder.html
    for image in reminder.images:
        shown = f"data:image/png;base64,{base64.b64encode(image.content).decode()}"
        page = page.replace(f"cid:{image.content_id}", shown)
    return page


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write every mail as a file of its own."""
    folder = tmp_path_factory.mktemp("mails")
    found = {name: folder / f"{name}.html" for name in every_mail()}
    for name, reminder in every_mail().items():
        found[name].write_text(page_of(reminder), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def looks(pages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Give what a telephone's width and each colour scheme make of every mail, with one browser start for each."""
    browser = Browser(folder=tmp_path_factory.mktemp("browser"))
    frames = "".join(
        f'<iframe id="{name}" src="{path.as_uri()}" width="{PHONE}" height="900" style="border: 0"></iframe>'
        for name, path in pages.items()
    )
    outer = browser.folder / "measure.html"
    outer.write_text(MEASURE.format(frames=frames), encoding="utf-8")
    return {mode: measured(browser, outer, options) for mode, options in MODES.items()}


def measured(browser: Browser, outer: Path, options: tuple[str, ...]) -> list[dict[str, Any]]:
    dom = browser._run(outer, "--dump-dom", "--virtual-time-budget=20000", *options)[0]
    found = re.search(r'<pre id="found">(.+?)</pre>', dom, re.DOTALL)
    assert found, "the page measured nothing"
    return list(json.loads(html.unescape(found[1])))


def test_every_mail_was_looked_at_in_both_schemes(looks: dict[str, list[dict[str, Any]]], pages: dict[str, Path]):
    for mode in MODES:
        assert {each["name"] for each in looks[mode]} == pages.keys()
        assert min(each["text"] for each in looks[mode]) > 300
        assert {each["dark"] for each in looks[mode]} == {mode == "dark"}


def test_no_mail_is_wider_than_a_telephone(looks: dict[str, list[dict[str, Any]]]):
    assert [(each["name"], each["wide"]) for each in looks["light"] if each["wide"] > PHONE] == []


@pytest.mark.parametrize("mode", MODES)
def test_every_word_stands_out_and_none_is_hidden(looks: dict[str, list[dict[str, Any]]], mode: str):
    faint = [(each["name"], each["worst"]) for each in looks[mode] if each["worst"] < LEAST_CONTRAST]

    assert faint == []
    assert [(each["name"], each["hidden"]) for each in looks[mode] if each["hidden"]] == []


@pytest.mark.parametrize("mode", MODES)
def test_pictures_of_mails_are_kept(pages: dict[str, Path], tmp_path: Path, mode: str):
    browser = Browser(folder=tmp_path)
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    for name in ("nl-friendly-one", "nl-formal-paying-several", "nl-final-demand-consumer-fee-several"):
        frame = f'<iframe src="{pages[name].as_uri()}" width="{PHONE}" height="2200" style="border: 0"></iframe>'
        outer = tmp_path / f"{name}.html"
        outer.write_text(f'<!DOCTYPE html><meta name="color-scheme" content="light dark">{frame}', encoding="utf-8")

        browser.picture(outer, f"{name}.png", size=(500, 2250), options=MODES[mode])

        shutil.copy(tmp_path / f"{name}.png", ARTIFACTS / f"{name}-{mode}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 10_000
