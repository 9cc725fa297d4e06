"""Recorded runs as a person or a script reads them: a table or JSON."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from reminder.cli.output import print_json, print_line, print_note, print_table
from reminder.cli.summary import LANGUAGE, print_run
from reminder.model.decision import Decision
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.report.document import run_document
from reminder.report.overview import Counts, overview
from reminder.words import labels
from reminder.words.formats import money


def show_run(run: Run, *, as_json: bool) -> None:
    """Print one run whole, as the command that made it did."""
    if as_json:
        print_json(run_document(run))
        return
    print_line(f"Run {run.id}, as of {run.as_of}, exit code {run.exit_code}")
    print_run(run)


def tell_report(path: Path, run: Run, *, say: Callable[[str], None] = print_note) -> None:
    """Say where the report of a run stands, or that one that should be there is not."""
    if path.is_file():
        say(f"Report, to open in a browser: {path}")
    elif any(each.state is RunState.DONE and not each.dry_run for each in run.administrations):
        say("warning: no report could be written; the log file says why")


def show_list(runs: tuple[Run, ...], counts: Counts, *, as_json: bool, with_decisions: bool) -> None:
    """Print runs as a table, one row an administration; with decisions one row a decision."""
    if as_json:
        print_json(overview(runs, counts, with_decisions=with_decisions))
    elif not runs:
        print_note("no runs" if not with_decisions else "no such decisions")
    elif with_decisions:
        _print_decisions(runs)
    else:
        _print_runs(runs, counts)


def _print_runs(runs: tuple[Run, ...], counts: Counts) -> None:
    columns = ("Run", "As of", "Administration", "Mode", "State", "Reminders", "Calls", "Open", "Amount", "Exit")
    rows = [_run_row(run, each, counts) for run in runs for each in run.administrations]
    print_table(columns, rows, right=("Reminders", "Calls", "Open", "Amount", "Exit"))


def _run_row(run: Run, result: AdministrationRun, counts: Counts) -> tuple[str, ...]:
    counted = counts[run.id, result.name]
    return (
        run.id,
        run.as_of.isoformat(),
        result.name,
        labels.mode_label(result.mode, LANGUAGE),
        labels.run_state_label(result.state, LANGUAGE),
        str(counted.reminders),
        str(counted.calls),
        str(result.open_count),
        " + ".join(_money(each, currency) for currency, each in sorted(result.totals.items())),
        str(result.exit_code),
    )


def _print_decisions(runs: tuple[Run, ...]) -> None:
    columns = ("Run", "As of", "Administration", "Debtor", "Invoice", "Amount", "Outcome", "Why")
    decided = (
        (run, each.name, decision) for run in runs for each in run.administrations for decision in each.decisions
    )
    print_table(columns, [_decision_row(*each) for each in decided], right=("Amount",))


def _decision_row(run: Run, name: str, decision: Decision) -> tuple[str, ...]:
    receivable = decision.receivable
    return (
        run.id,
        run.as_of.isoformat(),
        name,
        f"{decision.debtor.code} {decision.debtor.name}",
        receivable.invoice or "–",
        _money(receivable.amount, receivable.currency),
        labels.outcome_label(decision.outcome, LANGUAGE),
        labels.reason_label(decision.reason, LANGUAGE),
    )


def _money(amount: Decimal, currency: str) -> str:
    return money(amount, currency=currency, language=LANGUAGE)
