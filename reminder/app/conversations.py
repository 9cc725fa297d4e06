"""Later mails in the thread of the earlier one, when that is known to have left: same subject, real Message-ID."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from reminder.app.answers import Answer
from reminder.app.office import Office
from reminder.app.settle import Settlement
from reminder.model.decision import Notice
from reminder.model.reminder import Attempt, Reminder

REMEMBERED = timedelta(days=366)
"""How long after it left a mail may still be answered to."""

AGAIN = "Re: "


def letters(
    office: Office, settled: Iterable[Settlement], answers: Iterable[Answer], today: date
) -> Mapping[str, Attempt]:
    """Give the mails that left under a known Message-ID, by reference, oldest first; none without read access.

    What looking and settling found out in this very run counts.
    """
    if office.threads is None:
        return {}
    found = {each.letter.reference: each.letter.header_id for each in answers if each.letter.header_id}
    left = (*office.letters.left_since(today - REMEMBERED), *_just_left(settled))
    known = (replace(each, header_id=each.header_id or found.get(each.reference, "")) for each in left)
    ours = (each for each in known if each.mailbox.casefold() == office.expected.mailbox.casefold())
    return {each.reference: each for each in ours if each.header_id and each.thread_id and each.known_sent}


def continued(reminder: Reminder, notice: Notice, known: Mapping[str, Attempt]) -> Reminder:
    """Put a mail in the thread of the last one about all that takes a step in it; without one it stays a new mail.

    The earlier one has to have gone to the same addresses, in the same language.
    """
    stepping = {step.receivable.key for step in notice.steps}
    sent = {step.reference for step in notice.earlier if step.sent}
    earlier = [each for reference, each in known.items() if reference in sent and _about(each, stepping)]
    parent = earlier[-1] if earlier else None
    if parent is None or set(parent.to) != set(reminder.to) or parent.language != reminder.language:
        return reminder
    thread = [each.header_id for each in known.values() if each.thread_id == parent.thread_id]
    return replace(
        reminder,
        subject=AGAIN + parent.subject.removeprefix(AGAIN),
        thread_id=parent.thread_id,
        in_reply_to=parent.header_id,
        references=(*(each for each in thread if each != parent.header_id), parent.header_id),
    )


def _just_left(settled: Iterable[Settlement]) -> Iterator[Attempt]:
    for each in settled:
        if each.change.known_sent:
            yield replace(each.attempt, known_sent=True, header_id=each.change.header_id or "")


def _about(attempt: Attempt, receivables: set[str]) -> bool:
    return receivables <= {item.receivable for item in attempt.items}
