"""Google's error answers: the JSON of its APIs, and the shorter JSON of its token endpoint."""

from dataclasses import dataclass, field
from typing import Any

_REALM = 'Bearer realm="https://accounts.google.com/"'
_SIGN_IN_HELP = "https://developers.google.com/identity/sign-in/web/devconsole-project"
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
}


@dataclass(slots=True, kw_only=True, eq=False)
class GoogleError(Exception):
    """A refusal by the Gmail API: its HTTP status, and what its JSON body says."""

    code: int
    message: str
    reason: str
    domain: str = "global"
    inner_message: str = ""
    status: str = ""
    location: str = ""
    details: tuple[dict[str, Any], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """Give Google's JSON for this error."""
        inner = {"message": self.inner_message or self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            inner |= {"location": self.location, "locationType": "header"}
        error: dict[str, Any] = {"code": self.code, "message": self.message, "errors": [inner]}
        if status := self.status or _STATUS.get(self.code, ""):
            error["status"] = status
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}


@dataclass(slots=True, kw_only=True, eq=False)
class TokenError(Exception):
    """A refusal by the token or revocation endpoint."""

    error: str
    description: str = ""
    code: int = 400

    def body(self) -> dict[str, str]:
        """Give the JSON of RFC 6749, section 5.2."""
        described = {"error_description": self.description} if self.description else {}
        return {"error": self.error, **described}


def invalid_argument(message: str) -> GoogleError:
    """Give the 400 for a request that Gmail cannot accept."""
    return GoogleError(code=400, message=message, reason="invalidArgument")


def failed_precondition() -> GoogleError:
    """Give the 400 for an account without a mailbox."""
    return GoogleError(
        code=400,
        message="Precondition check failed.",
        reason="failedPrecondition",
        status="FAILED_PRECONDITION",
    )


def not_found() -> GoogleError:
    """Give the 404 for an entity that is not, or no longer, there."""
    return GoogleError(code=404, message="Requested entity was not found.", reason="notFound")


def unknown_path() -> GoogleError:
    """Give the 404 for a path that is no method."""
    return GoogleError(code=404, message="Method not found.", reason="notFound")


def wrong_verb() -> GoogleError:
    """Give the 405 for a path that exists with other verbs."""
    return GoogleError(code=405, message="Method Not Allowed", reason="httpMethodNotAllowed")


def too_large(limit: int) -> GoogleError:
    """Give the 413 for a message past the method's limit in bytes."""
    return GoogleError(code=413, message=f"Message too large: {limit} bytes limit", reason="uploadTooLarge")


def label_conflict() -> GoogleError:
    """Give the 409 for a label name that is taken."""
    return GoogleError(code=409, message="Label name exists or conflicts", reason="aborted")


def no_credentials() -> GoogleError:
    """Give the 401 for a call without a token."""
    message = f"Request is missing required authentication credential. {_expected()}"
    return GoogleError(
        code=401,
        message=message,
        inner_message="Login Required.",
        reason="required",
        location="Authorization",
        headers={"WWW-Authenticate": _REALM},
    )


def bad_credentials() -> GoogleError:
    """Give the 401 for a token that is unknown, expired or revoked."""
    message = f"Request had invalid authentication credentials. {_expected()}"
    return GoogleError(
        code=401,
        message=message,
        inner_message="Invalid Credentials",
        reason="authError",
        location="Authorization",
        headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
    )


def insufficient_scopes(method: str, scopes: tuple[str, ...]) -> GoogleError:
    """Give the 403 for a token without any of the scopes that the method takes."""
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "gmail.googleapis.com", "method": method},
    }
    return GoogleError(
        code=403,
        message="Request had insufficient authentication scopes.",
        inner_message="Insufficient Permission",
        reason="insufficientPermissions",
        details=(detail,),
        headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{" ".join(scopes)}"'},
    )


def forbidden(message: str) -> GoogleError:
    """Give the 403 for something this token may never do."""
    return GoogleError(code=403, message=message, reason="forbidden")


def quota_exhausted(code: int) -> GoogleError:
    """Give one of the two answers seen for too many units in a minute: 429, or 403 in the older form."""
    if code == 429:  # noqa: PLR2004 - the status itself
        message = "Resource has been exhausted (e.g. check quota)."
        return GoogleError(code=429, message=message, reason="rateLimitExceeded")
    message = (
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' "
        "of service 'gmail.googleapis.com' for consumer 'project_number:123456789012'."
    )
    return GoogleError(code=403, message=message, reason="rateLimitExceeded", domain="usageLimits")


def sending_limit(retry_after: str) -> GoogleError:
    """Give the 429 for too many mails in 24 hours; the time stands in the text alone."""
    message = f"User-rate limit exceeded.  Retry after {retry_after} (Mail sending)"
    return GoogleError(code=429, message=message, reason="rateLimitExceeded")


def _expected() -> str:
    return f"Expected OAuth 2 access token, login cookie or other valid authentication credential. See {_SIGN_IN_HELP}."
