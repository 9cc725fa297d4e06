"""Health as a person reads it on a terminal."""

from datetime import datetime, tzinfo

from reminder.cli.output import print_line
from reminder.model.health import AdministrationHealth, Health

WIDTH = 18


def print_health(health: Health, zone: tzinfo) -> None:
    """Print the verdict, what is wrong with what to do, and how each administration is doing."""
    print_line("healthy" if health.healthy else "not healthy")
    for problem in health.problems:
        where = f"{problem.administration}: " if problem.administration else ""
        print_line(f"problem: {where}{problem.message}")
        print_line(f"hint: {problem.hint}")
    for each in health.administrations:
        _print_administration(each, zone)


def _print_administration(each: AdministrationHealth, zone: tzinfo) -> None:
    age, oldest = each.exact_token_age_days, each.oldest_draft
    waiting = f"{each.drafts_waiting}, the oldest of {oldest}" if oldest else "none"
    print_line()
    print_line(each.name)
    _fact("last good run", _instant(each.last_run, zone, "never"))
    _fact("next run", _instant(each.next_run, zone, "never"))
    _fact("bank processed", str(each.books_until or "unknown"))
    _fact("Exact token", "none" if age is None else f"renewed {age} days ago")
    _fact("Gmail access", each.gmail.value)
    _fact("drafts waiting", waiting)
    for need in each.needs_person:
        _fact("needs a person", f"{need.reference}, debtor {need.debtor_code}: {need.state}; {need.hint}")


def _fact(label: str, text: str) -> None:
    print_line(f"  {label:<{WIDTH}}{text}")


def _instant(instant: datetime | None, zone: tzinfo, none: str) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M") if instant else none
