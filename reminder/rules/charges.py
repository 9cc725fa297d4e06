"""What Dutch law lets a creditor name on top of an invoice: the collection fee and statutory interest.

Named in a final demand only, about the receivables that take that step in it, and only where Dutch law is at home:
a Dutch creditor, and a debtor whose country is the Netherlands or not known. Fee: article 2 of the Besluit vergoeding
voor buitengerechtelijke incassokosten; consumers: article 6:96, paragraphs 5 to 7, of the Dutch Civil Code.
"""

from datetime import date
from decimal import Decimal

from reminder.model.books import Debtor, Receivable
from reminder.model.charges import Charge, Charges
from reminder.model.decision import Notice
from reminder.model.policy import Tier
from reminder.rules.interest import DAY, interest, to_cents
from reminder.rules.rates import Kind, Rates

FINAL_DEMAND = "final-demand"
"""The text that may name a fee."""

SLICES = (
    (Decimal(2500), Decimal("0.15")),
    (Decimal(2500), Decimal("0.10")),
    (Decimal(5000), Decimal("0.05")),
    (Decimal(190_000), Decimal("0.01")),
    (Decimal("Infinity"), Decimal("0.005")),
)
"""Widths of the slices of a principal, each with its share."""

LEAST, MOST = Decimal(40), Decimal(6775)
VAT = Decimal("0.21")


def collection_fee(principal: Decimal, *, vat: bool = False) -> Decimal:
    """Give the statutory fee over what is open of the principal, to the cent; VAT is taken over the rounded fee."""
    fee, left = Decimal(0), principal
    for width, share in SLICES:
        fee += min(left, width) * share
        left -= min(left, width)
    rounded = to_cents(min(max(fee, LEAST), MOST))
    return to_cents(rounded * (1 + VAT)) if vat else rounded


def is_final_demand(tier: Tier) -> bool:
    """Whether mails of a tier are final demands: those with that text."""
    return (tier.template or tier.name) == FINAL_DEMAND


def dutch(debtor: Debtor, *, creditor_country: str) -> bool:
    """Whether Dutch law is at home between the two; another country has its own rules, Belgium strict ones."""
    return creditor_country.lower() == "nl" and debtor.country.lower() in ("", "nl")


def charge_of(notice: Notice, charges: Charges, *, today: date, creditor_country: str, rates: Rates) -> Charge | None:
    """Give what a notice may name beside what is open; None unless it is a final demand under Dutch law, in euros.

    A tier that can be a first contact names nothing: nobody is in default before a term has passed.
    Whoever is not known to be a business is a consumer: it gets the letter with fourteen days, never interest. Credits
    are taken off the oldest receivables first, so that neither fee nor interest is ever too high.
    """
    if not is_final_demand(notice.tone) or notice.tone.first_from_amount is not None or notice.currency != "EUR":
        return None
    if not dutch(notice.debtor, creditor_country=creditor_country):
        return None
    consumer = notice.debtor.business is not True
    owed = _principals(notice)
    principal = sum((amount for _, amount in owed), Decimal(0))
    named = charges.collection_fee and principal > 0
    asked = charges.interest and not consumer and principal > 0
    accrued = _interest(owed, rates, today) if asked else None
    return Charge(
        consumer=consumer,
        receivables=tuple(receivable.key for receivable, _ in owed),
        fee=collection_fee(principal, vat=charges.vat_on_fee) if named else None,
        with_vat=named and charges.vat_on_fee,
        interest=accrued or None,
        until=today,
        rates_missing=asked and accrued is None,
    )


def _principals(notice: Notice) -> list[tuple[Receivable, Decimal]]:
    """Give the receivables that take this step, each with what is left of it after the credits of the statement."""
    keys = {step.receivable.key for step in notice.steps if step.tier == notice.tone.name}
    credit = -sum((each.amount for each in notice.listed if each.credit), Decimal(0))
    owed = []
    for each in notice.listed:
        if each.key in keys and not each.credit:
            used = min(credit, each.amount)
            credit -= used
            owed.append((each, each.amount - used))
    return owed


def _interest(owed: list[tuple[Receivable, Decimal]], rates: Rates, today: date) -> Decimal | None:
    """Add up the commercial interest from the day after each due date, to the cent; None past the table."""
    dated = [(each.due_date, amount) for each, amount in owed if each.due_date]
    parts = [interest(amount, rates, kind=Kind.COMMERCIAL, first=due + DAY, last=today) for due, amount in dated]
    known = [part for part in parts if part is not None]
    return to_cents(sum(known, Decimal(0))) if len(known) == len(parts) else None
