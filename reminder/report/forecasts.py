"""A forecast as one JSON document; its keys are part of the public contract."""

from collections.abc import Iterable

from reminder.model.forecast import Totals, Week, difference, totals_of
from reminder.report.document import Document, call_document, decision_document, money, reminder_document
from reminder.rules.calls import call_list


def forecast_document(weeks: tuple[Week, ...]) -> Document:
    """Give every week with what would be decided, mailed and called about."""
    return {"weeks": _weeks(weeks), "totals": totals_document(totals_of(weeks))}


def comparison_document(weeks: tuple[Week, ...], others: tuple[Week, ...], *, file: str) -> Document:
    """Give the weeks of two policies over the same books, and how much more the other one comes to."""
    ours, theirs = totals_of(weeks), totals_of(others)
    compared = {
        "file": file,
        "weeks": _weeks(others),
        "totals": totals_document(theirs),
        "difference": totals_document(difference(ours, theirs)),
    }
    return {**forecast_document(weeks), "compare": compared}


def totals_document(totals: Totals) -> Document:
    """Give mails, calls and euros."""
    return {
        "mails": totals.mails,
        "calls": totals.calls,
        "mailed": {currency: money(each) for currency, each in totals.mailed.items()},
        "called": {currency: money(each) for currency, each in totals.called.items()},
    }


def _weeks(weeks: Iterable[Week]) -> list[Document]:
    return [
        {
            "as_of": week.as_of.isoformat(),
            "decisions": [decision_document(each) for each in week.result.decisions],
            "reminders": [reminder_document(each) for each in week.result.reminders],
            "calls": [call_document(each) for each in call_list(week.result.decisions)],
            "stop": week.result.error.code if week.result.error else None,
        }
        for week in weeks
    ]
