"""Whether the access that is stored, the machine and the policy are fit for a run; nobody is asked anything."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches

from reminder.app.check import doubtful, fine
from reminder.app.status import SMALLEST_DISK, TOKEN_DEAD, TOKEN_WARNING
from reminder.errors import AuthorisationError
from reminder.model.finding import Finding
from reminder.model.history import Step
from reminder.model.policy import DebtorSettings, Policy
from reminder.ports.store import Tokens
from reminder.rules.policy_review import review


def tiers_are_known(policy: Policy, steps: Iterable[Step], *, subject: str) -> Finding:
    """Tell whether steps were done in tiers that the policy no longer has."""
    named = {tier.name for tier in policy.tiers}
    lost = sorted({step.tier for step in steps} - named)
    if not lost:
        return fine(subject, "every step done so far is of a tier of the policy")
    text = f"reminders were made in {', '.join(lost)}, which the policy no longer has: who had one starts anew"
    return doubtful(subject, text, hint="give a tier that was only renamed its old name back")


def disk_is_roomy(free: int) -> Finding:
    """Tell how many bytes are left beside the store."""
    text = f"{free // 1_000_000} MB free beside the store"
    if free >= SMALLEST_DISK:
        return fine("disk", text)
    return doubtful("disk", text, hint=f"make room: at least {SMALLEST_DISK // 1_000_000} MB")


def token_finding(tokens: Tokens, *, subject: str, administration: str, now: datetime) -> Finding:
    """Tell how old the token for the ledger is; AuthorisationError when there is none."""
    token, pending = tokens.read(), tokens.pending()
    again = f"run `reminder auth exact -a {administration}`"
    if token is None:
        raise AuthorisationError("no access has been given yet", hint=again)
    age = max((now - token.issued_at) // timedelta(days=1), 0)
    text = f"renewed {age} days ago; it lives {TOKEN_DEAD} days"
    if age >= TOKEN_DEAD:
        raise AuthorisationError(f"not renewed for {age} days; it lives {TOKEN_DEAD}", hint=again)
    if pending:
        begun = f"a renewal of {pending.begun_at:%Y-%m-%d %H:%M} UTC was never finished"
        return doubtful(subject, f"{text}; {begun}", hint=f"if the ledger below is not open: {again}")
    if age >= TOKEN_WARNING:
        return doubtful(subject, text, hint="runs renew it: see `reminder status` whether they happen")
    return fine(subject, text)


def policy_findings(policy: Policy, debtors: Mapping[str, DebtorSettings], *, subject: str) -> tuple[Finding, ...]:
    """Tell what in a policy can never happen or would surprise, one line each."""
    doubts = review(policy, debtors)
    if not doubts:
        return (fine(subject, "; ".join(f"{tier.name} ({tier.action})" for tier in policy.tiers)),)
    return tuple(doubtful(subject, f"{each.key}: {each.text}", hint=each.hint) for each in doubts)


def books_are_its_own(division: str, others: Sequence[str], *, subject: str) -> Finding:
    """Tell whether another administration is configured to read the same books."""
    if not others:
        return fine(subject, f"{division}, read by no other administration here")
    text = f"{division} is read by {', '.join(others)} too: each debtor is reminded by every one of them"
    return doubtful(subject, text, hint="correct the division, or leave one out; until then mails are only drafts")


def debtors_are_known(configured: Collection[str], seen: Mapping[str, str], *, subject: str) -> tuple[Finding, ...]:
    """Tell which configured debtors no run has ever seen; before the first run nobody can say."""
    if not configured or not seen:
        why = "none is configured" if not configured else "no run has been recorded that they could be compared with"
        return (fine(subject, why),)
    unseen = [code for code in configured if code not in seen]
    if not unseen:
        return (fine(subject, f"all {len(configured)} of the configuration were seen in runs"),)
    return tuple(_unseen(code, seen, subject) for code in sorted(unseen))


def _unseen(code: str, seen: Mapping[str, str], subject: str) -> Finding:
    close = get_close_matches(code, seen, n=1)
    meant = f"did you mean {close[0]}?" if close else "see the debtor's code in the ledger"
    return doubtful(subject, f"debtor {code} was in no run so far", hint=f"if the code is wrong: {meant}")
