"""The mail that follows from the steps now due on a statement: its tone, whose step it is, and what it lists."""

from collections.abc import Iterable

from reminder.model.books import Receivable, Statement
from reminder.model.decision import DueStep, Notice
from reminder.model.history import Step
from reminder.model.policy import Action, Tier
from reminder.rules.case import Case
from reminder.rules.findings import MAILS, Finding


def notice(
    case: Case, statement: Statement, findings: Iterable[Finding], shown: tuple[Receivable, ...]
) -> Notice | None:
    """Give the one mail that is due on a statement, or None when no step of it is."""
    steps = tuple(
        DueStep(receivable=each.receivable, tier=each.standing.tier.name)
        for each in findings
        if each.reason in MAILS and each.standing.tier
    )
    if not steps:
        return None
    return Notice(
        debtor=statement.debtor,
        currency=statement.currency,
        tone=_tone(case, steps, shown),
        steps=steps,
        listed=shown,
        to=case.addresses,
        language=case.settings.language or statement.debtor.language,
        earlier=_sent_before(case, shown),
        stays_draft=case.settings.draft_only,
    )


def _tone(case: Case, steps: tuple[DueStep, ...], shown: tuple[Receivable, ...]) -> Tier:
    """Give the highest tone; a tier reached only by climbing gives it only as a step now due.

    What may have been sent counts; what is known to have been thrown away does not.
    """
    due = [case.policy.tier(step.tier) for step in steps]
    mailed = (step for each in shown for step in case.steps(each) if step.sent or not case.sent_known)
    past = [case.policy.tier(step.tier) for step in mailed]
    lasting = [tier for tier in past if tier and tier.first_from_amount is not None and not case.capped(tier)]
    candidates = [tier for tier in due if tier] + [tier for tier in lasting if tier.action is Action.MAIL]
    return max(candidates, key=lambda tier: case.policy.rank(tier.name))


def _sent_before(case: Case, shown: tuple[Receivable, ...]) -> tuple[Step, ...]:
    sent = (step for each in shown for step in case.steps(each) if step.sent)
    return tuple(sorted(sent, key=lambda step: (step.day, step.receivable)))
