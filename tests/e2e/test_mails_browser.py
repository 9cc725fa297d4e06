"""Every golden mail as a browser shows it: on a telephone and a desk, in the light and in the dark."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reminder.model.reminder import Reminder
from tests.builders import FORMAL, FRIENDLY, a_contact, a_credit, a_debtor, a_notice, a_receivable
from tests.composing import written
from tests.e2e.browser import CHROMIUM, Browser, Look, browsing
from tests.golden.cases import mails

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]

ARTIFACTS = Path(__file__).parents[2] / ".artifacts" / "mails"
PHONE = 320
LEAST_CONTRAST = 4.5
MODES = {"light": Look(width=PHONE, height=800), "dark": Look(width=PHONE, height=800, dark=True)}
LOOKS = {**MODES, "desk": Look(width=800, height=800)}
KEPT = (
    *("nl-friendly-one", "nl-friendly-part-payment", "nl-friendly-foreign-currency", "nl-formal-paying-several"),
    *("nl-final-demand-consumer-fee-several", "nl-final-demand-business-fee-and-interest", "en-formal-later-several"),
    *("nl-friendly-long", "nl-formal-longest-name", "nl-formal-instalments-and-credit"),
)
LONG = "W" * 60
MEASURE = """\
(() => {
  const channels = value => value.match(/[\\d.]+/g).map(Number);
  const light = value => channels(value).slice(0, 3).map(each => each / 255)
    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, place) => sum + each * [0.2126, 0.7152, 0.0722][place], 0);
  const clear = value => channels(value)[3] === 0;
  const ground = element => {
    for (let each = element; each; each = each.parentElement)
      if (!clear(getComputedStyle(each).backgroundColor)) return getComputedStyle(each).backgroundColor;
    const canvas = document.body.appendChild(document.createElement("div"));
    canvas.style.backgroundColor = "Canvas";
    const found = getComputedStyle(canvas).backgroundColor;
    canvas.remove();
    return found;
  };
  const found = {wide: document.documentElement.scrollWidth, worst: 21, hidden: [], text: 0};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), holder = walk.currentNode.parentElement;
    if (!text) continue;
    const [low, high] = [light(getComputedStyle(holder).color), light(ground(holder))].sort((a, b) => a - b);
    const size = holder.getBoundingClientRect(), style = getComputedStyle(holder);
    found.worst = Math.min(found.worst, (high + 0.05) / (low + 0.05));
    found.text += text.length;
    if (!size.width || !size.height || style.visibility !== "visible" || style.opacity !== "1")
      found.hidden.push(text);
  }
  found.dark = light(ground(document.body)) < 0.2;
  return found;
})()
"""


def every_mail() -> dict[str, Reminder]:
    """Give the golden mails, and those with the longest words, the longest name and most rows of one invoice."""
    known = {name: case.write(tone, language) for name, (case, tone, language) in mails().items()}
    long = a_debtor(contact=a_contact(last_name=LONG))
    rows = (a_receivable(invoice=f"F{LONG}"), a_receivable(invoice=f"G{LONG}", amount="9999999.99"))
    links = {each.key: f"https://pay.example/{LONG}{LONG}" for each in rows}
    named = a_debtor(name="Van der " * 40, contact=a_contact(last_name="Van der Westhuijzen-" * 15))
    parts = (a_receivable(days_overdue=40), a_receivable(days_overdue=20), a_credit())
    return {
        **known,
        "nl-friendly-long": written(a_notice(*rows, tone=FRIENDLY, debtor=long), links=links),
        "nl-formal-longest-name": written(a_notice(tone=FORMAL, debtor=named)),
        "nl-formal-instalments-and-credit": written(a_notice(*parts, tone=FORMAL)),
    }


def page_of(reminder: Reminder) -> str:
    """Give a mail's page with its pictures in it, as a mail program shows it."""
    page = reminder.html
    for image in reminder.images:
        shown = f"data:image/png;base64,{base64.b64encode(image.content).decode()}"
        page = page.replace(f"cid:{image.content_id}", shown)
    return page


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write every mail as a file of its own."""
    folder = tmp_path_factory.mktemp("mails")
    found = {name: folder / f"{name}.html" for name in every_mail()}
    for name, reminder in every_mail().items():
        found[name].write_text(page_of(reminder), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def looks(browser: Browser, pages: dict[str, Path]) -> dict[str, dict[str, dict[str, Any]]]:
    """Give what a telephone's width and each colour scheme make of every mail."""
    return {mode: {name: measured(browser, path, look) for name, path in pages.items()} for mode, look in MODES.items()}


def measured(browser: Browser, path: Path, look: Look) -> dict[str, Any]:
    with browser.shown(path, look) as page:
        return dict(page.find(MEASURE))


def test_every_mail_was_looked_at_in_both_schemes(looks: dict[str, dict[str, dict[str, Any]]]):
    for mode in MODES:
        assert min(each["text"] for each in looks[mode].values()) > 300
        assert {each["dark"] for each in looks[mode].values()} == {mode == "dark"}


def test_no_mail_is_wider_than_a_telephone(looks: dict[str, dict[str, dict[str, Any]]]):
    assert {name: each["wide"] for name, each in looks["light"].items() if each["wide"] > PHONE} == {}


@pytest.mark.parametrize("mode", MODES)
def test_every_word_stands_out_and_none_is_hidden(looks: dict[str, dict[str, dict[str, Any]]], mode: str):
    faint = {name: each["worst"] for name, each in looks[mode].items() if each["worst"] < LEAST_CONTRAST}

    assert faint == {}
    assert {name: each["hidden"] for name, each in looks[mode].items() if each["hidden"]} == {}


def test_no_mail_asks_for_anything_from_elsewhere(browser: Browser, pages: dict[str, Path]):
    path = pages["nl-formal-paying-several"]

    with browser.shown(path) as page:
        asked = page.asked()

    assert {each for each in asked if not each.startswith("data:")} == {path.as_uri()}


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_of_mails_are_kept(browser: Browser, pages: dict[str, Path], look: str):
    for name in KEPT:
        kept = ARTIFACTS / f"{name}-{look}.png"
        kept.unlink(missing_ok=True)

        with browser.shown(pages[name], LOOKS[look]) as page:
            page.picture(kept)

        assert kept.stat().st_size > 10_000
