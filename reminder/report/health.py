"""Health as one JSON document; its keys are part of the public contract."""

from datetime import UTC, date, datetime

from reminder.model.health import AdministrationHealth, Health, Problem
from reminder.report.document import Document


def health_document(health: Health) -> Document:
    """Give the health of the program."""
    return {
        "healthy": health.healthy,
        "last_run": _instant(health.last_run),
        "next_run": _instant(health.next_run),
        "administrations": [_administration(each) for each in health.administrations],
        "problems": [_problem(each) for each in health.problems],
    }


def _administration(each: AdministrationHealth) -> Document:
    return {
        "name": each.name,
        "last_run": _instant(each.last_run),
        "next_run": _instant(each.next_run),
        "books_until": _day(each.books_until),
        "exact_token_age_days": each.exact_token_age_days,
        "gmail": each.gmail.value,
        "drafts_waiting": each.drafts_waiting,
        "oldest_draft": _day(each.oldest_draft),
        "needs_person": [
            {"reference": need.reference, "debtor_code": need.debtor_code, "state": need.state, "hint": need.hint}
            for need in each.needs_person
        ],
    }


def _problem(each: Problem) -> Document:
    return {
        "administration": each.administration or None,
        "code": each.code,
        "message": each.message,
        "hint": each.hint,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if instant else None
