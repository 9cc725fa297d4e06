"""The run report is one page that says what the run did, and in which nothing can happen."""

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder import mime
from reminder.errors import Half
from reminder.model.decision import Reason
from reminder.model.history import Hold, HoldReason
from reminder.model.reminder import InlineImage, State
from reminder.model.run import Failure, Notification, RunState, Settled
from reminder.report.chapter import Chapter, Earlier
from reminder.report.html.gmail import draft_link
from reminder.report.html.mails import shown, without_mails
from reminder.report.html.page import FIRST, page
from reminder.words import page_en, page_nl
from tests.builders import TODAY, a_contact, a_debtor, a_decision, a_receivable
from tests.report_samples import STARTED, a_chapter, a_reminder, a_result, a_run, an_attempt, decisions_of

ZONE = ZoneInfo("Europe/Amsterdam")
LANGUAGES = ("nl", "en")
EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</iframe></details></style></title><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>Bakker</a>",
    "&lt;b&gt;Bakker&lt;/b&gt;",
    "{{ 7 * 7 }}{% raw %}{name}{0.__class__}",
    "=HYPERLINK(\"https://evil.example\")",
    "\u202egpj.exe\u2066 Bakker",
    "Bakker\x00\x1b[31m\r\nBcc: x@evil.example",
    "\u202eשלום",
)  # fmt: skip


@dataclass
class Seen(HTMLParser):
    """Every tag of a page with its attributes, what is in its sheets, and its text."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    in_sheet: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.in_sheet = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.in_sheet = self.in_sheet and tag != "style"

    def handle_data(self, data: str) -> None:
        (self.sheets if self.in_sheet else self.texts).append(data)

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


def page_of(*chapters: Chapter) -> str:
    return page(a_run(*(each.result for each in chapters)), chapters, ZONE)


def policy_of(parsed: Seen) -> str:
    return next(each["content"] for tag, each in parsed.tags if each.get("http-equiv") == "Content-Security-Policy")


def hash_of(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def a_hostile_chapter(name: str, language: str) -> Chapter:
    """Build a chapter in which everything that comes from the ledger carries this text."""
    debtor = a_debtor(name=name, phone="020 765 43 21", contact=a_contact(full_name=name), address_fault=name)
    reminder = a_reminder(a_debtor(name=name))
    attempt = an_attempt(reminder, debtor_name=name, subject=name)
    unaddressed = a_decision(Reason.NO_ADDRESS, debtor=debtor, receivable=a_receivable(invoice=name, amount="5.00"))
    result = a_result(
        *decisions_of(debtor),
        unaddressed,
        reminders=(attempt, replace(attempt, reference="OTHER", state=State.REVIEW)),
        warnings=(Notification(code="odd", text=name),),
        settled=(Settled(reference="EARLIER", before="drafted", after="withdrawn", reason=name),),
        error=Failure(code="odd", message=name, hint=name),
    )
    mails = {attempt.reference: mime.build(reminder, date=STARTED)}
    return a_chapter(result, company=name, language=language, mails=mails)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVIL)
def test_nothing_that_comes_from_the_ledger_becomes_html(name: str, language: str):
    parsed, harmless = (seen(page_of(a_hostile_chapter(each, language))) for each in (name, "Bakker"))

    assert [(tag, sorted(each)) for tag, each in parsed.tags if tag != "iframe"] == [
        (tag, sorted(each)) for tag, each in harmless.tags if tag != "iframe"
    ]
    assert all(each.startswith(("https://mail.google.com/", "tel:", "#")) for each in parsed.values("href"))


@given(st.text(min_size=1, max_size=40))
@settings(deadline=None)
def test_no_name_changes_what_the_page_is_made_of(name: str):
    parsed, harmless = (seen(page_of(a_chapter(company=each))) for each in (name, "Bakker"))

    assert [tag for tag, _ in parsed.tags] == [tag for tag, _ in harmless.tags]


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b"])
def test_no_mark_that_turns_text_around_or_cannot_be_seen_is_left(mark: str):
    html = page_of(a_hostile_chapter(f"Bakker {mark}Tulp", "nl"))

    outside = re.sub(r'srcdoc="[^"]*"', "", html)
    assert mark not in outside
    assert "Tulp" in outside


def test_the_policy_allows_no_script_nothing_from_elsewhere_and_only_the_pages_own_styles():
    parsed = seen(page_of(a_chapter()))

    directives = dict(part.strip().split(" ", 1) for part in policy_of(parsed).split(";"))
    assert directives["default-src"] == "'none'"
    assert {"script-src", "connect-src"}.isdisjoint(directives)
    assert directives["img-src"] == "data:"
    assert "'unsafe-inline'" not in policy_of(parsed)
    (mail,) = parsed.values("srcdoc")
    used = {hash_of(each) for each in [*parsed.sheets, *parsed.values("style"), *seen(mail).values("style")]}
    assert used
    assert set(directives["style-src"].split()) == {"'unsafe-hashes'", *used}


def test_the_policy_comes_before_everything_that_it_is_about():
    parsed = seen(page_of(a_chapter()))

    order = [tag for tag, _ in parsed.tags]
    place = next(place for place, (_, each) in enumerate(parsed.tags) if "http-equiv" in each)
    assert place < order.index("style")
    assert not {"script", "link", "object", "embed", "form"} & set(order)
    assert not [value for name in ("src", "action", "onload") for value in parsed.values(name)]


def test_a_mail_is_shown_as_it_is_in_a_frame_in_which_nothing_can_happen():
    chapter = a_chapter()

    parsed = seen(page_of(chapter))

    (frame,) = (each for tag, each in parsed.tags if tag == "iframe")
    assert frame["sandbox"] == ""
    assert frame["srcdoc"].replace('<base target="_blank">', "") == a_reminder().html.strip()
    assert frame["srcdoc"].startswith("<!DOCTYPE html>")
    assert "Bakkerij De Gouden Croissant" in frame["title"]


@pytest.mark.parametrize("name", EVIL)
def test_mails_are_taken_out_of_a_report_and_nothing_else(name: str):
    html = page_of(a_hostile_chapter(name, "nl"))

    before, after = seen(html), seen(without_mails(html))

    assert "iframe" in {tag for tag, _ in before.tags}
    assert after.tags == [(tag, each) for tag, each in before.tags if tag != "iframe"]
    assert after.text == before.text
    assert "Kenmerk: " not in without_mails(html)


def test_a_picture_in_a_mail_is_shown_from_the_mail_itself():
    picture = InlineImage(content_id="qr@reminder", content=b"\x89PNG")
    reminder = replace(
        a_reminder(), images=(picture,), html='<p>Kenmerk: ACME-7F3K <img src="cid:qr@reminder" alt="QR"></p>'
    )

    found = shown(mime.build(reminder, date=STARTED))

    assert found
    assert f"data:image/png;base64,{base64.b64encode(picture.content).decode()}" in found.html
    assert "cid:" not in found.html


def test_a_mail_whose_bytes_are_gone_is_listed_without_them():
    parsed = seen(page_of(a_chapter(mails={})))

    assert "iframe" not in {tag for tag, _ in parsed.tags}
    assert page_nl.PHRASES["no_mail"] in parsed.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_amounts_calls_and_reasons_in_the_owners_language(language: str):
    parsed = seen(page_of(a_chapter(language=language)))

    expected = {
        "nl": ("€ 1.250,00", "€ 6.000,00", "23 november 2026", "J. Jansen", "bellen vanwege het bedrag"),
        "en": ("€1,250.00", "€6,000.00", "23 November 2026", "J. Jansen", "call because of the amount"),
    }
    for words in expected[language]:
        assert words.replace("J. Jansen", "J. Jansen") in parsed.text.replace("\u00a0", " ")
    assert parsed.tags[0] == ("html", {"lang": language})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.FAILED, RunState.LOCKED, RunState.RUNNING])
def test_a_run_that_did_not_end_well_says_so_and_shows_no_empty_lists(state: RunState, language: str):
    error = None if state is RunState.RUNNING else Failure(code="x", message="Exact is away", hint="run it later")
    result = a_result(state=state, error=error)

    parsed = seen(page_of(a_chapter(result, language=language)))

    named = {RunState.STOPPED, RunState.FAILED} | ({RunState.LOCKED} if language == "nl" else set())
    assert ("Exact is away" in parsed.text) == (state in named)
    assert ("run it later" in parsed.text) == (error is not None)
    assert "table" not in {tag for tag, _ in parsed.tags}


def test_a_plan_that_was_not_carried_out_is_called_a_plan():
    error = Failure(code="too-many", message="too many", hint="look")
    mail = an_attempt(state=State.PLANNED)
    result = a_result(*decisions_of(a_debtor()), reminders=(mail,), state=RunState.STOPPED, error=error)

    text = seen(page_of(a_chapter(result, mails={}))).text

    assert text.index(page_nl.PHRASES["plan"]) < text.index(page_nl.PHRASES["ageing"])
    assert page_nl.PHRASES["not_made"] in text
    assert page_nl.PHRASES["todo"] not in text


def test_what_is_left_to_do_is_told_before_any_table():
    debtor = a_debtor(name="Bakkerij & Zn.")
    called = [
        a_decision(
            Reason.NO_ADDRESS, debtor=a_debtor(name=f"B{each}", code=str(each)), receivable=a_receivable(amount="9")
        )
        for each in range(4)
    ]
    waiting = a_decision(Reason.DRAFT_WAITING, debtor=debtor, receivable=a_receivable(amount="10.00"))
    result = a_result(*decisions_of(debtor), *called, waiting, reminders=(an_attempt(),))

    parsed = seen(page_of(a_chapter(result)))

    todo = parsed.text[: parsed.text.index(page_nl.PHRASES["ageing"])]
    assert "Bel 5 debiteuren, de dringendste eerst : Bakkerij & Zn. , B0 , B1 en nog 2" in todo
    assert "Kijk 1 concept in Gmail na en verzend het" in todo
    assert "Er wacht nog 1 concept van een eerdere run" in todo
    assert "https://mail.google.com/mail/u/?authuser=administratie%40acme.example#drafts" in parsed.values("href")
    assert "calls-acme" in parsed.values("id")


def test_a_run_after_which_nothing_is_left_to_do_says_so():
    sent = an_attempt(state=State.SENT)
    result = a_result(decisions_of(a_debtor())[0], reminders=(sent,))

    text = seen(page_of(a_chapter(result))).text

    assert page_nl.PHRASES["todo.none"] in text


def test_an_invoice_in_instalments_is_named_once():
    reminder = a_reminder()
    item = an_attempt(reminder).items[0]
    mail = an_attempt(reminder, items=(item, replace(item, receivable="other")))

    text = seen(page_of(a_chapter(a_result(*decisions_of(a_debtor()), reminders=(mail,))))).text

    assert text[text.index(page_nl.PHRASES["reminders.open"]) :].split("€")[0].count("26000042") == 1


def test_nothing_open_is_said_in_one_sentence():
    parsed = seen(page_of(a_chapter(a_result())))

    assert page_nl.PHRASES["nothing_open"] in parsed.text


def test_warnings_and_mails_that_need_a_person_are_on_top():
    attempt = an_attempt(state=State.REVIEW)
    result = a_result(
        *decisions_of(a_debtor()),
        reminders=(attempt,),
        warnings=(Notification(code="forced", text="De grenzen zijn terzijde geschoven."),),
    )

    text = seen(page_of(a_chapter(result))).text

    attention = text.index(page_nl.PHRASES["warnings"])
    for words in ("De grenzen zijn terzijde geschoven.", "iemand moet hiernaar kijken"):
        assert attention < text.index(words) < text.index(page_nl.PHRASES["ageing"])


def test_only_mails_that_were_made_are_called_so():
    states = (State.DRAFTED, State.DRAFTED, State.SENT, State.CREATING, State.PLANNED, State.FAILED)
    mails = tuple(an_attempt(reference=f"R{place}", state=each) for place, each in enumerate(states))
    result = a_result(*decisions_of(a_debtor()), reminders=mails)

    text = seen(page_of(a_chapter(result, mails={}))).text.replace("\u00a0", " ")

    assert (
        "2 herinneringen staan klaar als concept (€ 2.500,00), 1 herinnering is verzonden (€ 1.250,00), "
        "van 1 herinnering is de afloop onbekend (€ 1.250,00), 2 herinneringen zijn niet gemaakt (€ 2.500,00), "
    ) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_failed_halfway_says_what_it_made_and_what_to_do_with_it(language: str):
    error = Failure(code="unavailable", message="the mailbox takes no more", hint="later", half=Half.MAILBOX)
    mails = (an_attempt(), an_attempt(reference="LATER", state=State.PLANNED))
    result = a_result(*decisions_of(a_debtor()), reminders=mails, state=RunState.FAILED, error=error)

    text = seen(page_of(a_chapter(result, mails={}, language=language))).text

    expected = {
        "nl": ("Gmail is nu niet bereikbaar. Tot dan toe: 1 herinnering staat klaar", "Kijk 1 concept in Gmail na"),
        "en": ("takes no more. Before that: 1 reminder waits as a draft", "Look at 1 draft in Gmail"),
    }
    for words in expected[language]:
        assert words in text


def test_mails_of_earlier_runs_say_whose_they_are_and_what_to_do():
    settled = Settled(reference="GONE7", before="sending", after="sent-presumed", reason="presumed-sent")
    review = an_attempt(reference="OPEN7", state=State.REVIEW, debtor_name="Hotel Amstel")
    chapter = a_chapter(a_result(*decisions_of(a_debtor()), settled=(settled,)))

    text = seen(page_of(replace(chapter, debtors={"GONE7": "Molen De Hoop"}, open_mails=(review,)))).text

    first = text[: text.index(page_nl.PHRASES["ageing"])]
    assert "Molen De Hoop , e-mail GONE7 van een eerdere run:" in first
    assert "Hotel Amstel , e-mail OPEN7:" in first
    assert "`reminder resolve OPEN7`" in first
    assert "Molen De Hoop GONE7" in text


def test_many_warnings_are_folded_up_so_that_what_to_do_stays_in_sight():
    said = tuple(Notification(code="odd", text=f"Waarschuwing {each}.") for each in range(FIRST + 3))
    old = [
        a_decision(Reason.CALL_BY_AGE, receivable=a_receivable(invoice=f"OUD-{each}", days_overdue=1500))
        for each in range(FIRST + 2)
    ]

    page = page_of(a_chapter(a_result(*old, warnings=said)))

    shown = page[: page.index(page_nl.PHRASES["ageing"])]
    for count, last in ((3, f"Waarschuwing {FIRST - 1}."), (2, f"OUD-{FIRST - 1},")):
        more = f"<details><summary>… en nog {count}</summary>"
        assert shown.index(last) < shown.index(more) < shown.index("</details>", shown.index(more))
    assert shown.count("OUD-") == len(old)
    assert shown.count("Waarschuwing ") == len(said)


def test_several_administrations_are_told_of_in_a_list_on_top():
    old = a_decision(Reason.BACKLOG, receivable=a_receivable(amount="6.00", days_overdue=1500))
    warned = a_result(*decisions_of(a_debtor()), old, warnings=(Notification(code="odd", text="Kijk."),))
    error = Failure(code="x", message="Exact is away", hint="")
    failed = a_result(name="beta", state=RunState.FAILED, error=error)

    text = seen(page_of(a_chapter(warned), a_chapter(failed, company="Beta", language="en"))).text

    contents = text[: text.index("Administratie acme")].replace("\u00a0", " ")
    assert (
        "Acme B.V. : let op: 2 punten, er was geen herinnering aan de beurt, 2 regels staan op de bellijst" in contents
    )
    assert "Beta : The run failed: Exact is away." in contents


def test_holds_that_ended_and_promises_that_were_not_kept_are_told():
    debtor = a_debtor()
    call = a_decision(Reason.CALL_BY_AMOUNT, debtor=debtor, broken_promise=TODAY.replace(day=16))
    hold = Hold(
        id="1", reason=HoldReason.PLAN, created=TODAY, debtor_code=debtor.code, until=TODAY.replace(day=20), note="<b>"
    )

    text = seen(page_of(a_chapter(a_result(call), ended=(hold,)))).text

    assert "De toezegging om uiterlijk 16 november 2026 te betalen is niet nagekomen." in text
    ended = text.index(page_nl.PHRASES["ended"])
    assert text.index("20 november 2026: <b>", ended) > text.index(debtor.name, ended)


def test_a_failure_is_told_in_the_language_of_the_administration_with_the_command_to_give():
    error = Failure(code="authorisation", message="no access yet", hint="run `reminder auth exact -a acme`")
    result = a_result(state=RunState.FAILED, error=error)

    dutch, english = (seen(page_of(a_chapter(result, language=each))).text for each in ("nl", "en"))

    assert "De run is mislukt: er is geen toegang tot de boekhouding of de mailbox." in dutch
    assert "Wat u kunt doen: geef `reminder auth exact -a acme`" in dutch
    assert "in het Engels: no access yet; run `reminder auth exact -a acme`" in dutch
    assert "no access yet" in english
    assert "run `reminder auth exact -a acme`" in english


def test_the_change_since_the_run_before_is_in_the_table_and_in_the_drawing():
    chapter = a_chapter()
    earlier = Earlier(as_of=TODAY.replace(day=16), decisions=chapter.result.decisions[:2])

    parsed = seen(page_of(replace(chapter, earlier=earlier)))

    assert "€ +99,50" in parsed.text.replace("\u00a0", " ")
    assert "16 november 2026" in parsed.text
    assert [each for tag, each in parsed.tags if tag == "rect" and each["class"] == "before"]


def test_every_drawing_says_in_words_what_it_shows():
    parsed = seen(page_of(a_chapter()))

    (drawing,) = (each for tag, each in parsed.tags if tag == "svg")
    assert drawing["role"] == "img"
    assert "1–30: € 1.349,50" in drawing["aria-label"].replace("\u00a0", " ")


def test_each_administration_has_a_chapter_in_its_own_language():
    second = a_chapter(replace(a_chapter().result, name="other"), language="en", company="Other Ltd")

    parsed = seen(page_of(a_chapter(), second))

    chapters = [each for tag, each in parsed.tags if tag == "article"]
    assert [(each["id"], each["lang"]) for each in chapters] == [("chapter-acme", "nl"), ("chapter-other", "en")]
    assert {"#chapter-acme", "#chapter-other"} <= set(parsed.values("href"))
    assert len(set(parsed.values("id"))) == len(parsed.values("id"))


@pytest.mark.parametrize(
    ("state", "rest"),
    [
        (State.DRAFTED, "#drafts?compose=18c0ffee"),
        (State.USER_OWNED, "#drafts"),
        (State.SENT, "#sent/18c0ffee"),
        (State.WITHDRAWN, None),
        (State.PLANNED, None),
    ],
)
def test_a_mail_is_linked_to_where_it_stands_in_its_own_mailbox(state: State, rest: str | None):
    link = draft_link(an_attempt(state=state), "administratie@acme.example")

    start = "https://mail.google.com/mail/u/?authuser=administratie%40acme.example"
    assert link == (f"{start}{rest}" if rest else "")


def test_both_languages_have_the_same_phrases_with_the_same_facts():
    facts = re.compile(r"{\w+}")

    assert page_nl.PHRASES.keys() == page_en.PHRASES.keys()
    for key, dutch in page_nl.PHRASES.items():
        assert sorted(facts.findall(dutch)) == sorted(facts.findall(page_en.PHRASES[key])), key
