"""The real process, killed at every step of a mail and of a token, restarted, and judged by the sandbox's history."""

from pathlib import Path

import pytest

from tests.kill.harness import a_victim, outputs, promises, secrets_of

NEW_MAIL = ("before_claim", "after_claim", "before_create", "after_create", "after_drafted")
SENDING = ("before_send", "after_send", "after_sent")
SETTLING = ("before_delete", "after_delete", "before_settled", "after_settled")
RECORD = ("before_record", "after_record")
TOKEN = ("after_token_marked", "after_token_answered", "after_token_saved")


@pytest.mark.fault(1, 2, 3, 4, 5, 6, 7, 8, 13, 32, 48)
@pytest.mark.parametrize("failpoint", [*NEW_MAIL, *SENDING, *SETTLING, *RECORD])
def test_killed_in_send_mode_it_mails_once_or_says_so(tmp_path: Path, failpoint: str):
    with a_victim(tmp_path, mode="send") as victim:
        victim.run()
        assert victim.killed_at(failpoint)

        victim.run()
        victim.let_time_pass()
        last = victim.run()

        assert promises(victim, last) == []
        assert not any(secret in outputs(victim) for secret in secrets_of(victim))


@pytest.mark.fault(1, 2, 3, 4, 5, 8)
@pytest.mark.parametrize("failpoint", [*NEW_MAIL, *RECORD])
def test_killed_in_draft_mode_it_drafts_once_or_says_so(tmp_path: Path, failpoint: str):
    with a_victim(tmp_path, mode="draft") as victim:
        assert victim.killed_at(failpoint)

        victim.run()
        victim.let_time_pass()
        last = victim.run()

        assert promises(victim, last) == []
        assert len(victim.stage.sandbox.gmail.drafts()) == (failpoint != "before_create")


@pytest.mark.fault(16, 18)
@pytest.mark.parametrize("failpoint", TOKEN)
def test_killed_while_a_token_is_renewed_it_has_one_that_works(tmp_path: Path, failpoint: str):
    with a_victim(tmp_path, mode="draft") as victim:
        victim.make_token_due()
        assert victim.killed_at(failpoint)

        pending = victim.query("SELECT 1 FROM pending_refresh")
        (stored,) = victim.query("SELECT refresh FROM token WHERE service LIKE 'exact%'")
        last = victim.run()

        authority = victim.stage.sandbox.exact.authority
        assert pending or not authority._refresh[stored[0]].used
        assert promises(victim, last) == []
        assert victim.query("SELECT 1 FROM pending_refresh") == []
