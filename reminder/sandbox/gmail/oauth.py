"""The token endpoint: codes, refresh tokens and service accounts against access tokens."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from reminder.sandbox.gmail.accounts import ACCESS_LIFE, CLIENT_ID, CLIENT_SECRET, TESTING_LIFE, Accounts
from reminder.sandbox.gmail.errors import TokenError

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_LIFE = 3600
_EXPIRES_IN = int(ACCESS_LIFE.total_seconds()) - 1
_UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, "
    "or client not authorized for any of the scopes requested."
)

Form = Mapping[str, str]


def token_answer(form: Form, *, authorization: str, accounts: Accounts, addresses: tuple[str, ...]) -> dict[str, Any]:
    """Answer a token request, whatever its grant type; a TokenError when refused."""
    kind = _required(form, "grant_type")
    if kind == JWT_GRANT:
        return _for_service_account(form, accounts, addresses)
    exchanges: dict[str, Callable[[Form, Accounts], dict[str, Any]]] = {
        "authorization_code": _for_code,
        "refresh_token": _for_refresh_token,
    }
    if kind not in exchanges:
        raise TokenError(error="unsupported_grant_type", description=f"Invalid grant_type: {kind}")
    _check_client(form, authorization)
    return exchanges[kind](form, accounts)


def revoke(form: Form, accounts: Accounts) -> dict[str, Any]:
    """End a grant by its refresh token or by one of its access tokens."""
    if not accounts.revoke(_required(form, "token")):
        raise TokenError(error="invalid_token", description="Token expired or revoked")
    return {}


def _for_code(form: Form, accounts: Accounts) -> dict[str, Any]:
    code = accounts.take_code(_required(form, "code"))
    if code.redirect_uri != _required(form, "redirect_uri"):
        raise TokenError(error="redirect_uri_mismatch", description="Bad Request")
    if code.challenge:
        _check_verifier(form.get("code_verifier", ""), code.challenge)
    grant = accounts.issue_grant(code.address, code.scopes) if code.offline else None
    answer = _access(accounts, code.address, code.scopes, grant.token if grant else None)
    if grant is None:
        return answer
    dying = {"refresh_token_expires_in": int(TESTING_LIFE.total_seconds()) - 1} if grant.testing else {}
    return {**answer, "refresh_token": grant.token, **dying}


def _for_refresh_token(form: Form, accounts: Accounts) -> dict[str, Any]:
    grant = accounts.use_grant(_required(form, "refresh_token"))
    wanted = tuple(form.get("scope", "").split()) or grant.scopes
    if not set(wanted) <= set(grant.scopes):
        raise TokenError(error="invalid_scope", description="Some requested scopes were invalid.")
    return _access(accounts, grant.address, wanted, grant.token)


def _for_service_account(form: Form, accounts: Accounts, addresses: tuple[str, ...]) -> dict[str, Any]:
    claims = _claims(_required(form, "assertion"))
    wanted = tuple(str(claims["scope"]).split())
    subject = claims.get("sub")
    if subject is None:
        return _access(accounts, None, wanted, None)
    if not wanted or not set(wanted) <= accounts.delegations.get(str(claims["iss"]), frozenset()):
        raise TokenError(error="unauthorized_client", description=_UNAUTHORIZED, code=401)
    if subject not in addresses:
        raise TokenError(error="invalid_grant", description="Invalid email or User ID")
    return _access(accounts, str(subject), wanted, None)


def _access(accounts: Accounts, address: str | None, scopes: tuple[str, ...], grant: str | None) -> dict[str, Any]:
    token = accounts.issue_access(address, scopes, grant=grant)
    return {"access_token": token, "expires_in": _EXPIRES_IN, "scope": " ".join(scopes), "token_type": "Bearer"}


def _claims(assertion: str) -> dict[str, Any]:
    try:
        header, claims = (_json_part(part) for part in assertion.split(".")[:2])
        signed = assertion.count(".") == 2 and not assertion.endswith(".")  # noqa: PLR2004 - RFC 7519: three parts
        valid = signed and header["alg"] == "RS256" and {"iss", "scope", "aud"} <= claims.keys()
        valid = valid and 0 < int(claims["exp"]) - int(claims["iat"]) <= _ASSERTION_LIFE
    except (ValueError, KeyError, TypeError) as error:
        raise TokenError(error="invalid_grant", description="Invalid JWT") from error
    if not valid or not str(claims["aud"]).endswith("/token"):
        raise TokenError(error="invalid_grant", description="Invalid JWT")
    return claims


def _json_part(part: str) -> dict[str, Any]:
    decoded = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(decoded, dict):
        raise TypeError("a part of a JWT is a JSON object")
    return decoded


def _check_client(form: Form, authorization: str) -> None:
    client, secret = form.get("client_id", ""), form.get("client_secret", "")
    if authorization.startswith("Basic "):
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode(errors="replace")
        client, secret = (unquote(value) for value in pair.partition(":")[::2])
    if client != CLIENT_ID:
        raise TokenError(error="invalid_client", description="The OAuth client was not found.", code=401)
    if secret != CLIENT_SECRET:
        raise TokenError(error="invalid_client", description="Unauthorized", code=401)


def _check_verifier(verifier: str, challenge: str) -> None:
    if not verifier:
        raise TokenError(error="invalid_grant", description="Missing code verifier.")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if digest != challenge:
        raise TokenError(error="invalid_grant", description="Invalid code verifier.")


def _required(form: Form, name: str) -> str:
    if not form.get(name):
        raise TokenError(error="invalid_request", description=f"Missing required parameter: {name}")
    return form[name]
