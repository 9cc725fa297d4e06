"""Which texts count, whether every language that is asked for has its own, and whether charges can be named."""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from reminder.app.check import doubtful, fine
from reminder.compose.lint import missing_texts, own_texts
from reminder.model.finding import Finding
from reminder.model.policy import Action, Policy, Tier
from reminder.rules.charges import FINAL_DEMAND, is_final_demand
from reminder.rules.rates import LIKELY, Kind, Rates

LETTER_TERM = 16
"""Days that the letter to a consumer takes: fourteen from the day after receipt, and a day on its way."""

NAMING = "name texts by language and tone in small letters, such as nl/friendly.j2: see docs/templates.md"
CONFIRM = "confirm them once at rijksoverheid.nl: see docs/law.md"


def language_finding(
    policy: Policy, *, languages: Collection[str], own_templates: Path | None, subject: str
) -> Finding:
    """Tell which languages have no text for a tier, so that their mails fall back to another."""
    missing = missing_texts(policy, languages=languages, own_templates=own_templates)
    if not missing:
        return fine(subject, ", ".join(sorted(languages)))
    text = f"there is no text {', '.join(missing)}; such mails fall back to the administration's language, else to nl"
    return doubtful(subject, text, hint="write that text: see docs/templates.md")


def own_texts_finding(policy: Policy, *, own_templates: Path | None, subject: str) -> Finding:
    """Tell which own texts win over the shipped ones, or which own files no mail is ever written with."""
    used, unused = own_texts(policy, own_templates)
    if unused:
        return doubtful(subject, f"no mail is written with {', '.join(unused)}", hint=NAMING)
    return fine(subject, ", ".join(used) or "none, the shipped ones count")


def charges_findings(policy: Policy, *, subject: str) -> tuple[Finding, ...]:
    """Tell whether charges that are switched on can ever be named, and whether a consumer's term ends in time."""
    demands = [tier for tier in policy.tiers if tier.action is Action.MAIL and is_final_demand(tier)]
    if not demands:
        text = f"no tier writes the text {FINAL_DEMAND}, so that nothing is ever charged"
        return (doubtful(subject, text, hint="add that tier, as in config.example.toml"),)
    doubts = tuple(doubtful(subject, text, hint=hint) for tier in demands for text, hint in _of_demand(tier))
    return doubts or (fine(subject, f"named by {', '.join(tier.name for tier in demands)}"),)


def _of_demand(tier: Tier) -> Iterator[tuple[str, str]]:
    if tier.first_from_amount is not None:
        text = f"{tier.name} can be a first contact (first_from_amount), so that it charges nothing"
        yield text, "leave first_from_amount out: nobody is in default before a term has passed"
    if tier.payment_term_days < LETTER_TERM:
        text = (
            f"{tier.name} has a term of {tier.payment_term_days} days, which ends before the fourteen of a consumer do"
        )
        yield text, f"give the tier payment_term_days = {LETTER_TERM} or more: see docs/law.md"


def rates_finding(rates: Rates, *, today: date, subject: str) -> Finding:
    """Tell up to which day the commercial rates are known, and which of them somebody should still confirm."""
    text = f"commercial interest is known until {rates.known_until}, checked on {rates.checked_on}"
    likely = [row.start.isoformat() for row in rates.rows[Kind.COMMERCIAL] if row.certainty == LIKELY]
    if today > rates.known_until:
        return doubtful(subject, f"{text}: mails go without it", hint="install a newer version: see docs/law.md")
    if likely:
        return doubtful(subject, f"{text}; likely only: the rates from {', '.join(likely)}", hint=CONFIRM)
    return fine(subject, text)
