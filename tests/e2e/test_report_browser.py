"""The run report as a browser shows it: on a desk, on a telephone, in the dark and on paper."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reminder import mime
from reminder.model.decision import Decision, Reason
from reminder.model.reminder import State
from reminder.model.run import Failure, Notification, RunState
from reminder.report.chapter import Chapter, Earlier
from reminder.report.digest import Told, digest
from reminder.report.html.page import page
from tests.builders import TODAY, a_contact, a_debtor, a_decision, a_receivable
from tests.e2e.browser import AXE, CHROMIUM, DARK, DESK, PAPER, PHONE, Browser, Look, browsing
from tests.report_samples import STARTED, a_chapter, a_reminder, a_result, a_run, an_attempt, decisions_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
judging = pytest.mark.skipif(not AXE.is_file(), reason="there is no axe-core: `npm ci` in tests/e2e, or AXE_CORE")

ARTIFACTS = Path(__file__).parents[2] / ".artifacts" / "report"
LONG = "Internationale Transport- en Expeditiemaatschappij Waddenzee-Noordzeekanaal Holding B.V."
EVIL = "<script>document.title='EVIL'</script><img src=x onerror=\"document.title='EVIL'\"> \u202egpj.exe"
LOOKS = {"desk": DESK, "phone": PHONE, "dark": DARK, "paper": PAPER}
MANY = 300
MEASURE = """({
  wide: document.documentElement.scrollWidth,
  title: document.title,
  scripts: document.scripts.length,
  links: [...document.links].map(each => each.href),
  boxes: [...document.querySelectorAll("bdi")].map(each => each.textContent),
})"""
CUT = """
[...document.querySelectorAll("main tr, main li, main h3, main summary")].filter(each => {
  const heading = each.tagName === "H3", style = getComputedStyle(each);
  return heading ? style.breakAfter !== "avoid" : style.breakInside !== "avoid" && !each.closest("details");
}).map(each => each.outerHTML)
"""
ROWS = """[...document.querySelectorAll(".cards tbody tr")].map(each => getComputedStyle(each).display)"""
LEFT = """
[...document.querySelectorAll("main table:not(.cards) td.number, main summary .number")]
  .filter(each => getComputedStyle(each).textAlign !== "right").length
"""
SPILT = """
[...document.querySelectorAll("svg text")]
  .filter(each => each.getBoundingClientRect().left < each.closest("svg").getBoundingClientRect().left - 0.5)
  .map(each => each.textContent)
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for every page."""
    with browsing(tmp_path_factory.mktemp("browser")) as running:
        yield running


def a_full_chapter(name: str, language: str = "nl") -> Chapter:
    """Build a chapter with something in every part of the page."""
    debtor, reminder = a_debtor(name=name, code="1001", contact=a_contact()), a_reminder(a_debtor(name=name))
    small = [
        a_decision(Reason.INTERVAL, debtor=debtor, receivable=a_receivable(amount="2600.00", invoice=f"2600005{each}"))
        for each in range(2)
    ]
    old = a_decision(Reason.CALL_BY_AGE, debtor=debtor, receivable=a_receivable(amount="75.00", days_overdue=1500))
    undated = replace(old.receivable, due_date=None, invoice="26000099", instalment="")
    result = a_result(
        *decisions_of(debtor),
        *small,
        a_decision(Reason.GRACE, debtor=debtor, receivable=a_receivable(amount="1234567.89", days_overdue=40)),
        old,
        a_decision(Reason.NO_DUE_DATE, debtor=debtor, receivable=undated, days_overdue=None),
        reminders=(an_attempt(reminder), an_attempt(reminder, reference="OTHER", state=State.REVIEW)),
        warnings=(Notification(code="stale-books", text="De bank loopt achter."),),
    )
    earlier = Earlier(as_of=TODAY.replace(day=16), decisions=decisions_of(debtor)[:2])
    mails = {reminder.reference: mime.build(reminder, date=STARTED)}
    return a_chapter(result, language=language, earlier=earlier, mails=mails)


def a_failed_chapter() -> Chapter:
    error = Failure(code="unavailable", message="Exact is not available (503)", hint="run again later")
    return a_chapter(a_result(state=RunState.FAILED, error=error), mails={})


def a_long_chapter() -> Chapter:
    """Build a chapter with hundreds of receivables."""

    def decision(number: int, reason: Reason) -> Decision:
        debtor = a_debtor(code=str(number), name=f"Bedrijf {number} B.V.")
        row = a_receivable(amount=f"{1000 + number}.50", invoice=f"F2026-{number:04}", debtor_id=debtor.id)
        return a_decision(reason, debtor=debtor, receivable=row)

    reasons = (Reason.NO_ADDRESS, Reason.GRACE, Reason.TERM_RUNNING)
    return a_chapter(a_result(*(decision(number, reasons[number % 3]) for number in range(MANY))), mails={})


def written(folder: Path, chapter: Chapter) -> Path:
    """Write the page with its first mail open."""
    html = page(a_run(chapter.result), [chapter], ZoneInfo("Europe/Amsterdam")).replace('loading="lazy" ', "")
    path = folder / "report.html"
    path.write_text(html.replace('<details class="mail">', '<details class="mail" open>', 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_is_shown_without_a_complaint_and_asks_for_nothing(browser: Browser, tmp_path: Path, look: str):
    path, kept = written(tmp_path, a_full_chapter(LONG)), ARTIFACTS / f"{look}.png"
    kept.unlink(missing_ok=True)

    with browser.shown(path, LOOKS[look]) as shown:
        shown.picture(kept)
        complaints, asked = shown.complaints(), shown.asked()

    assert complaints == []
    assert [each for each in asked if not each.startswith("data:")] == [path.as_uri()]
    assert kept.stat().st_size > 10_000


def test_the_policy_is_in_force_in_the_page_and_in_its_mails(browser: Browser, tmp_path: Path):
    path = written(tmp_path, a_full_chapter("Bakker"))
    styled = re.sub(
        r"(srcdoc=\"[^\"]*)&lt;/body&gt;", r"\1&lt;p style=&#34;color: red&#34;&gt;x&lt;/body&gt;", path.read_text()
    )
    path.write_text(styled + "<script>document.title = 'EVIL'</script><img src='http://127.0.0.1:9/x'>")

    with browser.shown(path) as shown:
        complaints, title = shown.complaints(), shown.find("document.title")

    assert "EVIL" not in title
    for kind in ("inline style", "inline script", "image 'http"):
        assert [each for each in complaints if kind in each.lower()], (kind, complaints)


@pytest.mark.parametrize("name", [LONG, EVIL])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("look", LOOKS)
def test_the_page_fits_its_window_and_runs_no_script(
    browser: Browser, tmp_path: Path, name: str, language: str, look: str
):
    with browser.shown(written(tmp_path, a_full_chapter(name, language)), LOOKS[look]) as shown:
        measured = shown.find(MEASURE)
        aside, spilt = shown.find(LEFT), shown.find(SPILT)

    assert measured["wide"] <= LOOKS[look].width
    assert (aside, spilt) == (0, [])
    assert measured["scripts"] == 0
    assert "EVIL" not in measured["title"]
    assert all(each.startswith(("https://mail.google.com/", "tel:", "file:")) for each in measured["links"])
    assert mime.clean_text(name, limit=1000) in measured["boxes"]


def test_what_is_left_to_do_is_on_the_first_screen(browser: Browser, tmp_path: Path):
    with browser.shown(written(tmp_path, a_chapter()), PHONE) as shown:
        bottom = shown.find("document.querySelector('.todo').getBoundingClientRect().bottom")

    assert bottom <= PHONE.height


def test_a_mail_is_shown_whole_on_a_telephone_and_on_a_desk(browser: Browser, tmp_path: Path):
    mail = written(tmp_path, a_full_chapter("Bakker"))
    frame = "document.querySelector('iframe').getBoundingClientRect()"
    text = tmp_path / "mail.html"
    text.write_text(a_reminder(a_debtor(name="Bakker")).html, encoding="utf-8")

    for look in (PHONE, DESK):
        with browser.shown(mail, look) as shown:
            width, height = shown.find(f"{frame}.width"), shown.find(f"{frame}.height")
        with browser.shown(text, Look(width=int(width) - 2, height=100)) as alone:
            needed = alone.find("document.documentElement.scrollHeight")
        assert needed <= height <= 1.6 * needed


def test_no_row_is_cut_in_print_and_tables_stay_tables(browser: Browser, tmp_path: Path):
    with browser.shown(written(tmp_path, a_full_chapter("Bakker")), PAPER) as shown:
        cut, rows = shown.find(CUT), shown.find(ROWS)

    assert cut == []
    assert set(rows) == {"table-row"}


@pytest.mark.parametrize(("chapter", "most"), [(a_full_chapter("Bakker"), 4), (a_long_chapter(), 16)])
def test_the_page_is_printed_on_a_few_sheets(browser: Browser, tmp_path: Path, chapter: Chapter, most: int):
    with browser.shown(written(tmp_path, chapter)) as shown:
        pdf = shown.print_out()

    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    (ARTIFACTS / f"paper-{most}.pdf").write_bytes(pdf)
    assert pdf.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= most


@judging
@pytest.mark.parametrize(("language", "look"), [*(("nl", each) for each in LOOKS), ("en", "desk")])
def test_the_report_keeps_nobody_out(browser: Browser, tmp_path: Path, language: str, look: str):
    path = written(tmp_path, a_full_chapter("Bakker", language))

    with browser.shown(path, LOOKS[look], without_policy=True) as shown:
        assert shown.barriers("best-practice") == []


@judging
def test_the_report_of_a_run_that_failed_keeps_nobody_out(browser: Browser, tmp_path: Path):
    with browser.shown(written(tmp_path, a_failed_chapter()), without_policy=True) as shown:
        assert shown.barriers("best-practice") == []


@judging
@pytest.mark.parametrize("look", ["phone", "dark"])
@pytest.mark.parametrize("kind", ["digest", "mail"])
def test_digest_and_mail_keep_nobody_out(browser: Browser, tmp_path: Path, kind: str, look: str):
    told = Told(chapter=a_full_chapter("Bakker"), as_of=TODAY, report="/home/administratie/report.html")
    path = tmp_path / f"{kind}.html"
    path.write_text(digest(told).html if kind == "digest" else a_reminder().html, encoding="utf-8")

    with browser.shown(path, LOOKS[look]) as shown:
        assert shown.barriers() == []
