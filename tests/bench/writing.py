"""What a mail costs to write: html, text, the bytes, and the checks of both."""

import time
from datetime import UTC, datetime

from reminder import mime
from tests.bench.figures import Figure
from tests.builders import FORMAL, FRIENDLY, a_contact, a_debtor, a_notice, a_receivable
from tests.composing import a_composer, written


def figures(mails: int = 1_000) -> tuple[Figure, ...]:
    """Write so many mails of one to five invoices in two languages and two tones, after the first of each."""
    composer, now = a_composer(), datetime(2026, 11, 23, 8, tzinfo=UTC)
    notices = [_notice(number) for number in range(mails)]
    for notice in notices[:4]:
        written(notice, composer=composer)
    started = time.process_time()
    for number, notice in enumerate(notices):
        reminder = written(notice, composer=composer, reference=f"ACME{number:06}")
        if mime.faults(mime.build(reminder, date=now), reminder):
            raise RuntimeError("a mail is not right")
    each = (time.process_time() - started) / mails * 1000
    work = f"{mails:,} reminders composed"
    return (Figure(work=work, what="processor a mail", value=each, unit="ms", target=5),)


def _notice(number: int):  # noqa: ANN202 - as the builder gives it
    debtor = a_debtor(
        code=str(number), name=f"Debiteur {number} B.V.", language=("nl", "en")[number % 2], contact=a_contact()
    )
    rows = [
        a_receivable(
            amount=f"{100 + number}.{place:02}", invoice=str(26_000_000 + 10 * number + place), debtor_id=debtor.id
        )
        for place in range(1 + number % 5)
    ]
    return a_notice(*rows, debtor=debtor, tone=(FRIENDLY, FORMAL)[number // 2 % 2])
