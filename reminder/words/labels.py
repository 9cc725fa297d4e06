"""Short names of reasons, tiers and states, in the reader's language: Dutch, else English."""

from reminder.model.decision import Outcome, Reason
from reminder.model.history import HoldReason
from reminder.model.policy import Mode
from reminder.model.reminder import State
from reminder.model.run import RunState
from reminder.words import en, nl
from reminder.words.catalogue import Catalogue


def catalogue(language: str) -> Catalogue:
    """Give the words of a language."""
    return nl.CATALOGUE if language == "nl" else en.CATALOGUE


def reason_label(reason: Reason, language: str) -> str:
    """Name a reason."""
    return catalogue(language).reasons[reason]


def outcome_label(outcome: Outcome, language: str) -> str:
    """Name an outcome."""
    return catalogue(language).outcomes[outcome]


def tier_label(tier: str, language: str) -> str:
    """Name a tier; one that an owner made up keeps its name."""
    return catalogue(language).tiers.get(tier, tier)


def state_label(state: State, language: str) -> str:
    """Name how far a mail has come."""
    return catalogue(language).states[state]


def run_state_label(state: RunState, language: str) -> str:
    """Name how a run ended."""
    return catalogue(language).run_states[state]


def hold_label(reason: HoldReason, language: str) -> str:
    """Name why somebody is left alone."""
    return catalogue(language).holds[reason]


def mode_label(mode: Mode, language: str) -> str:
    """Name what a run does with its mails."""
    return catalogue(language).modes[mode]
