"""The record of runs in memory."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from reminder.errors import most_severe
from reminder.model.decision import Decision, Outcome
from reminder.model.reminder import Attempt
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.store.history import Counts
from reminder.store.runs import BROKEN_OFF


class FakeRuns:
    """The record of runs of one administration, by run id."""

    def __init__(self, administration: str) -> None:
        self.recorded: dict[str, tuple[Run, AdministrationRun]] = {}
        self._administration = administration

    def last_done(self) -> AdministrationRun | None:
        done = [result for _, result in self.recorded.values() if result.state is RunState.DONE]
        return replace(done[-1], decisions=(), reminders=()) if done else None

    def last_as_of(self) -> date | None:
        return next((run.as_of for run, _ in reversed(self.recorded.values())), None)

    def begin(self, run: Run) -> None:
        self._break_off()
        own = next(each for each in run.administrations if each.name == self._administration)
        self.recorded.setdefault(run.id, (run, replace(own, state=RunState.RUNNING, exit_code=0)))

    def _break_off(self) -> None:
        for run_id, (run, result) in self.recorded.items():
            if result.state is RunState.RUNNING:
                ended = replace(result, state=RunState.FAILED, exit_code=1, error=BROKEN_OFF)
                self.recorded[run_id] = (run, ended)

    def finish(self, run: Run, result: AdministrationRun) -> None:
        if result.dry_run:
            raise ValueError("a dry run is not recorded")
        self.recorded[run.id] = (replace(run, finished=run.finished or datetime.now(UTC)), result)

    def weekly_reminders(self, before: date, weeks: int = 8) -> tuple[int, ...]:
        by_week: Counter[date] = Counter()
        for run, result in self.recorded.values():
            if result.state is RunState.DONE and run.as_of < before:
                by_week[run.as_of - timedelta(days=run.as_of.weekday())] += _begun(result)
        return tuple(by_week[week] for week in sorted(by_week)[-weeks:])


class FakeHistory:
    """What the fake runs of every administration recorded."""

    def __init__(self, runs: Mapping[str, FakeRuns], mails: Callable[[str, str], tuple[Attempt, ...]]) -> None:
        self._recorded, self._mails = runs, mails

    def runs(self, *, since: date | None = None) -> tuple[Run, ...]:
        whole = [self._whole(run_id, light=True) for run_id in self._ids()]
        recent = [run for run in whole if run.as_of >= (since or date.min)]
        return tuple(sorted(recent, key=lambda run: (run.started, run.id), reverse=True))

    def counts(self) -> Mapping[tuple[str, str], Counts]:
        return {(run, name): _counts(result) for name, run, result in self._results()}

    def run(self, run_id: str) -> Run | None:
        found = [each for each in self._ids() if each.startswith(run_id.upper())]
        return self._whole(found[0], light=False) if len(found) == 1 else None

    def decisions(self, administration: str, *, numbers: Collection[str]) -> tuple[tuple[Run, Decision], ...]:
        known = self._numbers(administration)
        keys = {key for number, key in known if number in numbers}
        return tuple(each for each in self._dated(administration) if each[1].receivable.invoice_key in keys)

    def debtor_decisions(self, administration: str, code: str) -> tuple[tuple[Run, Decision], ...]:
        return tuple(each for each in self._dated(administration) if each[1].debtor.code == code)

    def known_numbers(self, administration: str) -> Mapping[str, str]:
        return dict(self._numbers(administration))

    def known_debtors(self, administration: str) -> Mapping[str, str]:
        return {each.debtor.code: each.debtor.name for _, each in self._dated(administration)}

    def _results(self) -> Iterator[tuple[str, str, AdministrationRun]]:
        for name, runs in self._recorded.items():
            for run_id, (_, result) in runs.recorded.items():
                yield name, run_id, result

    def _ids(self) -> list[str]:
        return sorted({run for _, run, _ in self._results()})

    def _whole(self, run_id: str, *, light: bool) -> Run:
        mine = {name: runs.recorded[run_id] for name, runs in self._recorded.items() if run_id in runs.recorded}
        ends = [run.finished for run, _ in mine.values()]
        finished = [end for end in ends if end is not None]
        results = [self._result(name, run_id, result, light=light) for name, (_, result) in mine.items()]
        return replace(
            next(iter(mine.values()))[0],
            finished=max(finished) if len(finished) == len(ends) else None,
            exit_code=most_severe(each.exit_code for each in results),
            administrations=tuple(results),
        )

    def _result(self, name: str, run_id: str, result: AdministrationRun, *, light: bool) -> AdministrationRun:
        if light:
            return replace(result, decisions=(), reminders=())
        unclaimed = tuple(each for each in result.reminders if not each.version)
        return replace(result, reminders=(*self._mails(name, run_id), *unclaimed))

    def _dated(self, administration: str) -> Iterator[tuple[Run, Decision]]:
        runs = self._recorded.get(administration)
        for start, result in runs.recorded.values() if runs else ():
            light = replace(result, decisions=(), reminders=())
            run = replace(start, exit_code=result.exit_code, administrations=(light,))
            yield from ((run, decision) for decision in result.decisions)

    def _numbers(self, administration: str) -> list[tuple[str, str]]:
        found = []
        for _, decision in self._dated(administration):
            receivable = decision.receivable
            numbers = {*receivable.numbers, *([receivable.invoice] if receivable.invoice else [])}
            found += [(number, receivable.invoice_key) for number in numbers]
        return found


def _counts(result: AdministrationRun) -> Counts:
    calls = [each for each in result.decisions if each.outcome is Outcome.CALL]
    return Counts(
        open=result.open_count,
        reminders=_begun(result),
        calls=len({(each.debtor.id, each.receivable.currency, each.reason) for each in calls}),
    )


def _begun(result: AdministrationRun) -> int:
    return sum(each.version > 0 for each in result.reminders)
