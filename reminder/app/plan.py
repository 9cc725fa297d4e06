"""The plan of a run: everything that is decided and written before anything is changed. It only reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reminder.app import answers, conversations, settle
from reminder.app.answers import Answer
from reminder.app.look import look
from reminder.app.office import Office, Order
from reminder.app.past import Past, past_of
from reminder.app.printing import printed
from reminder.app.settle import Settlement
from reminder.app.writing import Paper, Written, with_documents, write
from reminder.errors import SafetyStop
from reminder.model.books import Books
from reminder.model.decision import Decision, Outcome, Verdict
from reminder.model.history import Block, Blocker
from reminder.model.policy import Mode
from reminder.model.reminder import Attempt, Reminder
from reminder.model.run import Notification
from reminder.rules import safety
from reminder.rules.case import Case
from reminder.rules.dunning import decide, statements_of
from reminder.rules.freshness import Allowed, allowed_mode
from reminder.rules.identity import recognise
from reminder.rules.safety import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run would do: settle earlier mails, write new ones, and why.

    `mails` are the bytes of the reminders, by reference, and `remarks` what they lack; `kept` are waiting drafts that
    are still right; `past` holds the backlog that a first run marks; `answers` are what came back on earlier mails.
    With a stop nothing of it may be carried out.
    """

    books: Books
    past: Past
    allowed: Allowed
    decisions: tuple[Decision, ...]
    reminders: tuple[Reminder, ...]
    mails: Mapping[str, bytes]
    remarks: tuple[Notification, ...]
    kept: tuple[Attempt, ...]
    settlements: tuple[Settlement, ...]
    answers: tuple[Answer, ...]
    stops: tuple[Stop, ...]


def make_plan(office: Office, order: Order) -> Plan:
    """Look, pull, decide, compose and fetch.

    Raises the errors of the ports, and SafetyStop when ledger, mailbox or clock are not the expected ones.
    """
    check_places(office)
    sights = look(office)
    books = pull(office, order)
    settled = settle.settlements(sights, order.as_of)
    blockers = settle.blockers(sights, settled)
    came_back = answers.answers(office, sights, {each.debtor_id for each in books.receivables}, order.as_of)
    held = [hold for answer in came_back for hold in answer.holds]
    past = past_of(office, settled=settled, held=held, blockers=blockers, books=books, today=order.as_of)
    waiting = {_statement(each): each for each in settle.waiting(sights)}
    return _finish(office, order, _Draft(books=books, past=past, settled=settled, waiting=waiting, answers=came_back))


def check_places(office: Office) -> None:
    """Make sure that ledger, mailbox and clock are the expected ones; SafetyStop when one is not."""
    office.progress.step("connecting")
    ledger, mailbox = office.ledger.identity(), office.drafts.identity()
    expected = office.expected
    stops = (
        safety.wrong_books(expected=expected.division, found=ledger.division, what="division"),
        safety.wrong_books(expected=expected.division_name, found=ledger.name, what="division name"),
        safety.wrong_books(expected=expected.mailbox, found=mailbox.address, what="mailbox"),
        safety.wrong_clock(ledger.skew, server="the ledger"),
        safety.wrong_clock(mailbox.skew, server="the mailbox"),
    )
    for stop in stops:
        if stop is not None:
            raise SafetyStop(stop.message, hint=stop.hint, code=stop.code)


def pull(office: Office, order: Order) -> Books:
    """Pull the whole ledger, every receivable under the identity that it is known by."""
    books = office.ledger.open_items(order.as_of)
    return replace(books, receivables=recognise(books.receivables, office.memory.instalments()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A plan in the making: what was read."""

    books: Books
    past: Past
    settled: tuple[Settlement, ...]
    waiting: Mapping[tuple[str, str], Attempt]
    answers: tuple[Answer, ...]


def _finish(office: Office, order: Order, draft: _Draft) -> Plan:
    allowed = allowed_mode(
        order.mode,
        until=draft.books.books_until,
        today=order.as_of,
        max_age_days=office.policy.max_bank_age_days,
        first_run=draft.past.first_run,
        unsure=bool(office.same_books) or any(not row.debtor_id for row in draft.books.unreadable),
    )
    known = conversations.letters(office, draft.settled, draft.answers, order.as_of)
    paper = Paper(as_of=order.as_of, mode=allowed.mode, books_until=draft.books.books_until, letters=known)
    draft, verdicts = _judged(office, order, draft)
    notices = [notice for verdict in verdicts for notice in verdict.notices]
    written = write(office, notices, draft.waiting, paper)
    if written.kept:
        verdicts = judge(office, order, draft.books, _with_waiting(draft.past, written.kept))
    stops = _stops(office, order, draft, written)
    if not stops:
        written = printed(office, with_documents(office, written, notices, paper))
    decisions = _with_references(verdicts, written, draft.past)
    return Plan(
        books=draft.books,
        past=draft.past,
        allowed=allowed,
        decisions=decisions,
        reminders=written.reminders,
        mails=written.mails,
        remarks=written.remarks,
        kept=written.kept,
        settlements=(*draft.settled, *_withdrawals(draft, written, decisions)),
        answers=draft.answers,
        stops=stops,
    )


def _judged(office: Office, order: Order, draft: _Draft) -> tuple[_Draft, tuple[Verdict, ...]]:
    """Decide, and once more if somebody wrote by hand about what would be mailed."""
    verdicts = judge(office, order, draft.books, draft.past)
    by_hand = answers.written_by_hand(office, [each for one in verdicts for each in one.notices], order.as_of)
    if not by_hand:
        return draft, verdicts
    draft = replace(draft, past=draft.past.mailed_later(by_hand))
    return draft, judge(office, order, draft.books, draft.past)


def judge(office: Office, order: Order, books: Books, past: Past) -> tuple[Verdict, ...]:
    """Decide about every debtor of a pull, in order of debtor code."""
    unreadable = {row.debtor_id for row in books.unreadable}
    return tuple(
        decide(
            Case(
                debtor=group[0].debtor,
                history=past.history(group),
                policy=office.policy,
                today=order.as_of,
                settings=office.settings(group[0].debtor.code),
                books_until=books.books_until,
                books_needed=order.mode is Mode.SEND,
                unreadable=group[0].debtor.id in unreadable,
                sent_known=office.threads is not None,
            ),
            group,
        )
        for group in statements_of(books)
    )


def _with_waiting(past: Past, kept: Iterable[Attempt]) -> Past:
    waiting = {
        _statement(each): Blocker(
            block=Block.DRAFT_WAITING,
            reference=each.reference,
            receivables=tuple(item.receivable for item in each.items),
        )
        for each in kept
    }
    return replace(past, blockers={**past.blockers, **waiting})


def _with_references(verdicts: Iterable[Verdict], written: Written, past: Past) -> tuple[Decision, ...]:
    """Name, with each decision, the mail that lists its receivable: a new one, or one that waits."""
    blocked = _with_waiting(past, written.kept).blockers.values()
    references = {key: each.reference for each in blocked for key in each.receivables}
    references |= {item.receivable: each.reference for each in written.reminders for item in each.items}
    return tuple(
        replace(decision, reference=references.get(decision.receivable.key))
        for verdict in verdicts
        for decision in verdict.decisions
    )


def _withdrawals(draft: _Draft, written: Written, decisions: Iterable[Decision]) -> tuple[Settlement, ...]:
    kept = {each.reference for each in written.kept}
    rewritten = {(each.debtor_id, each.currency) for each in written.reminders}
    by_key = {each.receivable.key: each for each in decisions}
    return tuple(
        settle.withdrawal(attempt, "changed" if statement in rewritten else _no_longer(attempt, by_key))
        for statement, attempt in draft.waiting.items()
        if attempt.reference not in kept
    )


def _no_longer(attempt: Attempt, decisions: Mapping[str, Decision]) -> str:
    """Say why a waiting mail is not due any more: paid, or the reason of the first receivable whose step it was."""
    own = [decisions.get(item.receivable) for item in attempt.items if item.tier]
    left = [each for each in own if each is not None and each.outcome is not Outcome.REMIND]
    return left[0].reason.value if left else "paid"


def _stops(office: Office, order: Order, draft: _Draft, written: Written) -> tuple[Stop, ...]:
    found = (
        safety.unsafe_books(draft.books, open_before=draft.past.open_before),
        safety.too_many(
            len(written.reminders),
            limit=office.policy.max_reminders_per_run,
            weekly=office.runs.weekly_reminders(order.as_of),
        ),
    )
    return tuple(stop for stop in found if stop and not (order.force and stop.forceable))


def _statement(attempt: Attempt) -> tuple[str, str]:
    return attempt.debtor_id, attempt.currency
