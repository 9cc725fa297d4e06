"""The digest's text: every language, hostile names, what waits for a person, and the bytes of the mail."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes, policy

import pytest

from reminder.model.decision import Decision, Outcome, Reason
from reminder.model.history import Hold, HoldReason, Step
from reminder.model.policy import Mode
from reminder.model.reminder import State, planned
from reminder.model.run import AdministrationRun, Failure, RunState
from reminder.report.chapter import Chapter
from reminder.report.digest import Told, digest
from reminder.report.letter import letter
from tests.builders import a_debtor, a_receivable
from tests.store_samples import a_mail

TODAY, LAST_WEEK = date(2026, 11, 23), date(2026, 11, 16)
HOSTILE = "<script>alert(1)</script> & Zn.\u202e"


def a_call() -> Decision:
    debtor = a_debtor(name=HOSTILE)
    return Decision(
        receivable=a_receivable(amount=Decimal("6000.00"), debtor_id=debtor.id),
        debtor=debtor,
        outcome=Outcome.CALL,
        reason=Reason.CALL_BY_AMOUNT,
        days_overdue=20,
    )


def told(*decisions: Decision, language: str = "en", **changes: object) -> Told:
    result = AdministrationRun(
        name="acme",
        mode=Mode.DRAFT,
        dry_run=False,
        state=RunState.DONE,
        exit_code=0,
        open_count=len(decisions),
        decisions=decisions,
    )
    chapter = Chapter(result=result, company="Acme B.V.", language=language)
    return replace(Told(chapter=chapter, as_of=TODAY), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "subject"),
    [("nl", "Herinneringen van 23 november 2026, Acme B.V."), ("en", "Reminders of 23 November 2026, Acme B.V.")],
)
def test_it_is_written_in_the_administrations_language(language: str, subject: str):
    written = digest(told(a_call(), language=language))

    assert written.subject == subject


def test_a_name_from_outside_is_text_and_nothing_else():
    written = digest(told(a_call()))

    assert "<script>" not in written.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Zn." in written.html
    assert "<script>alert(1)</script> & Zn." in written.text
    assert "\u202e" not in written.text + written.html


def test_a_call_is_told_with_the_reminders_that_went_before():
    call = a_call()
    step = Step(receivable=call.receivable.key, tier="friendly", day=LAST_WEEK, sent=True, reference="R1")

    assert "friendly, 16 November 2026 (sent)" in digest(told(call, steps=(step,))).text
    assert "none yet" in digest(told(call)).text


def test_a_mail_that_waits_for_a_person_is_told_first_and_in_the_subject():
    mail = replace(planned(a_mail("ACME-7"), run="1", as_of=LAST_WEEK), state=State.REVIEW)

    usual = told()

    written = digest(replace(usual, chapter=replace(usual.chapter, open_mails=(mail,))))

    assert written.subject.startswith("Attention: ")
    assert "`reminder resolve ACME-7`" in written.text


def test_a_draft_that_another_took_the_place_of_is_told_of_only_when_it_was_paid():
    call = a_call()
    mail = a_mail("ACME-7", (call.receivable.key, "friendly"))
    replaced = replace(planned(mail, run="1", as_of=LAST_WEEK), state=State.WITHDRAWN)
    unchanged = replace(replaced, items=(replace(replaced.items[0], amount=call.receivable.amount),))

    assert "What became of the reminders of 16 November 2026" in digest(told(before=(replaced,))).text
    assert "What became" not in digest(told(call, before=(unchanged,))).text


def test_holds_that_ended_since_the_run_before_are_told():
    hold = Hold(id="1", reason=HoldReason.PLAN, created=LAST_WEEK, debtor_code="1001", until=LAST_WEEK, note="3 x")
    before = told(a_call())

    text = digest(replace(before, chapter=replace(before.chapter, ended=(hold,)))).text

    assert "No longer on hold" in text
    assert "up to and including 16 November 2026: 3 x" in text
    assert "No longer on hold" not in digest(before).text


def test_a_promise_that_was_not_kept_is_told_with_the_call():
    call = replace(a_call(), broken_promise=LAST_WEEK)

    assert "The promise to pay by 16 November 2026 was not kept." in digest(told(call)).text
    assert "promise" not in digest(told(a_call())).text


def test_a_failed_run_says_so_and_calls_nothing_paid():
    mail = replace(planned(a_mail("ACME-7"), run="1", as_of=LAST_WEEK), state=State.SENT)
    failure = Failure(code="unavailable", message="Exact does not answer", hint="run again later")
    usual = told(before=(mail,))
    result = replace(usual.chapter.result, state=RunState.FAILED, exit_code=6, error=failure)

    written = digest(replace(usual, chapter=replace(usual.chapter, result=result)))

    assert "Exact does not answer" in written.text
    assert "paid" not in written.text


def test_the_mail_goes_from_and_to_the_mailbox_itself_with_both_texts():
    now = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    written = digest(told(a_call(), language="nl"))

    content = letter(written, address="administratie@acme.example", key="01J.acme", date=now)

    mail = message_from_bytes(content, policy=policy.default)
    assert content.isascii()
    assert mail["To"] == "administratie@acme.example"
    assert mail["From"].addresses[0].addr_spec == "administratie@acme.example"
    assert mail["Message-ID"] == "<01J.acme@acme.example>"
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    html = mail.get_body(("html",))
    assert html is not None
    assert html.get_content().replace("\r\n", "\n").strip() == written.html.strip()
