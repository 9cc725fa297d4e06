"""From mails to the bytes that will leave: the last step of a plan, which finds out what no mailbox should get."""

from dataclasses import replace

from reminder import mime
from reminder.app.office import Office
from reminder.app.spoilt import Tolerance
from reminder.app.writing import Written
from reminder.errors import ReminderError
from reminder.mime import MailFault
from reminder.model.reminder import Reminder


def printed(office: Office, written: Written) -> Written:
    """Add the bytes of every mail; one whose bytes would not say what was meant gets a fault in place of them."""
    tolerance = Tolerance()
    mails, reminders = {}, []
    for reminder in written.reminders:
        mail, fault = _printed(office, reminder, tolerance)
        reminders.append(replace(reminder, fault=fault))
        mails[reminder.reference] = mail
    return replace(written, reminders=tuple(reminders), mails=mails)


def _printed(office: Office, reminder: Reminder, tolerance: Tolerance) -> tuple[bytes, str]:
    if reminder.fault:
        return b"", reminder.fault
    try:
        return _bytes(office, reminder), ""
    except Exception as error:  # noqa: BLE001 - whatever it is, the other mails go on
        return b"", tolerance.excuse(error, debtor_code=reminder.debtor_code)


def _bytes(office: Office, reminder: Reminder) -> bytes:
    try:
        mail = mime.build(reminder, date=office.clock.now())
        problems = "; ".join(mime.faults(mail, reminder))
    except MailFault as fault:
        problems = fault.message
    if problems:
        raise ReminderError(problems, code="mail")
    return mail
