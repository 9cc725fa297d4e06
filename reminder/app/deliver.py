"""Deliver mails, one at a time: claim, draft, read back; in send mode a last look, and send."""

from dataclasses import dataclass

from reminder import mime
from reminder.app.lastlook import LastLook
from reminder.app.office import Office, Order
from reminder.app.plan import Plan
from reminder.mime import MailFault
from reminder.model.reminder import Attempt, Reminder, State
from reminder.ports.mailbox import Effect, Sender, Written
from reminder.ports.store import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of the mails of a run; `stopped` is the mailbox's reason to take no more of them, if it gave one."""

    attempts: tuple[Attempt, ...]
    unclaimed: tuple[Reminder, ...]
    stopped: str = ""


def deliver(office: Office, order: Order, plan: Plan, *, sender: Sender | None) -> Delivered:
    """Put every mail in the mailbox and, with a sender, send what was made for it; stops when the mailbox says so."""
    attempts, unclaimed, stopped = [], [], ""
    for number, reminder in enumerate(plan.reminders, start=1):
        office.progress.step("drafts", done=number, total=len(plan.reminders))
        attempt, stopped = _draft(office, order, reminder)
        if attempt is None:
            unclaimed.append(reminder)
        else:
            attempts.append(attempt)
        if stopped:
            break
    if sender is None or stopped:
        return Delivered(attempts=tuple(attempts), unclaimed=tuple(unclaimed), stopped=stopped)
    return _send_all(office, order, sender, (*plan.kept, *attempts), tuple(unclaimed))


def _draft(office: Office, order: Order, reminder: Reminder) -> tuple[Attempt | None, str]:
    mail, problems = _bytes(office, reminder)
    attempt = office.attempts.claim(reminder, mail, run=order.run, as_of=order.as_of)
    if attempt is None:
        return None, ""
    if problems:
        return office.attempts.move(attempt, State.FAILED, Change(detail=problems, free_claims=True)), ""
    attempt = office.attempts.move(attempt, State.CREATING, Change(tried_at=office.clock.now()))
    written = office.drafts.create(mail, thread_id=reminder.thread_id)
    attempt = _after_create(office, attempt, written)
    if attempt.state is State.DRAFTED:
        attempt = _read_back(office, attempt, reminder)
    return attempt, written.detail if written.stop else ""


def _bytes(office: Office, reminder: Reminder) -> tuple[bytes, str]:
    """Give the mail, and what is wrong with it in words; nothing leaves unless that is empty."""
    try:
        mail = mime.build(reminder, date=office.clock.now())
    except MailFault as fault:
        return b"", fault.message
    return mail, "; ".join(mime.faults(mail, reminder))


def _after_create(office: Office, attempt: Attempt, written: Written) -> Attempt:
    if written.effect is Effect.UNKNOWN:
        return attempt
    if written.effect is Effect.REJECTED:
        return office.attempts.move(attempt, State.FAILED, Change(detail=written.detail, free_claims=True))
    change = Change(draft_id=written.draft_id, message_id=written.message_id, thread_id=written.thread_id)
    return office.attempts.move(attempt, State.DRAFTED, change)


def _read_back(office: Office, attempt: Attempt, reminder: Reminder) -> Attempt:
    """Compare the draft as the mailbox keeps it with what was meant; a wrong one is taken away again."""
    view = office.drafts.read(attempt.draft_id)
    problems = mime.same_mail(view.mail, reminder) if view else ("the draft cannot be read back",)
    if not problems:
        return attempt
    deleted = office.drafts.delete(attempt.draft_id).effect is Effect.DONE
    state = State.FAILED if deleted else State.REVIEW
    return office.attempts.move(attempt, state, Change(detail="; ".join(problems), free_claims=deleted))


def _send_all(
    office: Office, order: Order, sender: Sender, attempts: tuple[Attempt, ...], unclaimed: tuple[Reminder, ...]
) -> Delivered:
    due = [each for each in attempts if each.send and each.state is State.DRAFTED]
    last_look = LastLook(office, order, debtors=[each.debtor_id for each in due])
    done, stopped = [], ""
    for number, attempt in enumerate(due, start=1):
        office.progress.step("sending", done=number, total=len(due))
        sent, stopped = _send(office, order, sender, last_look, attempt)
        done.append(sent)
        if stopped:
            break
    after = {each.reference: each for each in done}
    return Delivered(
        attempts=tuple(after.get(each.reference, each) for each in attempts), unclaimed=unclaimed, stopped=stopped
    )


def _send(office: Office, order: Order, sender: Sender, last_look: LastLook, attempt: Attempt) -> tuple[Attempt, str]:
    changed = last_look.objection(attempt)
    if changed:
        return _withdraw(office, attempt, changed), ""
    attempt = office.attempts.move(attempt, State.SENDING, Change(tried_at=office.clock.now()))
    written = sender.send(attempt.draft_id)
    stopped = written.detail if written.stop else ""
    if written.effect is Effect.UNKNOWN:
        return attempt, stopped
    if written.effect is Effect.DONE:
        change = Change(
            message_id=written.message_id, thread_id=written.thread_id, done_on=order.as_of, known_sent=True
        )
        return office.attempts.move(attempt, State.SENT, change), stopped
    return _not_sent(office, order, attempt, written.detail), stopped


def _withdraw(office: Office, attempt: Attempt, reason: str) -> Attempt:
    deleted = office.drafts.delete(attempt.draft_id).effect is Effect.DONE
    state = State.WITHDRAWN if deleted else State.REVIEW
    return office.attempts.move(attempt, state, Change(detail=reason, free_claims=deleted))


def _not_sent(office: Office, order: Order, attempt: Attempt, detail: str) -> Attempt:
    """Record a definite refusal: the draft still waits, unless the mailbox says that it is gone."""
    if detail == "gone":
        return office.attempts.move(attempt, State.REVIEW, Change(detail="gone before sending", done_on=order.as_of))
    return office.attempts.move(attempt, State.DRAFTED, Change(detail=detail))
