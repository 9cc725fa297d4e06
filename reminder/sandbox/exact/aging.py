"""The services that sort what is owed by age."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from reminder.sandbox.book import Term
from reminder.sandbox.exact.edm import Edm, columns
from reminder.sandbox.exact.fields import AGING
from reminder.sandbox.exact.receivables import OF_THE_CUSTOMER, RECEIVABLE_SERVICES, SCOPE, constant, listed
from reminder.sandbox.exact.service import Read, Service, View, own

AGE_GROUPS = ((30, "0 - 30"), (60, "31 - 60"), (90, "61 - 90"), (99_999, "> 90"))
OVERVIEW = columns(INT32="AgeGroup", STRING="AgeGroupDescription CurrencyCode", DOUBLE="AmountReceivable AmountPayable")
BY_GROUP = {"ageGroup": Edm.INT32}
BY_ACCOUNT = {"accountId": Edm.GUID}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aged:
    account: UUID
    amounts: tuple[Decimal, ...]


def _aged(view: View) -> Iterable[_Aged]:
    today = view.world.clock.today()
    amounts: dict[UUID, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(AGE_GROUPS))
    for term in listed(view):
        amounts[term.account][_group(term, today)] += term.amount_division
    return [_Aged(account=account, amounts=tuple(groups)) for account, groups in amounts.items()]


def _group(term: Term, today: date) -> int:
    days = (today - (term.due_date or today)).days
    return next(group for group, (last, _) in enumerate(AGE_GROUPS) if days <= last)


def _asked_group(view: View) -> int:
    return int(str(view.parameters["ageGroup"])) - 1


def _of_group(view: View) -> list[Term]:
    today = view.world.clock.today()
    return [term for term in listed(view) if _group(term, today) == _asked_group(view)]


def _of_account_and_group(view: View) -> list[Term]:
    return [term for term in _of_group(view) if str(term.account) == view.parameters["accountId"]]


def _aged_in_group(view: View) -> list[_Aged]:
    group = _asked_group(view)
    return [row for row in _aged(view) if 0 <= group < len(AGE_GROUPS) and row.amounts[group]]


def _group_amount(group: int) -> Read:
    return lambda _, row: row.amounts[group]


def _group_columns() -> dict[str, Read]:
    found: dict[str, Read] = {}
    for group, (_, words) in enumerate(AGE_GROUPS):
        name = f"AgeGroup{group + 1}"
        found[name] = constant(group + 1)
        found[f"{name}Description"] = constant(words)
        found[f"{name}Amount"] = _group_amount(group)
    return found


def _in_group(view: View, group: int) -> Decimal:
    return sum((row.amounts[group] for row in _aged(view)), Decimal(0))


_LIST = next(service for service in RECEIVABLE_SERVICES if service.path == "read/financial/ReceivablesList")
_AGING = Service(
    path="read/financial/AgingReceivablesList",
    model="Financial.AgingReceivablesList",
    key="AccountId",
    fields=AGING,
    rows=_aged,
    read={
        **own(AccountId="account"),
        **OF_THE_CUSTOMER,
        **_group_columns(),
        "CurrencyCode": lambda view, _: view.book.division.currency,
        "TotalAmount": lambda _, row: sum(row.amounts, Decimal(0)),
    },
    scopes=SCOPE,
    filterable=frozenset({"AccountId"}),
)

AGING_SERVICES = (
    _AGING,
    replace(_AGING, path=f"{_AGING.path}ByAgeGroup", rows=_aged_in_group, parameters=BY_GROUP),
    replace(_LIST, path=f"{_LIST.path}ByAgeGroup", rows=_of_group, parameters=BY_GROUP),
    replace(
        _LIST,
        path=f"{_LIST.path}ByAccountAndAgeGroup",
        rows=_of_account_and_group,
        parameters={**BY_ACCOUNT, **BY_GROUP},
    ),
    Service(
        path="read/financial/AgingOverview",
        model="Financial.AgingOverview",
        key="AgeGroup",
        fields=OVERVIEW,
        rows=lambda _: range(len(AGE_GROUPS)),
        read={
            "AgeGroup": lambda _, group: group + 1,
            "AgeGroupDescription": lambda _, group: AGE_GROUPS[group][1],
            "AmountReceivable": _in_group,
            "AmountPayable": constant(0),
            "CurrencyCode": lambda view, _: view.book.division.currency,
        },
        scopes=("Financial receivables", "Financial payables"),
        filterable=frozenset(),
    ),
)
