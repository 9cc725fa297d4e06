"""Ways to break the program, each of which the explorer has to notice: patched copies, never the program itself."""
# ruff: noqa: ANN401 - stand-ins take and give whatever the real thing does

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from reminder.app import look, outcome, settle
from reminder.app.lastlook import LastLook
from reminder.app.look import Seen, Sight
from reminder.app.mailing import Mailing
from reminder.app.settle import Settlement
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt, State
from reminder.ports.mailbox import Effect, Sender, Written
from reminder.ports.store import Change

Break = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One way to break it, and the mode and number of faults at which that shows."""

    name: str
    apply: Break
    faults: int
    mode: Mode = Mode.SEND


def unknown_create_is_failure(patch: pytest.MonkeyPatch) -> None:
    usual = Mailing._after_create

    def hasty(self: Mailing, attempt: Attempt, written: Written) -> Attempt:
        if written.effect is Effect.UNKNOWN:
            return self._move(attempt, State.FAILED, Change(free_claims=True))
        return usual(self, attempt, written)

    patch.setattr(Mailing, "_after_create", hasty)


def missing_draft_is_made_again(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(settle.OUTCOMES, Seen.NOT_FOUND, (State.WITHDRAWN, "not-found"))


def waiting_draft_counts_as_sent(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(settle.OUTCOMES, Seen.STILL_THERE, (State.SENT, "sent"))


def gone_draft_is_made_again(patch: pytest.MonkeyPatch) -> None:
    usual = settle._gone

    def forgetful(sight: Sight, today: date) -> Settlement:
        return replace(usual(sight, today), to=State.REVIEW, change=Change(free_claims=True))

    def unblocked(sight: Sight, state: State) -> None: ...

    patch.setattr(settle, "_gone", forgetful)
    patch.setattr(settle, "_block", unblocked)
    patch.setattr(Mailing, "_claim", _claim_regardless)


def _claim_regardless(self: Mailing, reminder: Any, mail: bytes) -> Attempt | None:
    run, as_of = self._order.run, self._order.as_of
    return self._office.attempts.claim(reminder, mail, run=run, as_of=as_of)


def edits_are_not_noticed(patch: pytest.MonkeyPatch) -> None:
    usual = look._at_draft

    def blind(office: Any, attempt: Attempt, listed: Any) -> Sight:
        sight = usual(office, attempt, listed)
        return replace(sight, seen=Seen.UNTOUCHED) if sight.seen is Seen.EDITED else sight

    def delete(office: Any, settlement: Settlement, today: date) -> Settlement:  # noqa: ARG001
        office.drafts.delete(settlement.attempt.draft_id)
        return settlement

    patch.setattr(look, "_at_draft", blind)
    patch.setattr(settle, "_delete", delete)


def no_last_look(patch: pytest.MonkeyPatch) -> None:
    usual = LastLook.objection

    def looked_away(self: LastLook, attempt: Attempt) -> str:
        usual(self, attempt)
        return ""

    patch.setattr(LastLook, "objection", looked_away)


def sent_before_it_is_recorded(patch: pytest.MonkeyPatch) -> None:
    def hasty(self: Mailing, sender: Sender, attempt: Attempt) -> None:
        written = sender.send(attempt.draft_id)
        attempt = self._move(attempt, State.SENDING, Change(tried_at=self._office.clock.now()))
        self._after_send(attempt, written)

    patch.setattr(Mailing, "_send", hasty)


def drafted_before_it_is_recorded(patch: pytest.MonkeyPatch) -> None:
    def hasty(self: Mailing, attempt: Attempt, mail: bytes, thread_id: str) -> tuple[Attempt, Written]:
        written = self._office.drafts.create(mail, thread_id=thread_id)
        attempt = self._move(attempt, State.CREATING, Change(tried_at=self._office.clock.now()))
        return self._after_create(attempt, written), written

    patch.setattr(Mailing, "_draft", hasty)


def deletions_are_believed(patch: pytest.MonkeyPatch) -> None:
    def trusting(office: Any, settlement: Settlement, today: date) -> Settlement:  # noqa: ARG001
        office.drafts.delete(settlement.attempt.draft_id)
        return settlement

    patch.setattr(settle, "_delete", trusting)


def sends_are_repeated_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(look, "SETTLE_AFTER", timedelta(0))
    patch.setitem(settle.OUTCOMES, Seen.STILL_THERE, (State.DRAFTED, "not-sent"))
    usual = settle.waiting

    def resumed(sights: Any) -> tuple[Attempt, ...]:
        again = [each for each in sights if each.seen is Seen.STILL_THERE and each.attempt.state is State.SENDING]
        return (*usual(sights), *(settle._adopted(each.attempt, each.draft) for each in again))

    patch.setattr(settle, "waiting", resumed)


def unsettled_mails_need_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outcome, "NEEDS_PERSON", frozenset())


def refusals_count_as_done(patch: pytest.MonkeyPatch) -> None:
    usual = Mailing._after_send

    def cheerful(self: Mailing, attempt: Attempt, written: Written) -> Attempt:
        refused = written.effect is Effect.REJECTED
        return usual(self, attempt, replace(written, effect=Effect.DONE) if refused else written)

    patch.setattr(Mailing, "_after_send", cheerful)


MUTATIONS = (
    Mutation(name="unknown-create-is-failure", apply=unknown_create_is_failure, faults=1),
    Mutation(name="missing-draft-is-made-again", apply=missing_draft_is_made_again, faults=2),
    Mutation(name="waiting-draft-counts-as-sent", apply=waiting_draft_counts_as_sent, faults=1),
    Mutation(name="gone-draft-is-made-again", apply=gone_draft_is_made_again, faults=1),
    Mutation(name="edits-are-not-noticed", apply=edits_are_not_noticed, faults=1, mode=Mode.DRAFT),
    Mutation(name="no-last-look", apply=no_last_look, faults=1),
    Mutation(name="sent-before-it-is-recorded", apply=sent_before_it_is_recorded, faults=0),
    Mutation(name="drafted-before-it-is-recorded", apply=drafted_before_it_is_recorded, faults=0),
    Mutation(name="deletions-are-believed", apply=deletions_are_believed, faults=1, mode=Mode.DRAFT),
    Mutation(name="sends-are-repeated-at-once", apply=sends_are_repeated_at_once, faults=2),
    Mutation(name="unsettled-mails-need-nobody", apply=unsettled_mails_need_nobody, faults=1),
    Mutation(name="refusals-count-as-done", apply=refusals_count_as_done, faults=1),
)
