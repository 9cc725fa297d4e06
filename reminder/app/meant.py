"""Which invoice or debtor a person means, found among all that runs have seen."""

from collections.abc import Iterable
from dataclasses import dataclass

from reminder.app.desk import Desk, unknown, unknown_debtor
from reminder.errors import UsageError
from reminder.model.decision import Decision
from reminder.model.run import Run

Dated = tuple[Run, Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownInvoice:
    """One invoice that runs have seen, as they last saw it; `receivables` are the keys of all its instalments."""

    invoice_key: str
    invoice: str
    debtor_code: str
    debtor_name: str
    receivables: tuple[str, ...]


def decisions_about(desk: Desk, number: str) -> tuple[Dated, ...]:
    """Give every decision about the invoices with that number, oldest first; UsageError when there is none.

    Where it is what debtors know an invoice by, invoices that only happen to carry it elsewhere are left out.
    """
    known = desk.archive.known_numbers(desk.name)
    meant = {each for each in known if each.casefold() == number.strip().casefold()}
    found = desk.archive.decisions(desk.name, numbers=meant) if meant else ()
    if not found:
        raise unknown("invoice", number, {each: each for each in known})
    shown = {each.receivable.invoice_key for _, each in found if each.receivable.invoice in meant}
    return tuple(each for each in found if not shown or each[1].receivable.invoice_key in shown)


def find_invoice(desk: Desk, number: str) -> KnownInvoice:
    """Give the one invoice with that number; UsageError when there is none, or more than one."""
    newest = {each.receivable.invoice_key: each for _, each in decisions_about(desk, number)}
    if len(newest) > 1:
        raise _ambiguous(number, newest.values())
    ((key, decision),) = newest.items()
    own = (each for each in desk.beginnings.instalments() if each.invoice_key == key)
    return KnownInvoice(
        invoice_key=key,
        invoice=decision.receivable.invoice or number,
        debtor_code=decision.debtor.code,
        debtor_name=decision.debtor.name,
        receivables=tuple(f"{each.invoice_key}@{each.instalment}" for each in own) or (decision.receivable.key,),
    )


def find_debtor(desk: Desk, code: str) -> tuple[str, str]:
    """Give the code and name of a debtor that runs have seen; UsageError when there is none of that code."""
    known = desk.archive.known_debtors(desk.name)
    if code in known:
        return code, known[code]
    raise unknown_debtor(code, known)


def _ambiguous(number: str, found: Iterable[Decision]) -> UsageError:
    lines = (
        f"  {', '.join(each.receivable.numbers)} of {each.debtor.name} ({each.debtor.code})"
        for each in sorted(found, key=lambda each: each.receivable.key)
    )
    return UsageError("\n".join([f"{number} is a number of several invoices:", *lines]), hint="use another number")
