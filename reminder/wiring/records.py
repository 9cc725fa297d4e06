"""What was recorded, for people: the log, the report of a run, and the exports."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import structlog

from reminder.config.settings import Settings
from reminder.errors import UsageError
from reminder.model.decision import Decision
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.report import exports
from reminder.report.chapter import Chapter, Earlier
from reminder.report.exports import Table
from reminder.report.files import put, put_new
from reminder.rules.holds import expired
from reminder.store.attempts import SqlAttempts
from reminder.store.history import SqlHistory
from reminder.store.store import Store
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store

log = structlog.get_logger()


class Records:
    """What is in one open store."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store

    @property
    def history(self) -> SqlHistory:
        """Everything that was recorded, over all administrations."""
        return self._store.history()

    def report(self, run: Run) -> str:
        """Give the report of a run as a page."""
        from reminder.report.html.page import page

        return page(run, [self.chapter(run, each) for each in run.administrations], self._settings.timezone)

    def export_report(self, run: Run, path: Path, *, overwrite: bool) -> None:
        """Write the report of a run to a file that a person named."""
        put_new(path, self.report(run), overwrite=overwrite)

    def table(self, kind: str, name: str | None) -> Table:
        """Give an export of one administration; of runs also over all of them.

        Receivables and calls are those of the last run that ended as done; UsageError when there is none.
        """
        if kind == "runs":
            recorded = self.history.runs()
            return exports.runs([_of(run, name) for run in recorded] if name else recorded, self.history.counts())
        if name is None:
            raise UsageError("which administration?", hint="add -a NAME")
        if kind == "reminders":
            return exports.reminders(self._store.attempts(name).every())
        make = {"receivables": exports.receivables, "calls": exports.calls}[kind]
        return make(self._last_decisions(name))

    def _last_decisions(self, name: str) -> tuple[Decision, ...]:
        last = self._last_done(name, self.history.runs())
        if last is None:
            raise UsageError(f"no run of {name} has ended as done yet", hint="run `reminder run-now` first")
        return last.decisions

    def chapter(self, run: Run, result: AdministrationRun) -> Chapter:
        """Give what a report tells of one administration's run."""
        table, attempts = self._settings.administrations.get(result.name), self._store.attempts(result.name)
        earlier = self._earlier(run, result.name)
        chapter = Chapter(
            result=result,
            company=result.name,
            earlier=earlier,
            mails=self._mails(result),
            ended=expired(self._store.memory(result.name).holds(), earlier.as_of if earlier else None, run.as_of),
            open_mails=tuple(each for each in attempts.open() if each.run < run.id),
            debtors=_debtors(attempts, result),
        )
        if table is None:
            return chapter
        policy, mailbox = table.policy.to_model(), table.mailbox.address
        return replace(chapter, company=table.company.name, language=table.language, policy=policy, mailbox=mailbox)

    def _mails(self, result: AdministrationRun) -> dict[str, bytes]:
        attempts = self._store.attempts(result.name)
        return {each.reference: attempts.mail(each.reference) for each in result.reminders if each.version}

    def _earlier(self, run: Run, name: str) -> Earlier | None:
        """Give the last finished run of an administration before this one."""
        return self._last_done(name, (each for each in self.history.runs() if each.started < run.started))

    def _last_done(self, name: str, newest_first: Iterable[Run]) -> Earlier | None:
        found = next((each for each in newest_first if _ended_as_done(each, name)), None)
        whole = self.history.run(found.id) if found else None
        if whole is None:
            return None
        result = next(each for each in whole.administrations if each.name == name)
        return Earlier(as_of=whole.as_of, decisions=result.decisions)


@contextmanager
def opened(settings: Settings) -> Iterator[Records]:
    """Open the store to look at what is in it."""
    with open_store(settings, SystemClock()) as store:
        yield Records(settings, store)


def conclude(settings: Settings, store: Store, run: Run) -> Run:
    """Record what ended before it began, write the report, and give the run with the end that the record has.

    Whatever goes wrong here is logged, and leaves the run as it was. A dry run has no record and no report.
    """
    if any(each.dry_run for each in run.administrations):
        return run
    try:
        recorded = _recorded(store, run)
        put(report_path(settings, run), Records(settings, store).report(run))
        log.info("report_written", run=run.id, path=str(report_path(settings, run)))
    except Exception:
        log.exception("report_failed", run=run.id)
        return run
    return recorded


def _recorded(store: Store, run: Run) -> Run:
    known = store.history().run(run.id)
    states = {each.name: each.state for each in known.administrations} if known else {}
    for each in run.administrations:
        if states.get(each.name, RunState.RUNNING) is RunState.RUNNING:
            store.runs(each.name).finish(run, each)
    ended = store.history().run(run.id)
    return replace(run, finished=ended.finished) if ended else run


def report_path(settings: Settings, run: Run) -> Path:
    """Give where the report of a run stands."""
    return settings.reports / f"{run.as_of.isoformat()}-{run.id}.html"


def _debtors(attempts: SqlAttempts, result: AdministrationRun) -> dict[str, str]:
    found = (attempts.find(each.reference) for each in result.settled)
    return {each.reference: each.debtor_name for each in found if each}


def _ended_as_done(run: Run, name: str) -> bool:
    return any(each.name == name and each.state is RunState.DONE for each in run.administrations)


def _of(run: Run, name: str) -> Run:
    return replace(run, administrations=tuple(each for each in run.administrations if each.name == name))
