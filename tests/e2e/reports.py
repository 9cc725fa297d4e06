"""What a report shows, as text, and the same numbers counted anew from the run that it is about."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from html import unescape
from typing import Any

from reminder.words.formats import money
from tests.e2e.conftest import Stage

Rows = Iterable[dict[str, Any]]
AGES = ((0, "niet te laat"), (30, "1–30"), (60, "31–60"), (90, "61–90"), (10**6, "90+"))


def summed(rows: Rows, between: str) -> str:
    """Say what rows come to in each currency, as the report does."""
    sums: dict[str, Decimal] = {}
    for each in rows:
        sums[each["currency"]] = sums.get(each["currency"], Decimal(0)) + Decimal(each["amount"])
    return between.join(" ".join(money(sums[key], currency=key, language="nl").split()) for key in sorted(sums))


def grouped(rows: Rows, key: Callable[[dict[str, Any]], str]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in rows:
        groups.setdefault(key(each), []).append(each)
    return groups


def age(decision: dict[str, Any]) -> str:
    days = decision["days_overdue"]
    return "zonder vervaldatum" if days is None else next(label for most, label in AGES if days <= most)


def report_of(stage: Stage) -> str:
    (path,) = (stage.folder / "data" / "reports").iterdir()
    return path.read_text(encoding="utf-8")


def text_of(html: str) -> str:
    visible = re.sub(r'srcdoc="[^"]*"|<style>.*?</style>', "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", visible)).split())
