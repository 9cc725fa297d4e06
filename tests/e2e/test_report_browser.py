"""The run report as a browser shows it: on a desk, on a telephone, in the dark and on paper."""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reminder import mime
from reminder.model.decision import Reason
from reminder.model.run import Notification
from reminder.report.chapter import Chapter, Earlier
from reminder.report.html.page import page
from tests.builders import TODAY, a_debtor, a_decision, a_receivable
from tests.e2e.browser import CHROMIUM, DARK, Browser
from tests.report_samples import STARTED, a_chapter, a_reminder, a_result, a_run, an_attempt, decisions_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]

AXE = os.environ.get("REMINDER_AXE", "")
"""The file `axe.min.js` of axe-core, which a test of access needs."""

ARTIFACTS = Path(__file__).parents[2] / ".artifacts" / "report"
LONG = "Internationale Transport- en Expeditiemaatschappij Waddenzee-Noordzeekanaal Holding B.V."
EVIL = "<script>document.title='EVIL'</script><img src=x onerror=\"document.title='EVIL'\"> \u202egpj.exe"
PHONE, DESK = 360, 1200


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser of its own, whose pictures are kept."""
    return Browser(folder=tmp_path_factory.mktemp("browser"))


def a_full_chapter(name: str, language: str = "nl") -> Chapter:
    """Build a chapter with something in every part of the page."""
    debtor, reminder = a_debtor(name=name, code="1001"), a_reminder(a_debtor(name=name))
    small = [
        a_decision(Reason.INTERVAL, debtor=debtor, receivable=a_receivable(amount="2600.00", invoice=f"2600005{each}"))
        for each in range(2)
    ]
    old = a_decision(Reason.CALL_BY_AGE, debtor=debtor, receivable=a_receivable(amount="75.00", days_overdue=1500))
    result = a_result(
        *decisions_of(debtor),
        *small,
        old,
        reminders=(an_attempt(reminder),),
        warnings=(Notification(code="stale-books", text="the bank is processed until 2026-11-02"),),
    )
    earlier = Earlier(as_of=TODAY.replace(day=16), decisions=decisions_of(debtor)[:2])
    mails = {reminder.reference: mime.build(reminder, date=STARTED)}
    return a_chapter(result, language=language, earlier=earlier, mails=mails)


def written(folder: Path, chapter: Chapter, *, name: str = "report.html") -> Path:
    """Write the page with its first mail open."""
    html = page(a_run(chapter.result), [chapter], ZoneInfo("Europe/Amsterdam"))
    path = folder / name
    path.write_text(html.replace('<details class="mail">', '<details class="mail" open>', 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "size", "options"),
    [
        ("desk.png", (DESK, 2400), ()),
        ("phone.png", (500, 4200), ()),
        ("dark.png", (DESK, 2400), (DARK,)),
    ],
)
def test_the_page_is_shown_without_a_complaint(
    browser: Browser, tmp_path: Path, name: str, size: tuple[int, int], options: tuple[str, ...]
):
    ARTIFACTS.mkdir(parents=True, exist_ok=True)

    reported = browser.picture(written(tmp_path, a_full_chapter(LONG)), name, size=size, options=options)

    assert reported == []
    (ARTIFACTS / name).write_bytes((browser.folder / name).read_bytes())


def test_the_policy_is_in_force_in_the_page_and_in_its_mails(browser: Browser, tmp_path: Path):
    path = written(tmp_path, a_full_chapter("Bakker"))
    styled = re.sub(
        r"(srcdoc=\"[^\"]*)&lt;/body&gt;", r"\1&lt;p style=&#34;color: red&#34;&gt;x&lt;/body&gt;", path.read_text()
    )
    path.write_text(styled + "<script>document.title = 'EVIL'</script>", encoding="utf-8")

    reported = browser.picture(path, "policy.png", size=(DESK, 1200))

    assert [line for line in reported if "inline style violates" in line]
    assert [line for line in reported if "inline script violates" in line]


@pytest.mark.parametrize("name", [LONG, EVIL, "Bakker"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_fits_its_window_and_runs_no_script(
    browser: Browser, tmp_path: Path, name: str, language: str, width: int
):
    measured = browser.measure(written(tmp_path, a_full_chapter(name, language)), width=width)

    assert measured["wide"] <= width
    assert measured["scripts"] == 0
    assert "EVIL" not in measured["title"]
    assert all(each.startswith(("https://mail.google.com/", "tel:", "file:")) for each in measured["links"])
    assert mime.clean_text(name, limit=1000) in measured["boxes"]


def test_the_page_is_printed_on_a_few_sheets(browser: Browser, tmp_path: Path):
    pdf = browser.print_out(written(tmp_path, a_full_chapter("Bakker")), "paper.pdf")

    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    (ARTIFACTS / "paper.pdf").write_bytes(pdf)
    assert pdf.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 5


@pytest.mark.skipif(not AXE, reason="REMINDER_AXE names no axe.min.js")
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("width", "options"), [(500, ()), (DESK, ()), (DESK, (DARK,))])
def test_nobody_is_kept_out(browser: Browser, tmp_path: Path, language: str, width: int, options: tuple[str, ...]):
    path = written(tmp_path, a_full_chapter("Bakker", language))

    assert browser.barriers(path, Path(AXE), width=width, options=options) == []
