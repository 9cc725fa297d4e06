"""A forecast as a person reads it on a terminal: who would get what in which week, or two policies side by side."""

from decimal import Decimal

from reminder.cli.output import print_line, print_table
from reminder.model.decision import Reason
from reminder.model.forecast import Totals, Week, difference, totals_of
from reminder.rules.calls import call_list
from reminder.words import labels
from reminder.words.formats import long_date, money

LANGUAGE = "en"
COLUMNS = ("Debtor", "Invoices", "What", "Amount")


def print_weeks(weeks: tuple[Week, ...]) -> None:
    """Print every week: who would be mailed, and who comes on the call list."""
    called: set[tuple[str, ...]] = set()
    for week in weeks:
        calls = set(_calls(week))
        rows = [*_mails(week), *(each for each in _calls(week) if each not in called)]
        print_line(f"{_day(week)}: {_count(week)}")
        if rows:
            print_table(COLUMNS, rows, right=("Amount",))
        print_line()
        called |= calls
    print_line(f"In all: {_said(totals_of(weeks))}")


def print_comparison(weeks: tuple[Week, ...], others: tuple[Week, ...], *, file: str) -> None:
    """Print two policies week by week, and how much more the other one comes to."""
    columns = ("Week", "Mails", "Amount", "To call", f"Mails {file}", "Amount ", "To call ")
    rows = [(_day(ours), *_cells(ours), *_cells(theirs)) for ours, theirs in zip(weeks, others, strict=True)]
    print_table(columns, rows, right=columns[1:])
    ours, theirs = totals_of(weeks), totals_of(others)
    print_line()
    print_line(f"As configured: {_said(ours)}")
    print_line(f"{file}: {_said(theirs)}")
    print_line(f"Difference: {_said(difference(ours, theirs))}")


def _mails(week: Week) -> list[tuple[str, ...]]:
    return [
        (
            mail.debtor_name,
            ", ".join(item.invoice or "–" for item in mail.items),
            labels.tier_label(mail.tier, LANGUAGE),
            _sums({mail.currency: mail.total}),
        )
        for mail in week.result.reminders
    ]


def _calls(week: Week) -> list[tuple[str, ...]]:
    return [
        (
            call.debtor,
            ", ".join(each or "–" for each in call.invoices),
            labels.reason_label(Reason(call.reason), LANGUAGE),
            _sums({call.currency: call.total}),
        )
        for call in call_list(week.result.decisions)
    ]


def _cells(week: Week) -> tuple[str, ...]:
    return str(len(week.result.reminders)), _sums(totals_of((week,)).mailed), str(len(_calls(week)))


def _count(week: Week) -> str:
    stop = f"; the run would stop: {week.result.error.message}" if week.result.error else ""
    return f"{_number(len(week.result.reminders), 'mail')}, {len(_calls(week))} on the call list{stop}"


def _said(totals: Totals) -> str:
    mails, calls = _sums(totals.mailed), _sums(totals.called)
    return f"{_number(totals.mails, 'mail')} ({mails}), {_number(totals.calls, 'receivable')} to call about ({calls})"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if abs(count) == 1 else 's'}"


def _sums(amounts: dict[str, Decimal]) -> str:
    parts = [money(each, currency=currency, language=LANGUAGE) for currency, each in amounts.items() if each]
    return " + ".join(parts) or "nothing"


def _day(week: Week) -> str:
    return long_date(week.as_of, language=LANGUAGE)
