"""Payment links: the owner's pattern, filled with what is known of one receivable."""

from collections.abc import Collection
from urllib.parse import quote

from reminder.mime import clean_text as clean
from reminder.model.books import Receivable


def pay_links(receivables: Collection[Receivable], pattern: str) -> dict[str, str]:
    """Give a link for everything that is owed in euros, by receivable key; none without a pattern.

    None at all beside a credit: links for whole invoices would ask for more than the total. Every value is
    percent-encoded. A value that would lead to another path (``..``) makes no link.
    """
    if not pattern or any(each.credit for each in receivables):
        return {}
    owed = (each for each in receivables if each.currency == "EUR" and each.amount > 0)
    filled = ((each.key, _values(each)) for each in owed)
    return {key: pattern.format(**values) for key, values in filled if not {".", ".."}.intersection(values.values())}


def _values(receivable: Receivable) -> dict[str, str]:
    invoice = clean(receivable.invoice or "")
    values = {
        "invoice": invoice,
        "amount": f"{receivable.amount:.2f}",
        "amount_cents": f"{receivable.amount * 100:.0f}",
        "reference": clean(receivable.payment_reference) or invoice,
        "description": clean(receivable.description) or invoice,
    }
    return {name: quote(value, safe="") for name, value in values.items()}
