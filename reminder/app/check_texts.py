"""Whether every language that is asked for has its texts, and how well the rates of interest are known."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from reminder.app.check import doubtful, fine
from reminder.compose.lint import missing_texts
from reminder.model.finding import Finding
from reminder.model.policy import Policy
from reminder.rules.rates import LIKELY, Kind, Rates

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


def rates_finding(rates: Rates, *, today: date, subject: str) -> Finding:
    """Tell up to which day the commercial rates are known, and which of them somebody should still confirm."""
    text = f"commercial interest is known until {rates.known_until}, checked on {rates.checked_on}"
    likely = [row.start.isoformat() for row in rates.rows[Kind.COMMERCIAL] if row.certainty == LIKELY]
    if today > rates.known_until:
        return doubtful(subject, f"{text}: mails go without it", hint="install a newer version: see docs/law.md")
    if likely:
        return doubtful(subject, f"{text}; likely only: the rates from {', '.join(likely)}", hint=CONFIRM)
    return fine(subject, text)
