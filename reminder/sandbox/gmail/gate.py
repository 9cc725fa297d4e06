"""What every call passes before its work: token, mailbox, scopes, parameters, quota."""

from dataclasses import dataclass

from starlette.datastructures import QueryParams

from reminder.sandbox.gmail.accounts import Access
from reminder.sandbox.gmail.call import Method
from reminder.sandbox.gmail.errors import (
    failed_precondition,
    forbidden,
    insufficient_scopes,
    invalid_argument,
    no_credentials,
    not_found,
)
from reminder.sandbox.gmail.mailbox import Mailbox
from reminder.sandbox.gmail.world import GmailWorld

STANDARD_PARAMETERS = frozenset({
    "$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser",
    "uploadType", "upload_protocol",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A caller who may go on, and the mailbox it is about."""

    access: Access
    mailbox: Mailbox


def admitted(world: GmailWorld, method: Method, *, authorization: str, user: str, query: QueryParams) -> Admitted:
    """Let a call in and charge it, or refuse it with the error that Google gives first."""
    access = _authenticated(world, authorization)
    if access.address is None:
        raise failed_precondition()
    if user.lower() not in ("me", access.address.lower()):
        raise forbidden(f"Delegation denied for {access.address}")
    if not set(method.scopes) & set(access.scopes):
        raise insufficient_scopes(method.id, method.scopes)
    _check_parameters(method, query)
    world.spend(access.address, method.units)
    if access.address not in world.mailboxes:
        raise not_found()
    return Admitted(access=access, mailbox=world.mailboxes[access.address])


def _authenticated(world: GmailWorld, authorization: str) -> Access:
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer" or not token:
        raise no_credentials()
    return world.accounts.access(token.strip())


def _check_parameters(method: Method, query: QueryParams) -> None:
    for name in query:
        if name not in STANDARD_PARAMETERS | method.query:
            message = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
            raise invalid_argument(message)
    if query.get("alt", "json") != "json":
        raise invalid_argument("Only alt=json is served")
