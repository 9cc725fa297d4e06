"""Deliver mails, one at a time: claim, draft, read back; in send mode a last look, and send."""

from dataclasses import dataclass

from reminder.app.lastlook import LastLook
from reminder.app.mailing import Mailing
from reminder.app.office import Office, Order
from reminder.app.plan import Plan
from reminder.errors import AuthorisationError, ReminderError, UnavailableError
from reminder.model.reminder import Attempt, Reminder
from reminder.ports.mailbox import Sender
from reminder.ports.stopping import CutShort


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of the mails of a run, each in its last known state.

    `unclaimed` are mails that were held back, since another mail to the debtor is under way or went out just now;
    `left_behind` drafts that were still there after they had been sent, and were deleted; `broken` mails at which the
    program itself failed, which a later run settles; `cut_short` is what ended the run before its plan was carried out.
    """

    attempts: tuple[Attempt, ...] = ()
    unclaimed: tuple[Reminder, ...] = ()
    left_behind: tuple[Attempt, ...] = ()
    broken: tuple[Attempt | Reminder, ...] = ()
    cut_short: CutShort | None = None


def deliver(office: Office, order: Order, plan: Plan, *, sender: Sender | None) -> Delivered:
    """Send the waiting drafts that were made for it and are still right, then put every new mail in the mailbox.

    Without a sender nothing is sent. The mail in hand is finished when somebody asks to stop, and no other is begun.
    """
    kept = tuple(each for each in plan.kept if each.send) if sender else ()
    mails: tuple[Attempt | Reminder, ...] = (*kept, *plan.reminders)
    if not mails:
        return Delivered()
    last_look = LastLook(office, plan.books, debtors=[each.debtor_id for each in mails if each.send])
    mailing = Mailing(office, order, sender=sender, last_look=last_look)
    cut_short = _one_by_one(office, plan, mailing, mails)
    return Delivered(
        attempts=tuple(mailing.attempts.values()),
        unclaimed=tuple(mailing.unclaimed),
        left_behind=tuple(mailing.left_behind),
        broken=tuple(mailing.broken),
        cut_short=cut_short,
    )


def _one_by_one(office: Office, plan: Plan, mailing: Mailing, mails: tuple[Attempt | Reminder, ...]) -> CutShort | None:
    for number, mail in enumerate(mails, start=1):
        stopped = office.stopping.asked()
        if stopped:
            return stopped
        office.progress.step("mails", done=number, total=len(mails))
        refused = _one(plan, mailing, mail)
        if refused:
            return refused
    return None


def _one(plan: Plan, mailing: Mailing, mail: Attempt | Reminder) -> ReminderError | None:
    """Bring one mail as far as it gets; gives why no other is to be begun after it."""
    try:
        return mailing.resume(mail) if isinstance(mail, Attempt) else mailing.begin(mail, plan.mails[mail.reference])
    except (AuthorisationError, UnavailableError) as error:
        return error
    except ReminderError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other mails go on
        mailing.excuse(mail, error)
        return None
