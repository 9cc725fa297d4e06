"""What `check` says of access, machine, ledger and mailbox, one line each."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from reminder.app.check import Probe, findings
from reminder.app.check_places import (
    books_are_readable,
    ledger_findings,
    ledger_keeps_quiet,
    mailbox_findings,
    rights_findings,
    sender_is_right,
)
from reminder.app.check_setup import debtors_are_known, disk_is_roomy, policy_findings, tiers_are_known, token_finding
from reminder.app.status import SMALLEST_DISK
from reminder.errors import AuthorisationError, ConfigError, ReminderError
from reminder.model.books import Books, UnreadableRow
from reminder.model.finding import Condition, Finding
from reminder.model.history import Step
from reminder.ports.ledger import Right
from reminder.ports.store import PendingRefresh, Token
from tests.builders import TODAY, a_policy
from tests.fakes import START, FakeLedger, FakeTokens
from tests.fakes_mailbox import ADDRESS, FakeMailbox

REFUSED = AuthorisationError("no access to it", hint="ask for it")
GONE_STALE = TODAY - timedelta(days=8)


@dataclass(slots=True, kw_only=True)
class FakeSurroundings:
    """A ledger that says what it was told to say of its rights and its own reminders."""

    told: tuple[Right, ...] = ()
    codes: tuple[str, ...] = ()
    error: ReminderError | None = None

    def rights(self, *, documents: bool) -> tuple[Right, ...]:
        return tuple(each for each in self.told if documents or each.service != "Documents")

    def own_reminders(self) -> tuple[str, ...]:
        if self.error:
            raise self.error
        return self.codes


@dataclass(slots=True)
class FakeAliases:
    """The addresses of an account."""

    known: tuple[str, ...] = ()
    error: ReminderError | None = None

    def addresses(self) -> tuple[str, ...]:
        if self.error:
            raise self.error
        return self.known


@dataclass(slots=True, kw_only=True)
class BrokenLedger(FakeLedger):
    """Books with a row that cannot be read."""

    rows: tuple[UnreadableRow, ...] = field(default=(UnreadableRow(row_id="7", fault="no amount"),))

    def open_items(self, today: date) -> Books:
        return replace(FakeLedger.open_items(self, today), unreadable=self.rows)


def states(found: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(each.subject, each.state.value, each.exit_code) for each in found]


def test_a_fault_in_one_look_never_hides_the_next():
    def fault() -> str:
        raise ConfigError("line one\nline two", hint="mend it")

    found = tuple(findings([Probe(subject="first", look=fault), Probe(subject="second", look=lambda: "well")]))

    assert states(found) == [("first", "fault", 2), ("second", "ok", 0)]
    assert (found[0].text, found[0].hint) == ("line one; line two", "mend it")


@pytest.mark.parametrize(
    ("days", "state"), [(0, Condition.OK), (20, Condition.OK), (21, Condition.WARNING), (29, Condition.WARNING)]
)
def test_the_age_of_the_token_is_told_and_warned_of(days: int, state: Condition):
    found = token_finding(a_token(days), subject="access", administration="acme", now=START)

    assert found.state is state
    assert f"renewed {days} days ago" in found.text


@pytest.mark.fault(25)
@pytest.mark.parametrize("tokens", [FakeTokens(), pytest.param(None, id="thirty days old")])
def test_a_token_that_is_missing_or_dead_names_the_command(tokens: FakeTokens | None):
    with pytest.raises(AuthorisationError) as caught:
        token_finding(tokens or a_token(30), subject="access", administration="acme", now=START)

    assert caught.value.hint == "run `reminder auth exact -a acme`"


def test_a_renewal_that_was_never_finished_is_told_with_its_time():
    tokens = a_token(1)
    tokens.mark = PendingRefresh(refresh_digest="x", begun_at=START - timedelta(hours=1))

    found = token_finding(tokens, subject="access", administration="acme", now=START)

    assert found.state is Condition.WARNING
    assert "2026-11-23 06:00 UTC was never finished" in found.text


@pytest.mark.parametrize(("free", "state"), [(SMALLEST_DISK, Condition.OK), (SMALLEST_DISK - 1, Condition.WARNING)])
def test_a_disk_that_is_nearly_full_is_a_warning(free: int, state: Condition):
    assert disk_is_roomy(free).state is state


def test_each_doubt_about_the_policy_is_a_line_of_its_own():
    found = policy_findings(replace(a_policy(), min_interval_days=9, backlog_days=3), {}, subject="policy")

    assert [each.state for each in found] == [Condition.WARNING, Condition.WARNING]
    assert [each.text.split(":")[0] for each in found] == ["min_interval_days", "backlog_days"]


def test_a_configured_debtor_that_no_run_has_seen_is_named_with_the_nearest_one():
    found = debtors_are_known(["1001", "2002"], {"1001": "Bakker", "2020": "Slager"}, subject="debtors")

    assert states(found) == [("debtors", "warning", 0)]
    assert found[0].text == "debtor 2002 was in no run so far"
    assert "did you mean 2020?" in found[0].hint


@pytest.mark.parametrize(("configured", "seen"), [(["1"], {}), ([], {"1": "Bakker"}), (["1"], {"1": "Bakker"})])
def test_nothing_is_said_of_debtors_that_were_seen_or_could_not_be(configured: list[str], seen: dict[str, str]):
    found = debtors_are_known(configured, seen, subject="debtors")

    assert states(found) == [("debtors", "ok", 0)]


def test_a_tier_that_was_renamed_after_mails_were_made_is_a_warning():
    steps = [Step(receivable="1", tier=tier, day=TODAY, sent=True) for tier in ("friendly", "formeel")]

    found = tiers_are_known(a_policy(), steps, subject="tiers")

    assert found.state is Condition.WARNING
    assert "formeel" in found.text
    assert "friendly" not in found.text


def test_tiers_of_the_policy_are_fine():
    steps = [Step(receivable="1", tier="friendly", day=TODAY, sent=True)]

    assert tiers_are_known(a_policy(), steps, subject="tiers").state is Condition.OK


def test_the_books_and_the_clock_of_the_ledger_are_two_lines():
    ledger = FakeLedger(division="1", name="Other", skew=timedelta(minutes=6))

    found = ledger_findings(ledger, owner="acme", division="123456", name="")

    assert states(found) == [("acme: ledger", "fault", 8), ("acme: clock of the ledger", "fault", 8)]
    assert "expected 123456, found 1" in found[0].text


def test_the_right_ledger_and_mailbox_are_told_by_name():
    ledger = ledger_findings(FakeLedger(), owner="acme", division="123456", name="Acme B.V.")
    mailbox = mailbox_findings(FakeMailbox(skew=None), owner="acme", address=ADDRESS.upper())

    assert [each.text for each in ledger] == ["123456 Acme B.V., EUR", "differs 0 s"]
    assert [each.text for each in mailbox] == [ADDRESS, "the server told no time"]


def test_another_mailbox_is_a_fault():
    found = mailbox_findings(FakeMailbox(), owner="acme", address="other@acme.example")

    assert states(found)[0] == ("acme: mailbox", "fault", 8)


def test_bank_journals_are_told_with_their_dates_and_old_ones_warned_of():
    found = books_are_readable(FakeLedger(books_until=GONE_STALE), owner="acme", today=TODAY, max_age_days=7)

    assert states(found) == [("acme: books", "ok", 0), ("acme: bank", "warning", 0)]
    assert f"journals: 20 {GONE_STALE}" in found[1].text
    assert "max_bank_age_days = 7" in found[1].hint


def test_rows_that_cannot_be_read_are_a_fault_and_the_bank_is_told_all_the_same():
    found = books_are_readable(BrokenLedger(), owner="acme", today=TODAY, max_age_days=7)

    assert states(found) == [("acme: books", "fault", 3), ("acme: bank", "ok", 0)]
    assert "1 rows cannot be read, such as 7: no amount" in found[0].text


def test_services_that_may_be_read_are_one_line():
    found = rights_findings(
        FakeSurroundings(told=(Right(service="a"), Right(service="b"))), subject="rights", documents=True
    )

    assert [each.text for each in found] == ["all 2 services may be read"]


def test_each_service_that_fails_in_its_own_way_is_a_line_with_its_name():
    busy = {"fault": "Exact is not available", "exit_code": 6}
    told = (
        Right(service="Accounts", fault="no access to Accounts", hint="tick it", exit_code=5),
        Right(service="Journals"),
        Right(service="Lines", **busy),  # type: ignore[arg-type]
        Right(service="Documents", **busy),  # type: ignore[arg-type]
    )

    found = rights_findings(FakeSurroundings(told=told), subject="rights", documents=True)

    assert states(found) == [("rights", "fault", 5), ("rights", "fault", 6)]
    assert [each.text for each in found] == ["no access to Accounts", "Lines, Documents: Exact is not available"]


def test_where_invoices_stay_behind_nobody_asks_for_the_right_to_them():
    told = (Right(service="Accounts"), Right(service="Documents", fault="no access to Documents", exit_code=5))

    found = rights_findings(FakeSurroundings(told=told), subject="rights", documents=False)

    assert states(found) == [("rights", "ok", 0)]


def test_a_ledger_that_seems_to_remind_as_well_is_warned_of():
    found = ledger_keeps_quiet(FakeSurroundings(codes=("14", "30")), subject="own")

    assert found.state is Condition.WARNING
    assert "14, 30" in found.text


def test_without_the_right_to_look_nobody_claims_that_the_ledger_keeps_quiet():
    found = ledger_keeps_quiet(FakeSurroundings(error=REFUSED), subject="own")

    assert (found.state, found.text) == (Condition.WARNING, "not known: no access to it")


@pytest.mark.parametrize(
    ("aliases", "state", "words"),
    [
        (None, Condition.OK, "not looked at"),
        (FakeAliases((ADDRESS.upper(),)), Condition.OK, f"mails may be from {ADDRESS}"),
        (FakeAliases(("other@acme.example",)), Condition.FAULT, "no verified address"),
        (FakeAliases(error=REFUSED), Condition.WARNING, "not known: no access to it"),
    ],
)
def test_the_address_that_mails_are_from_must_be_verified(aliases: FakeAliases | None, state: Condition, words: str):
    found = sender_is_right(aliases, subject="sender", address=ADDRESS)

    assert found.state is state
    assert words in found.text


def a_token(days: int) -> FakeTokens:
    made = START - timedelta(days=days)
    return FakeTokens(Token(access="a", refresh="r", expires_at=made, issued_at=made))
