"""The real process, killed at every step of a mail and of a token, restarted, and judged by the sandbox's history."""

from pathlib import Path

import pytest

from reminder.sandbox.gmail.records import Event, Kind
from tests.kill.harness import a_busy_victim, a_victim
from tests.kill.promises import promises, quiet

SETTLING = ("before_delete", "after_delete", "before_settled", "after_settled")
NEW_MAIL = ("before_claim", "after_claim", "before_create", "after_create", "after_drafted")
SENDING = ("before_send", "after_send", "after_sent")
ONCE = ("before_remembered", "after_remembered", "before_record", "after_record", "before_placed")
TOKEN = ("after_token_marked", "after_token_answered", "after_token_saved")

STEPS = [
    *(("send", f"{name}:3") for name in (*SETTLING, *NEW_MAIL, *SENDING)),
    *(("draft", f"{name}:2") for name in (*SETTLING, *NEW_MAIL)),
    *((mode, name) for mode in ("send", "draft") for name in ONCE),
]
"""Each step of the last mail of a run: in send mode the one to the debtor who pays after the program died."""


@pytest.mark.fault(1, 2, 3, 4, 5, 6, 7, 8, 13, 32, 48)
@pytest.mark.parametrize(("mode", "failpoint"), STEPS)
def test_killed_anywhere_it_mails_once_or_says_so(tmp_path: Path, mode: str, failpoint: str):
    with a_busy_victim(tmp_path, mode=mode) as victim:
        assert victim.killed_at(failpoint)
        victim.stage.sandbox.exact.pay("F-3")

        victim.run()
        victim.let_time_pass()
        last = victim.run()

        assert promises(victim, last) == []
        assert quiet(victim) == []


@pytest.mark.fault(67)
def test_who_pays_after_a_mail_was_drafted_is_not_sent_it(tmp_path: Path):
    with a_victim(tmp_path, mode="send", debtors=2) as victim:
        victim.run()
        gmail, exact = victim.stage.sandbox.gmail, victim.stage.sandbox.exact

        def pay(event: Event) -> None:
            if event.kind is Kind.DRAFT_CREATED and event.message.header("To").startswith("post1@"):
                exact.pay("F-1")

        gmail.watchers.append(pay)

        run = victim.run()

        assert {each["debtor_code"]: each["state"] for each in run["reminders"]} == {"1": "withdrawn", "2": "sent"}
        assert promises(victim, victim.run()) == []


@pytest.mark.parametrize("mode", ["draft", "send"])
def test_killed_after_a_draft_was_deleted_it_says_so_until_a_person_settles_it(tmp_path: Path, mode: str):
    with a_victim(tmp_path, mode=mode) as victim:
        victim.run()
        victim.stage.sandbox.exact.credit("1", "100.00")
        assert victim.killed_at("after_delete")

        codes = [victim.run()["exit_code"] for _ in range(2)]
        ((reference,),) = victim.query("SELECT reference FROM reminder")
        victim.stage.reminder("resolve", reference, "--retry")
        again = victim.run()

        assert codes == [3, 3]
        assert [each["state"] for each in again["reminders"]] == ["sent" if mode == "send" else "drafted"]


@pytest.mark.fault(1, 4, 8, 82)
@pytest.mark.parametrize("failpoint", ["after_remembered", "after_create", "before_record"])
def test_killed_in_its_first_run_it_still_only_drafts(tmp_path: Path, failpoint: str):
    with a_victim(tmp_path, mode="send", debtors=2) as victim:
        assert victim.killed_at(failpoint)

        again = victim.run()

        assert "first-run" in {each["code"] for each in again["warnings"]}
        assert victim.sent() == []
        assert victim.watch.wrong == []


@pytest.mark.fault(16, 18)
@pytest.mark.parametrize("mode", ["draft", "send"])
@pytest.mark.parametrize("failpoint", TOKEN)
def test_killed_while_a_token_is_renewed_it_has_one_that_works(tmp_path: Path, mode: str, failpoint: str):
    with a_victim(tmp_path, mode=mode) as victim:
        victim.run()
        victim.make_token_due()
        assert victim.killed_at(failpoint)

        at_death = [each for each in promises(victim, {**victim.run()}) if each.startswith("T")]
        last = victim.run()

        assert at_death == []
        assert promises(victim, last) == []
        assert victim.query("SELECT 1 FROM pending_refresh") == []
