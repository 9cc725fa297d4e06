"""Sample values for tests: name only what the test is about, the rest is plausible and fits together."""
# ruff: noqa: ANN401 - a builder takes any field of the value it builds

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from reminder.model.books import Books, Contact, Debtor, Receivable
from reminder.model.decision import Decision, DueStep, Notice, Outcome, Reason, Verdict
from reminder.model.history import Call, CallOutcome, DebtorHistory, Hold, HoldReason, Step
from reminder.model.policy import Action, Company, Policy, Tier
from reminder.rules.case import Case
from reminder.rules.dunning import decide, statements_of

TODAY = date(2026, 11, 23)
"""A Monday; every builder counts from it."""

FRIENDLY = Tier(name="friendly", action=Action.MAIL, template="friendly", first_from_amount=Decimal(0))
FORMAL = Tier(
    name="formal",
    action=Action.MAIL,
    template="formal",
    first_from_amount=Decimal("1000.00"),
    from_days_overdue=30,
)
FINAL_DEMAND = Tier(
    name="final-demand",
    action=Action.MAIL,
    template="final-demand",
    from_days_overdue=45,
    payment_term_days=16,
)
CALL_ME = Tier(name="call-me", action=Action.CALL, first_from_amount=Decimal("5000.01"), from_days_overdue=60)

_Value = TypeVar(
    "_Value", Contact, Debtor, Receivable, Policy, Company, Notice, Step, Hold, Decision, Call, DebtorHistory, Case
)


def a_contact(**changes: Any) -> Contact:
    """Build a contact whose gender and name are known."""
    return _with(Contact(full_name="J. Jansen", last_name="Jansen", gender="v"), changes)


def a_debtor(**changes: Any) -> Debtor:
    """Build a Dutch debtor with one good address and no contact person."""
    code = str(changes.pop("code", "1001"))
    debtor = Debtor(
        id=f"debtor-{code}",
        code=code,
        name="Bakkerij De Gouden Croissant",
        emails=("administratie@bakkerij.example",),
        phone="020 765 43 21",
        language="nl",
        country="NL",
    )
    return _with(debtor, changes)


def a_receivable(
    *,
    days_overdue: int = 21,
    due_date: date | None = None,
    amount: str | int | Decimal = "250.00",
    invoice: str | None = "26000042",
    **changes: Any,
) -> Receivable:
    """Build what is open of one euro invoice, due `days_overdue` before TODAY unless a due date is given.

    Another `invoice` is another receivable; `due_date` counts more than `days_overdue`. For one without any due date
    use `without_due_date`.
    """
    due = due_date or TODAY - timedelta(days=days_overdue)
    issued = due - timedelta(days=14)
    number = invoice or ""
    receivable = Receivable(
        invoice_key=f"key-{number or 'none'}",
        debtor_id="debtor-1001",
        amount=Decimal(amount),
        currency="EUR",
        base_amount=Decimal(changes.pop("base_amount", amount)),
        instalment=due.isoformat(),
        invoice=invoice,
        numbers=(number,) if number else (),
        invoice_number=int(number) if number.isdecimal() else None,
        invoice_date=issued,
        due_date=due,
        entry_date=issued,
    )
    return _with(receivable, changes)


def without_due_date(receivable: Receivable) -> Receivable:
    """Take the due date off a receivable."""
    return replace(receivable, due_date=None, instalment="")


def a_credit(amount: str | int | Decimal = "-50.00", *, invoice: str | None = "26000050", **changes: Any) -> Receivable:
    """Build a credit note of the same debtor."""
    return a_receivable(amount=amount, invoice=invoice, **changes)


def a_policy(*, final_demand: bool = False, **changes: Any) -> Policy:
    """Build the default policy: friendly, formal, call-me; `final_demand` puts that tier before the call."""
    tiers = (FRIENDLY, FORMAL, FINAL_DEMAND, CALL_ME) if final_demand else (FRIENDLY, FORMAL, CALL_ME)
    return _with(Policy(tiers=tiers), changes)


def a_company(**changes: Any) -> Company:
    """Build the creditor."""
    company = Company(
        name="Acme B.V.",
        email="administratie@acme.example",
        iban="NL91ABNA0417164300",
        account_holder="Acme B.V.",
        phone="020 123 45 67",
    )
    return _with(company, changes)


def a_notice(*listed: Receivable, tone: Tier = FRIENDLY, debtor: Debtor | None = None, **changes: Any) -> Notice:
    """Build a mail that is due: every receivable that is owed takes a step in the tone's tier."""
    rows = listed or (a_receivable(),)
    whom = debtor or a_debtor()
    notice = Notice(
        debtor=whom,
        currency=rows[0].currency,
        tone=tone,
        steps=tuple(DueStep(receivable=each, tier=tone.name) for each in rows if not each.credit),
        listed=rows,
        to=whom.emails,
        language=whom.language,
    )
    return _with(notice, changes)


def a_step(receivable: Receivable | None = None, **changes: Any) -> Step:
    """Build a friendly step that was sent two weeks before TODAY."""
    key = (receivable or a_receivable()).key
    step = Step(receivable=key, tier="friendly", day=TODAY - timedelta(days=14), sent=True, reference="ACME-1001-1")
    return _with(step, changes)


def a_hold(**changes: Any) -> Hold:
    """Build a hold of the sample debtor for a dispute, until released."""
    hold = Hold(id="hold-1", reason=HoldReason.DISPUTE, created=TODAY, debtor_code="1001")
    return _with(hold, changes)


def a_call(receivable: Receivable | None = None, **changes: Any) -> Call:
    """Build a call about a receivable that was noted on TODAY and brought nothing."""
    call = Call(receivable=(receivable or a_receivable()).key, day=TODAY, outcome=CallOutcome.NOTE)
    return _with(call, changes)


def a_history(*steps: Step, **changes: Any) -> DebtorHistory:
    """Build the past of a debtor out of the steps done; the newest of them is its last mail."""
    history = DebtorHistory(steps=steps, last_mail=max((step.day for step in steps), default=None))
    return _with(history, changes)


def a_case(**changes: Any) -> Case:
    """Build the sample debtor on TODAY, without a past, under the default policy, its books up to date."""
    case = Case(debtor=a_debtor(), history=a_history(), policy=a_policy(), today=TODAY, books_until=TODAY)
    return _with(case, changes)


def verdict_on(*receivables: Receivable, **changes: Any) -> Verdict:
    """Decide about these receivables of one debtor; the changes are those of `a_case`."""
    case = a_case(**changes)
    (statements,) = statements_of(Books(receivables=receivables, debtors={case.debtor.id: case.debtor}))
    return decide(case, statements)


def a_decision(reason: Reason = Reason.FIRST_CONTACT, **changes: Any) -> Decision:
    """Build a decision about the sample receivable; outcome and tier follow the reason unless given."""
    outcome = outcome_of(reason)
    decision = Decision(
        receivable=a_receivable(),
        debtor=a_debtor(),
        outcome=outcome,
        reason=reason,
        days_overdue=21,
        tier="friendly" if outcome is Outcome.REMIND else None,
    )
    return _with(decision, changes)


def outcome_of(reason: Reason) -> Outcome:
    """Give the outcome that a reason belongs to, by its place in the ordered list of reasons."""
    order = list(Reason)
    place = order.index(reason)
    if place < order.index(Reason.NO_DUE_DATE):
        return Outcome.SKIP
    return Outcome.CALL if place < order.index(Reason.FIRST_CONTACT) else Outcome.REMIND


def _with(value: _Value, changes: dict[str, Any]) -> _Value:
    return replace(value, **changes)
