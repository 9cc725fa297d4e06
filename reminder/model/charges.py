"""What may be named beside what is open: the owner's choice, and what follows from it for one mail."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """What the owner chose to name in a final demand; nothing by default."""

    collection_fee: bool = False
    interest: bool = False
    vat_on_fee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one final demand under Dutch law may name, in euros; None for what is not named.

    `consumer`: the debtor is not known to be a business, so the mail is the letter with fourteen days. `receivables`
    are the keys that the fee is computed over, `until` is the day to which interest is. `rates_missing`: interest was
    asked for, but the table of rates does not reach to that day.
    """

    consumer: bool
    until: date
    receivables: tuple[str, ...] = ()
    fee: Decimal | None = None
    with_vat: bool = False
    interest: Decimal | None = None
    rates_missing: bool = False
