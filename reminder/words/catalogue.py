"""What one language has to have: every word and sentence that the program says about decisions."""

from collections.abc import Mapping
from dataclasses import dataclass

from reminder.model.decision import Outcome, Reason
from reminder.model.history import HoldReason
from reminder.model.policy import Mode
from reminder.model.reminder import State
from reminder.model.run import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of one language.

    `clauses` say why, after a colon; ``{name}`` in them is a fact of the decision, and one that is not known is left
    out with its brackets or its clause (see `details`). `address_faults` go by how a fault begins; others are said
    as they are. `tiers` names the usual tiers; another one keeps its own name.
    """

    reasons: Mapping[Reason, str]
    clauses: Mapping[Reason, str]
    details: Mapping[str, str]
    address_faults: Mapping[str, str]
    tiers: Mapping[str, str]
    outcomes: Mapping[Outcome, str]
    states: Mapping[State, str]
    run_states: Mapping[RunState, str]
    holds: Mapping[HoldReason, str]
    modes: Mapping[Mode, str]
