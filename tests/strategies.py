"""Debtors as hypothesis invents them: rows of every kind, any past, near the days and amounts that matter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from reminder.model.books import Books, Receivable, Statement
from reminder.model.decision import Verdict
from reminder.model.history import Block, Blocker, Call, CallOutcome, DebtorHistory, Hold, Step
from reminder.model.policy import DebtorSettings
from reminder.rules.case import Case
from reminder.rules.dunning import decide, statements_of
from tests.builders import (
    FORMAL,
    FRIENDLY,
    TODAY,
    a_call,
    a_case,
    a_debtor,
    a_hold,
    a_policy,
    a_receivable,
    a_step,
)

RATES = {"EUR": Decimal(1), "USD": Decimal("0.90")}
CENT = Decimal("0.01")

owed_cents = st.sampled_from([100, 101, 1200, 25000, 60000, 99999, 100000, 300000, 500000, 500001])
credit_cents = st.sampled_from([1, 500, 5000, 24900, 25000, 100000])
days_overdue = st.sampled_from([-10, 0, 1, 12, 13, 14, 15, 19, 20, 21, 29, 30, 35, 44, 45, 59, 60, 61, 75, 120])
seldom = st.sampled_from([False] * 11 + [True])
oddities: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}] * 9
    + [
        {"invoice": None},
        {"due_date": None, "instalment": ""},
        {"collecting": True},
        {"direct_debit": True},
        {"currency_mismatch": True},
        {"entry_date": TODAY - timedelta(days=10)},
        {"entry_date": TODAY - timedelta(days=14)},
    ]
)
odd_debtors: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}] * 20 + [{"blocked": True}, {"own_division": True}, {"emails": ()}, {"marked": True}]
)
past_days = st.integers(min_value=0, max_value=60).map(lambda days: TODAY - timedelta(days=days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A debtor with all that is open of it."""

    case: Case
    receivables: tuple[Receivable, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The receivables as statements; none when nothing is open."""
        books = Books(receivables=self.receivables, debtors={self.case.debtor.id: self.case.debtor})
        return next(iter(statements_of(books)), ())

    def verdict(self) -> Verdict:
        """What the rules say of it."""
        return decide(self.case, self.statements)

    def on(self, today: date) -> "Ledger":
        """Give the same debtor on another day, the books moved along."""
        until = self.case.books_until
        moved = None if until is None else until + (today - self.case.today)
        return replace(self, case=replace(self.case, today=today, books_until=moved))

    def remembering(self, *steps: Step) -> "Ledger":
        """Give the same debtor after these steps were mailed on its day."""
        history = self.case.history
        last = self.case.today if steps else history.last_mail
        return replace(
            self, case=replace(self.case, history=replace(history, steps=history.steps + steps, last_mail=last))
        )


def steps_of(ledger: Ledger, verdict: Verdict) -> tuple[Step, ...]:
    """Give the steps that the mails of a verdict are, once they are sent."""
    return tuple(
        a_step(step.receivable, tier=step.tier, day=ledger.case.today)
        for notice in verdict.notices
        for step in notice.steps
    )


@st.composite
def plain_receivables(draw: st.DrawFn, number: int) -> Receivable:
    """Draw what is owed of one invoice, with nothing against a mail but perhaps its amount or age."""
    currency = draw(st.sampled_from(["EUR", "EUR", "EUR", "USD"]))
    amount = draw(owed_cents) * CENT
    base = (amount * RATES[currency]).quantize(CENT)
    days = draw(days_overdue)
    return a_receivable(
        invoice=str(26000000 + number), amount=amount, base_amount=base, currency=currency, days_overdue=days
    )


@st.composite
def any_receivables(draw: st.DrawFn, number: int) -> Receivable:
    """Draw a row of any kind: credits, without a number or due date, to be collected, in a wrong rate."""
    row = replace(draw(plain_receivables(number)), **draw(oddities))
    if draw(st.sampled_from([True, True, True, False])):
        return row
    amount, days = draw(credit_cents) * CENT, draw(st.sampled_from([-10, 0, 20, 60]))
    base = (amount * RATES[row.currency]).quantize(CENT)
    return replace(row, amount=-amount, base_amount=-base, due_date=TODAY - timedelta(days=days))


@st.composite
def pasts(draw: st.DrawFn, receivables: tuple[Receivable, ...]) -> DebtorHistory:
    """Draw a past of these receivables: steps, calls, holds, open mails, backlog."""
    chosen = st.lists(st.sampled_from(receivables), max_size=3, unique_by=lambda each: each.key)
    steps = tuple(_steps(each, draw) for each in draw(chosen))
    last = max((step.day for group in steps for step in group), default=draw(st.none() | past_days))
    return DebtorHistory(
        steps=tuple(step for group in steps for step in group),
        calls=tuple(_call(each, draw) for each in draw(chosen)),
        holds=tuple(_hold(each, draw) for each in draw(chosen)) if draw(seldom) else (),
        last_mail=last,
        blockers=draw(_blockers()) if draw(seldom) else {},
        backlog=frozenset(each.key for each in draw(chosen)) if draw(seldom) else frozenset(),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Draw a debtor with up to six rows of any kind and any past."""
    count = draw(st.integers(min_value=1, max_value=6))
    receivables = tuple(draw(any_receivables(number)) for number in range(count))
    debtor = a_debtor(**draw(odd_debtors))
    history = draw(pasts(receivables))
    return Ledger(case=_case(draw, debtor=debtor, history=history), receivables=receivables)


@st.composite
def whole_books(draw: st.DrawFn) -> Books:
    """Draw the books of several debtors, with up to four rows of any kind each."""
    debtors = [a_debtor(code=str(code), **draw(odd_debtors)) for code in range(1, draw(st.integers(2, 4)) + 1)]
    rows: list[Receivable] = []
    for debtor in debtors:
        for _ in range(draw(st.integers(min_value=1, max_value=4))):
            number = len(rows)
            rows.append(replace(draw(any_receivables(number)), debtor_id=debtor.id, invoice_key=f"key-{number}"))
    return Books(receivables=tuple(rows), debtors={each.id: each for each in debtors})


@st.composite
def plain_ledgers(draw: st.DrawFn) -> Ledger:
    """Draw a debtor who was never mailed and simply owes, with now and then a credit."""
    count = draw(st.integers(min_value=1, max_value=5))
    receivables = tuple(draw(plain_receivables(number)) for number in range(count))
    credit = a_receivable(invoice="26000090", amount=-draw(credit_cents) * CENT)
    rows = (*receivables, credit) if draw(seldom) else receivables
    return Ledger(case=_case(draw, debtor=a_debtor(), history=DebtorHistory()), receivables=rows)


def _case(draw: st.DrawFn, **facts: object) -> Case:
    highest = draw(st.sampled_from([None, None, "friendly", "formal", "call-me"]))
    books_ago = draw(st.sampled_from([0, 0, 3, 8]))
    policy = draw(st.sampled_from([a_policy(), a_policy(final_demand=True), a_policy(tiers=(FRIENDLY, FORMAL))]))
    if policy.tier("call-me") is None and highest == "call-me":
        highest = None
    return a_case(
        policy=policy,
        unreadable=draw(seldom) and draw(st.booleans()),
        settings=DebtorSettings(highest_tier=highest, exclude=draw(seldom)),
        books_until=TODAY - timedelta(days=books_ago),
        **facts,
    )


def _steps(receivable: Receivable, draw: st.DrawFn) -> tuple[Step, ...]:
    tiers = draw(st.sampled_from([("friendly",), ("formal",), ("friendly", "formal")]))
    days = sorted(draw(past_days) for _ in tiers)
    return tuple(
        a_step(receivable, tier=tier, day=day, sent=draw(st.booleans())) for tier, day in zip(tiers, days, strict=True)
    )


def _call(receivable: Receivable, draw: st.DrawFn) -> Call:
    outcome = draw(st.sampled_from(CallOutcome))
    until = TODAY + timedelta(days=draw(st.integers(min_value=-5, max_value=5)))
    return a_call(
        receivable, day=draw(past_days), outcome=outcome, until=until if outcome is CallOutcome.PROMISE else None
    )


def _hold(receivable: Receivable, draw: st.DrawFn) -> Hold:
    until = draw(st.none() | st.integers(min_value=-5, max_value=5).map(lambda days: TODAY + timedelta(days=days)))
    return a_hold(debtor_code="", invoice_key=receivable.invoice_key, until=until)


def _blockers() -> st.SearchStrategy[Mapping[str, Blocker]]:
    blocks = st.sampled_from(Block).map(lambda block: Blocker(block=block, reference="R-1"))
    return st.dictionaries(st.sampled_from(["EUR", "USD"]), blocks, min_size=1)
