"""One mail on its way: each write is recorded before it is made, and its end as far as it is known."""

from datetime import timedelta

from reminder import mime
from reminder.app.lastlook import LastLook
from reminder.app.look import too_early
from reminder.app.office import Office, Order
from reminder.app.spoilt import Tolerance
from reminder.errors import AuthorisationError, Half, ReminderError, UnavailableError
from reminder.failpoints import failpoint
from reminder.model.reminder import NOT_DELETED, Attempt, Reminder, State
from reminder.ports.mailbox import PASSING, Effect, Sender, Written
from reminder.ports.store import Change


class Mailing:
    """The mails of one run; `attempts` holds each in its last known state, by reference.

    `begin` and `resume` give the reason when the mailbox takes no more of them in this run.
    """

    def __init__(self, office: Office, order: Order, *, sender: Sender | None, last_look: LastLook) -> None:
        self.attempts: dict[str, Attempt] = {}
        self.unclaimed: list[Reminder] = []
        self.left_behind: list[Attempt] = []
        self.broken: list[Attempt | Reminder] = []
        self._tolerance = Tolerance()
        self._office = office
        self._order = order
        self._sender = sender
        self._last_look = last_look
        self._occupied = {(each.debtor_id, each.currency) for each in office.attempts.open()}

    def begin(self, reminder: Reminder, mail: bytes) -> ReminderError | None:
        """Claim a new mail and draft it, and send it if it was written for that; one with a fault only fails."""
        attempt = self._claim(reminder, mail)
        if attempt is None:
            self.unclaimed.append(reminder)
            return None
        if reminder.fault:
            self._move(attempt, State.FAILED, Change(detail=reminder.fault, free_claims=True))
            return None
        attempt, written = self._draft(attempt, mail, reminder.thread_id)
        if attempt.state is State.DRAFTED:
            attempt = self._read_back(attempt, reminder)
        return self._send_if_due(attempt) if attempt.state is State.DRAFTED else _refusal(written, self._office.name)

    def resume(self, attempt: Attempt) -> ReminderError | None:
        """Send a draft of an earlier run that still waits as it was made.

        One whose sending was refused moments ago waits: the same draft is not sent twice within a quarter of an hour.
        """
        self.attempts[attempt.reference] = attempt
        if attempt.detail and too_early(self._office, attempt):
            return None
        draft = self._office.drafts.read(attempt.draft_id)
        if draft is None:
            self._move(attempt, State.GONE, Change(detail="vanished", done_on=self._order.as_of))
            return None
        if draft.message_id != attempt.message_id:
            self._move(attempt, State.USER_OWNED, Change(detail="edited"))
            return None
        return self._send_if_due(attempt)

    def excuse(self, mail: Attempt | Reminder, error: Exception) -> None:
        """Leave a mail at which the program itself failed as it is; raises the error when these become too many."""
        self._tolerance.excuse(error, debtor_code=mail.debtor_code)
        self.broken.append(mail)

    def _claim(self, reminder: Reminder, mail: bytes) -> Attempt | None:
        """Claim every step, unless another mail of the statement is still open or the debtor was mailed just now."""
        if (reminder.debtor_id, reminder.currency) in self._occupied:
            return None
        quiet_from = self._order.as_of - timedelta(days=self._office.policy.min_interval_days - 1)
        run, as_of = self._order.run, self._order.as_of
        failpoint("before_claim")
        attempt = self._office.attempts.claim(reminder, mail, run=run, as_of=as_of, quiet_from=quiet_from)
        failpoint("after_claim")
        if attempt is not None:
            self.attempts[attempt.reference] = attempt
        return attempt

    def _draft(self, attempt: Attempt, mail: bytes, thread_id: str) -> tuple[Attempt, Written]:
        attempt = self._move(attempt, State.CREATING, Change(tried_at=self._office.clock.now()))
        failpoint("before_create")
        written = self._office.drafts.create(mail, thread_id=thread_id)
        failpoint("after_create")
        attempt = self._after_create(attempt, written)
        failpoint("after_drafted")
        return attempt, written

    def _after_create(self, attempt: Attempt, written: Written) -> Attempt:
        if written.effect is Effect.UNKNOWN:
            return attempt
        if written.effect is Effect.REJECTED and written.stop:
            return self._move(attempt, State.PLANNED, Change(detail=written.detail))
        if written.effect is Effect.REJECTED:
            return self._move(attempt, State.FAILED, Change(detail=written.detail, free_claims=True))
        change = Change(draft_id=written.draft_id, message_id=written.message_id, thread_id=written.thread_id)
        return self._move(attempt, State.DRAFTED, change)

    def _read_back(self, attempt: Attempt, reminder: Reminder) -> Attempt:
        """Compare the draft as the mailbox keeps it with what was meant; a wrong one is taken away again."""
        view = self._office.drafts.read(attempt.draft_id)
        if view is None:
            return self._move(attempt, State.REVIEW, Change(detail="the draft cannot be read back"))
        if view.message_id != attempt.message_id:
            return self._move(attempt, State.USER_OWNED, Change(detail="edited"))
        problems = mime.same_mail(view.mail, reminder)
        return self._take_back(attempt, State.FAILED, "; ".join(problems)) if problems else attempt

    def _take_back(self, attempt: Attempt, to: State, detail: str) -> Attempt:
        """Delete our draft, and record first that we try; claims are freed only when the mailbox says that it did."""
        attempt = self._move(attempt, State.DRAFTED, Change(detail=NOT_DELETED))
        failpoint("before_delete")
        effect = self._office.drafts.delete(attempt.draft_id).effect
        failpoint("after_delete")
        if effect is Effect.DONE:
            return self._move(attempt, to, Change(detail=detail, free_claims=True))
        return self._move(attempt, State.REVIEW, Change(detail=None if effect is Effect.UNKNOWN else detail))

    def _send_if_due(self, attempt: Attempt) -> ReminderError | None:
        if self._sender is None or not attempt.send:
            return None
        self._sender.wait_for_turn()
        objection = self._last_look.objection(attempt)
        if objection:
            self._take_back(attempt, State.WITHDRAWN, objection)
            return None
        return self._send(self._sender, attempt)

    def _send(self, sender: Sender, attempt: Attempt) -> ReminderError | None:
        attempt = self._move(attempt, State.SENDING, Change(tried_at=self._office.clock.now()))
        failpoint("before_send")
        written = sender.send(attempt.draft_id)
        failpoint("after_send")
        attempt = self._after_send(attempt, written)
        failpoint("after_sent")
        if attempt.state is State.SENT:
            self._clear(attempt)
        return _refusal(written, self._office.name)

    def _after_send(self, attempt: Attempt, written: Written) -> Attempt:
        if written.effect is Effect.UNKNOWN:
            return attempt
        as_of = self._order.as_of
        if written.effect is Effect.DONE:
            ids = Change(message_id=written.message_id, thread_id=written.thread_id, done_on=as_of, known_sent=True)
            return self._move(attempt, State.SENT, ids)
        if written.detail == "gone":
            return self._move(attempt, State.GONE, Change(detail="vanished", done_on=as_of))
        attempt = self._move(attempt, State.DRAFTED, Change(detail=written.detail))
        return attempt if written.stop else self._take_back(attempt, State.FAILED, written.detail)

    def _clear(self, attempt: Attempt) -> None:
        """Delete a draft that outlived its sending, before a person sends it a second time."""
        if self._office.drafts.read(attempt.draft_id) is not None:
            self._office.drafts.delete(attempt.draft_id)
            self.left_behind.append(attempt)

    def _move(self, attempt: Attempt, to: State, change: Change) -> Attempt:
        moved = self._office.attempts.move(attempt, to, change)
        self.attempts[moved.reference] = moved
        return moved


def _refusal(written: Written, administration: str) -> ReminderError | None:
    """Say why the mailbox takes no more: a limit that passes, or access that a person has to give again."""
    if not written.stop:
        return None
    if written.detail in PASSING:
        return UnavailableError(
            f"the mailbox takes no more for now: {written.detail}",
            hint="nothing is lost; run again later",
            half=Half.MAILBOX,
        )
    return AuthorisationError(
        f"the mailbox refuses access ({written.detail})",
        hint=f"run `reminder auth gmail -a {administration}`",
        half=Half.MAILBOX,
    )
