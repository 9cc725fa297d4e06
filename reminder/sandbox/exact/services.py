"""The table of services, found by path without regard to letter case."""

import re
from dataclasses import dataclass

from reminder.sandbox.exact.aging import AGING_SERVICES
from reminder.sandbox.exact.archive import ARCHIVE_SERVICES
from reminder.sandbox.exact.edm import Edm
from reminder.sandbox.exact.further import FURTHER_SERVICES
from reminder.sandbox.exact.ledger import LEDGER_SERVICES, ME_SERVICE
from reminder.sandbox.exact.receivables import RECEIVABLE_SERVICES
from reminder.sandbox.exact.relations import RELATION_SERVICES
from reminder.sandbox.exact.service import Service, View

KEYED = re.compile(r"(?P<path>[\w/]+?)(?:\((?P<key>[^()]*)\))?(?P<count>/\$count)?")


def _has_rights(view: View) -> bool:
    found = SERVICES.get(str(view.parameters["endpoint"]).lower())
    return found is not None and view.parameters["action"] == "GET" and may_read(view, found)


def may_read(view: View, service: Service) -> bool:
    """Whether the app has the scopes, and the user the role, to read from a service."""
    return set(service.scopes) <= view.world.scopes and service.path not in view.world.denied


RIGHTS = Service(
    path="users/UserHasRights",
    model="Users.UserHasRights",
    key="UserHasRights",
    fields={"UserHasRights": Edm.BOOLEAN},
    rows=lambda view: (_has_rights(view),),
    read={"UserHasRights": lambda _, item: item},
    parameters={"endpoint": Edm.STRING, "action": Edm.STRING},
    scalar="UserHasRights",
)

ALL = (
    *(*RECEIVABLE_SERVICES, *AGING_SERVICES, *RELATION_SERVICES, *ARCHIVE_SERVICES, *LEDGER_SERVICES),
    *(*FURTHER_SERVICES, RIGHTS, ME_SERVICE),
)
SERVICES = {service.path.lower(): service for service in ALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a path asks for: a service, one row of it by key, or the number of its rows."""

    service: Service
    key: str | None = None
    count: bool = False


def find_target(path: str) -> Target | None:
    """Read a path behind the division, such as ``crm/Accounts(guid'…')``; None when there is no such service."""
    match = KEYED.fullmatch(path)
    service = SERVICES.get(match["path"].lower()) if match else None
    if match is None or service is None:
        return None
    return Target(service=service, key=match["key"], count=match["count"] is not None)
