"""A run as a person reads it on a terminal: what was drafted, whom to call, what was left out and why."""

from collections.abc import Iterable
from decimal import Decimal

from reminder.cli.output import print_line, print_table
from reminder.model.decision import Reason
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.report.figures import added, left_out
from reminder.report.pointers import to_call
from reminder.rules.calls import call_entry, call_list
from reminder.words import labels
from reminder.words.formats import long_date, money
from reminder.words.sentences import broken_promises

LANGUAGE = "en"
WITHOUT_PLAN = (RunState.FAILED, RunState.LOCKED)


def print_run(run: Run) -> None:
    """Print every administration of a run: a heading, warnings, tables of what there is, and totals."""
    for result in run.administrations:
        print_administration(result)
        print_line()


def print_administration(result: AdministrationRun) -> None:
    """Print what a run did for one administration."""
    print_line(_heading(result))
    for warning in result.warnings:
        print_line(f"warning: {warning.text}")
    if result.error is not None:
        print_line(f"error: {result.error.message}")
        if result.error.hint:
            print_line(f"hint: {result.error.hint}")
    _print_section("Reminders", ("Debtor", "Invoices", "Tier", "Amount", "State"), _mails(result))
    _print_section("To call", ("Debtor", "Telephone", "Invoices", "Amount", "Why"), _calls(result))
    _print_section("Left out", ("Why", "Number", "Amount"), _left_out(result))
    _print_section("Earlier mails", ("Reference", "Was", "Is", "Why"), _settled(result))
    if _has_plan(result):
        _print_totals(result)


def _has_plan(result: AdministrationRun) -> bool:
    """Whether the books were pulled; a stop for what ledger, mailbox or clock are comes before that."""
    stopped_early = result.state is RunState.STOPPED and not result.decisions
    return result.state not in WITHOUT_PLAN and not stopped_early


def _heading(result: AdministrationRun) -> str:
    kind = "dry run" if result.dry_run else f"mode {labels.mode_label(result.mode, LANGUAGE)}"
    heading = f"{result.name}: {labels.run_state_label(result.state, LANGUAGE)}, {kind}"
    if not _has_plan(result):
        return heading
    until = long_date(result.books_until, language=LANGUAGE) if result.books_until else "an unknown day"
    return f"{heading}, bank processed until {until}"


def _print_section(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if rows:
        print_line()
        print_line(f"{title} ({len(rows)})")
        print_table(columns, rows, right=("Amount", "Number"))


def _mails(result: AdministrationRun) -> list[tuple[str, ...]]:
    return [
        (
            mail.debtor_name,
            _numbers(item.invoice for item in mail.items),
            labels.tier_label(mail.tier, LANGUAGE),
            _money(mail.total, mail.currency),
            labels.state_label(mail.state, LANGUAGE),
        )
        for mail in result.reminders
    ]


def _calls(result: AdministrationRun) -> list[tuple[str, ...]]:
    return [
        (
            call.debtor,
            call.phone,
            _numbers(call.invoices),
            _money(call.total, call.currency),
            ". ".join((labels.reason_label(Reason(call.reason), LANGUAGE), *broken_promises(line.decisions, LANGUAGE))),
        )
        for line in to_call(result.decisions)
        for call in (call_entry(line.decisions),)
    ]


def _left_out(result: AdministrationRun) -> list[tuple[str, ...]]:
    return [
        (labels.reason_label(each.reason, LANGUAGE), str(each.count), _sums(each.sums.items()))
        for each in left_out(result.decisions)
    ]


def _settled(result: AdministrationRun) -> list[tuple[str, ...]]:
    return [(each.reference, each.before, each.after, each.reason) for each in result.settled]


def _print_totals(result: AdministrationRun) -> None:
    mailed = ((each.currency, each.total) for each in result.reminders)
    called = ((each.currency, each.total) for each in call_list(result.decisions))
    print_line()
    print_line(f"Open: {result.open_count} receivables, {_sums(result.totals.items())}")
    print_line(f"In {len(result.reminders)} reminders: {_sums(mailed)}")
    print_line(f"To call: {_sums(called)}")


def _numbers(invoices: Iterable[str | None]) -> str:
    return ", ".join(each or "–" for each in invoices)


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> str:
    return " + ".join(_money(each, key) for key, each in added(amounts).items()) or "nothing"


def _money(amount: Decimal, currency: str) -> str:
    return money(amount, currency=currency, language=LANGUAGE)
