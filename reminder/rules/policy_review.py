"""What in a policy can never happen, or would surprise a credit controller: doubts, never faults."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from reminder.model.policy import Action, DebtorSettings, Policy, Tier

WEEK = 7
"""Days between two runs of a weekly job."""
WEEKEND = 3
"""Days from the last bank statement of a week to the run on Monday."""
OLD_BOOKS = 14
LONG_SILENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing to think about: the key it is about, what will happen, and what to do about it."""

    key: str
    text: str
    hint: str


def review(policy: Policy, debtors: Mapping[str, DebtorSettings]) -> tuple[Doubt, ...]:
    """Give every doubt about a policy and about what is set for single debtors, in order of the ladder."""
    parts = (_dead(policy), _starts(policy), _climbs(policy), _pace(policy), _books(policy), _debtors(policy, debtors))
    return tuple(doubt for part in parts for doubt in part)


def _dead(policy: Policy) -> Iterator[Doubt]:
    """Doubt tiers that nobody ever reaches, and a ladder that mails nobody."""
    reached = _reached(policy)
    for place, tier in enumerate(policy.tiers):
        if not reached[place]:
            before = policy.tiers[place - 1] if place else None
            after_call = before is not None and before.action is Action.CALL and tier.first_from_amount is None
            why = "nothing climbs past a call" if after_call else f"every amount for it is at most {policy.min_amount}"
            hint = "move it before the call tier" if after_call else "lower min_amount, or take the tier out"
            yield Doubt(key=f"tiers.{tier.name}", text=f"{tier.name} is never reached: {why}", hint=hint)
    mails = (tier.action is Action.MAIL and known for tier, known in zip(policy.tiers, reached, strict=True))
    if not any(mails):
        yield Doubt(key="tiers", text="no tier mails: everybody is called", hint="add a tier with action = mail")


def _reached(policy: Policy) -> tuple[bool, ...]:
    """Tell of each tier whether some receivable may come to it: by its amount, or from the mail below it."""
    reached: list[bool] = []
    for place, tier in enumerate(policy.tiers):
        climbs = place > 0 and reached[-1] and policy.tiers[place - 1].action is Action.MAIL
        reached.append(climbs or _starts_somebody(policy, place, tier))
    return tuple(reached)


def _starts_somebody(policy: Policy, place: int, tier: Tier) -> bool:
    if tier.first_from_amount is None:
        return False
    later = (each.first_from_amount for each in policy.tiers[place + 1 :] if each.first_from_amount is not None)
    end = next(later, None)
    return end is None or end > policy.min_amount


def _starts(policy: Policy) -> Iterator[Doubt]:
    """Doubt first contacts that begin elsewhere than the numbers suggest."""
    first = policy.tiers[0]
    if first.first_from_amount:
        yield Doubt(
            key=f"tiers.{first.name}.first_from_amount",
            text=f"amounts below {first.first_from_amount} start at {first.name} too",
            hint="min_amount is what leaves small amounts alone",
        )
    mails = [tier for tier in policy.tiers if tier.action is Action.MAIL]
    for place, tier in enumerate(mails[2:], start=2):
        if tier.first_from_amount is not None:
            yield Doubt(
                key=f"tiers.{tier.name}.first_from_amount",
                text=f"a first contact from {tier.first_from_amount} jumps over {place} milder mails to {tier.name}",
                hint="leave first_from_amount out: the tier is then reached by climbing alone",
            )


def _climbs(policy: Policy) -> Iterator[Doubt]:
    """Doubt days that never count, or that leave a debtor in peace for long."""
    soonest = policy.grace_days
    for before, tier in pairwise(policy.tiers):
        if before.action is Action.CALL:
            return
        soonest = policy.grace_days if before.first_from_amount is not None else soonest
        pause = max(before.payment_term_days, policy.min_interval_days if tier.action is Action.MAIL else 0)
        yield from _step(policy, before, tier, earliest=soonest + max(pause, tier.wait_days))
        if 0 < tier.wait_days <= pause:
            yield Doubt(
                key=f"tiers.{tier.name}.wait_days",
                text=f"the {tier.wait_days} days never count: {pause} days pass after {before.name} anyway",
                hint="leave wait_days out, or make it longer",
            )
        soonest = max(soonest + max(pause, tier.wait_days), tier.from_days_overdue or 0)


def _step(policy: Policy, before: Tier, tier: Tier, *, earliest: int) -> Iterator[Doubt]:
    key, days = f"tiers.{tier.name}.from_days_overdue", tier.from_days_overdue
    if days is None:
        text = f"{tier.name} follows as soon as the term of {before.name} is over, whatever the age"
        yield Doubt(key=key, text=text, hint="say from which age on with from_days_overdue")
    elif days <= policy.grace_days:
        text = f"{days} never counts: a first contact comes after {policy.grace_days} days (grace_days) at the earliest"
        yield Doubt(key=key, text=text, hint=f"make it more than {policy.grace_days}")
    elif earliest >= days + WEEK:
        text = (
            f"{tier.name} is for {days} days, yet after {before.name} it is reached at {earliest} days at the earliest"
        )
        yield Doubt(key=key, text=text, hint=f"make it {earliest}, or the term or waiting days shorter")
    elif days - earliest > LONG_SILENCE:
        text = f"after {before.name} nothing is heard until {days} days: {days - earliest} days of silence"
        yield Doubt(key=key, text=text, hint="put a tier between them, or lower from_days_overdue")


def _pace(policy: Policy) -> Iterator[Doubt]:
    interval, grace, backlog = policy.min_interval_days, policy.grace_days, policy.backlog_days
    if interval > WEEK:
        text = f"with {interval} days between mails a weekly run passes a debtor over after every mail"
        yield Doubt(key="min_interval_days", text=text, hint=f"make it {WEEK} or less for one mail a week")
    if interval == 0:
        text = "nothing keeps a debtor from several mails in one week"
        yield Doubt(key="min_interval_days", text=text, hint="6 leaves one mail a week")
    if backlog <= grace:
        text = f"a first run marks all that is {backlog} days past due as backlog, so that nobody is mailed at first"
        yield Doubt(key="backlog_days", text=text, hint=f"make it well more than grace_days = {grace}")


def _books(policy: Policy) -> Iterator[Doubt]:
    age, grace = policy.max_bank_age_days, policy.grace_days
    if age < WEEKEND:
        text = f"on a Monday the bank of Friday is {WEEKEND} days old, so that nothing is ever sent then"
        yield Doubt(key="max_bank_age_days", text=text, hint=f"make it {WEEKEND} or more")
    if age > OLD_BOOKS:
        text = f"mails may go out while payments of the last {age} days are not in the books"
        yield Doubt(key="max_bank_age_days", text=text, hint="make it 7, or process the bank more often")
    if grace < age:
        text = f"a payment made in time may not be in the books yet ({age} days) when its invoice is reminded of"
        yield Doubt(key="grace_days", text=text, hint=f"make it at least max_bank_age_days = {age}")


def _debtors(policy: Policy, debtors: Mapping[str, DebtorSettings]) -> Iterator[Doubt]:
    mails = [tier.name for tier in policy.tiers if tier.action is Action.MAIL]
    for code, settings in sorted(debtors.items()):
        if settings.exclude and settings != DebtorSettings(exclude=True):
            text = "excluded, so that all else that is set never counts"
            yield Doubt(key=f"debtors.{code}", text=text, hint="take out exclude, or the rest")
        elif mails and settings.highest_tier == mails[-1]:
            text = f"{mails[-1]} is the highest mail there is, so that this keeps nothing back"
            yield Doubt(key=f"debtors.{code}.highest_tier", text=text, hint="name a milder tier, or take it out")
