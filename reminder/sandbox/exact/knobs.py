"""What is not known for certain about Exact Online, or differs between accounts: adjustable per world."""

from dataclasses import dataclass
from enum import StrEnum

TOP_LIST = 60
"""Below this `$top` the answer is a bare list. Exact Online: seen for 50 and at times 60, not for 100."""


class Shape(StrEnum):
    """How a collection is wrapped."""

    USUAL = "usual"
    RESULTS = "results"
    LIST = "list"


@dataclass(slots=True, kw_only=True)
class Knobs:
    """The defaults are the likeliest or the strictest behaviour."""

    too_early_status: int = 400
    reused_token_status: int = 401
    expires_in_is_number: bool = False
    unauthorised_is_html: bool = False
    over_budget_status: int = 403
    long_url_status: int = 414
    calls_per_minute: int = 60
    calls_per_day: int = 5000
    token_calls_per_day: int = 200
    errors_per_hour: int = 10
    access_token_seconds: int = 600
    accounts_need_filter: bool = True
    shape: Shape = Shape.USUAL
    list_is_negative: bool = False
    list_holds_collected: bool = True
    downloads_count: bool = True
    account_reason: str | None = None
    """A `Reason` for refusing every call of this user, such as BlockedUser or LicenseExpired."""
