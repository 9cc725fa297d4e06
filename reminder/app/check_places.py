"""Whether ledger and mailbox are the configured ones, with clocks that agree, and may be used as a run needs."""

from datetime import date, timedelta

from reminder.app.check import doubtful, faulty, fine
from reminder.errors import ReminderError, SafetyStop
from reminder.model.finding import Condition, Finding
from reminder.ports.ledger import Ledger, LedgerIdentity, Right, Surroundings
from reminder.ports.mailbox import Aliases, Drafts
from reminder.rules import safety
from reminder.rules.safety import Stop

UNREADABLE_ROWS = 3
"""The exit code of a run that had to leave rows out."""


def ledger_is_right(ledger: Ledger, *, division: str, name: str) -> LedgerIdentity:
    """Make sure that these are the configured books and that the clock agrees; gives whose they are."""
    identity = ledger.identity()
    stops = (*_wrong_division(identity, division, name), safety.wrong_clock(identity.skew, server="the ledger"))
    if error := _first(*stops):
        raise error
    return identity


def ledger_findings(ledger: Ledger, *, owner: str, division: str, name: str) -> tuple[Finding, ...]:
    """Tell whose books these are, and whether the ledger's clock agrees."""
    identity, subject = ledger.identity(), f"{owner}: ledger"
    error = _first(*_wrong_division(identity, division, name))
    whose = f"{identity.division} {identity.name}, {identity.currency}"
    found = faulty(subject, error) if error else fine(subject, whose)
    return found, _clock(f"{owner}: clock of the ledger", identity.skew, server="the ledger")


def mailbox_findings(drafts: Drafts, *, owner: str, address: str) -> tuple[Finding, ...]:
    """Tell whose mailbox this is, and whether its clock agrees."""
    identity, subject = drafts.identity(), f"{owner}: mailbox"
    error = _first(safety.wrong_books(expected=address, found=identity.address, what="mailbox"))
    found = faulty(subject, error) if error else fine(subject, identity.address)
    return found, _clock(f"{owner}: clock of the mailbox", identity.skew, server="the mailbox")


def sender_is_right(aliases: Aliases | None, *, subject: str, address: str) -> Finding:
    """Tell whether mails may be written from the configured address; without read access nobody can say."""
    if aliases is None:
        text = f"not looked at, for want of read access; each draft is read back and must be from {address}"
        return fine(subject, text)
    try:
        verified = {each.casefold() for each in aliases.addresses()}
    except ReminderError as error:
        hint = "see in Gmail: Settings, Accounts, Send mail as; each draft is read back all the same"
        return doubtful(subject, f"not known: {error.message}", hint=hint)
    if address.casefold() in verified:
        return fine(subject, f"mails may be from {address}")
    hint = "verify it in Gmail: Settings, Accounts, Send mail as"
    return faulty(subject, SafetyStop(f"{address} is no verified address of this account", hint=hint))


def books_are_readable(ledger: Ledger, *, owner: str, today: date, max_age_days: int) -> tuple[Finding, ...]:
    """Pull the books once; tells how much is open and until when the bank is processed, journal by journal."""
    books = ledger.open_items(today)
    journals = ", ".join(f"{code} {day or 'nothing'}" for code, day in sorted(books.journals.items())) or "none"
    bank = f"processed until {books.books_until or 'unknown'} (journals: {journals})"
    hint = f"process the bank in the ledger; with books older than max_bank_age_days = {max_age_days} nothing is sent"
    fresh = books.books_until and today - books.books_until <= timedelta(days=max_age_days)
    read = fine(f"{owner}: books", f"{len(books.receivables)} open")
    if books.unreadable:
        row = books.unreadable[0]
        text = f"{len(books.unreadable)} rows cannot be read, such as {row.row_id}: {row.fault}"
        hint_row = "correct them in the ledger; their debtors are not mailed until then"
        state = Condition.FAULT
        read = Finding(subject=read.subject, state=state, text=text, hint=hint_row, exit_code=UNREADABLE_ROWS)
    return read, fine(f"{owner}: bank", bank) if fresh else doubtful(f"{owner}: bank", bank, hint=hint)


def rights_findings(surroundings: Surroundings, *, subject: str, documents: bool) -> tuple[Finding, ...]:
    """Tell which services may not be read, one line for each, or for all that fail alike.

    Without `documents`, invoices stay behind and the services that keep them are left alone.
    """
    rights = surroundings.rights(documents=documents)
    alike: dict[tuple[str, str], list[Right]] = {}
    for right in rights:
        if right.fault:
            alike.setdefault((right.fault, right.hint), []).append(right)
    if not alike:
        return (fine(subject, f"all {len(rights)} services may be read"),)
    return tuple(_refused(subject, group) for group in alike.values())


def ledger_keeps_quiet(surroundings: Surroundings, *, subject: str) -> Finding:
    """Tell whether the ledger's own credit management seems to remind as well."""
    try:
        codes = surroundings.own_reminders()
    except ReminderError as error:
        hint = "give the app that right, or see yourself that the ledger does not remind too"
        return doubtful(subject, f"not known: {error.message}", hint=hint)
    if not codes:
        return fine(subject, "no payment condition has a scenario of the ledger's own credit management")
    text = f"payment conditions with a scenario of the ledger's own: {', '.join(codes)}; debtors may be reminded twice"
    return doubtful(subject, text, hint="switch the ledger's own reminders off, or exclude those debtors")


def _refused(subject: str, group: list[Right]) -> Finding:
    first, names = group[0], ", ".join(each.service for each in group)
    text = first.fault if first.service in first.fault else f"{names}: {first.fault}"
    return Finding(subject=subject, state=Condition.FAULT, text=text, hint=first.hint, exit_code=first.exit_code)


def _wrong_division(identity: LedgerIdentity, division: str, name: str) -> tuple[Stop | None, ...]:
    return (
        safety.wrong_books(expected=division, found=identity.division, what="division"),
        safety.wrong_books(expected=name, found=identity.name, what="division name"),
    )


def _clock(subject: str, skew: timedelta | None, *, server: str) -> Finding:
    error = _first(safety.wrong_clock(skew, server=server))
    if error:
        return faulty(subject, error)
    return fine(subject, "the server told no time" if skew is None else f"differs {abs(skew.total_seconds()):.0f} s")


def _first(*stops: Stop | None) -> SafetyStop | None:
    found = next((stop for stop in stops if stop), None)
    return SafetyStop(found.message, hint=found.hint, code=found.code) if found else None
