"""Refusals in Exact's own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SYNTAX = "Bad Request - Error in query syntax."
SELECT_NEEDED = "Please add a $select or a $top=1 statement to the query string."
FILTER_FIELDS = "Filtering on these fields is not supported: {}"
FILTER_PARAMETER = "This $filter parameter is not supported for this resource"
FILTER_NEEDED = "A $filter on at least one of these fields is mandatory: {}"
INCOMPATIBLE = "Operator '{}' incompatible with operand types '{}' and '{}' at position {}."
BAD_LITERAL = "Unrecognized '{}' literal '{}' at '{}' in '{}'."
FORBIDDEN = "Forbidden"
NO_SCOPE = "Forbidden - Application Scope Violated. Cannot read"
NOT_FOUND = "Not Found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a mistake of the sandbox
    """An answer other than data; without a text its body is empty."""

    status: int
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object] | None:
        """The JSON body, or None for an empty one."""
        if self.text is None:
            return None
        return {"error": {"code": "", "message": {"lang": "", "value": self.text}}}


def bad_request(text: str = SYNTAX) -> Refused:
    """A 400 with this text."""
    return Refused(status=400, text=text)


def forbidden(text: str = FORBIDDEN, *, reason: str | None = None) -> Refused:
    """A 403 with this text, and a `Reason` header if there is one."""
    return Refused(status=403, text=text, headers={"Reason": reason} if reason else {})
