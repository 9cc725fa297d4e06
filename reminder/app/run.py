"""A run of one administration, from beginning to record."""

from dataclasses import replace

from reminder.app import answers, settle
from reminder.app.deliver import Delivered, deliver
from reminder.app.office import Office, Order
from reminder.app.outcome import done, failed, planned, stopped
from reminder.app.plan import Plan, make_plan
from reminder.errors import LockedError, ReminderError, Stopped
from reminder.failpoints import failpoint
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.rules.identity import instalments_of


def run(office: Office, order: Order) -> AdministrationRun:
    """Plan and, unless it is a dry run, carry out and record; foreseen failures end up in the result."""
    try:
        if order.dry_run:
            return _dry_run(office, order)
        with office.lock():
            return _recorded_run(office, order)
    except LockedError as error:
        return failed(office.name, order, error, state=RunState.LOCKED)
    except (ReminderError, Stopped) as error:
        return failed(office.name, order, error)


def _dry_run(office: Office, order: Order) -> AdministrationRun:
    plan = make_plan(office, order)
    return stopped(office, order, plan) if plan.stops else planned(office, order, plan)


def _recorded_run(office: Office, order: Order) -> AdministrationRun:
    office.runs.begin(_record_of(office, order))
    try:
        result = _plan_and_apply(office, order)
    except (ReminderError, Stopped) as error:
        result = failed(office.name, order, error)
    failpoint("before_record")
    with office.stopping.held():
        office.runs.finish(replace(_record_of(office, order), finished=office.clock.now()), result)
    failpoint("after_record")
    return result


def _record_of(office: Office, order: Order) -> Run:
    begun = AdministrationRun(name=office.name, mode=order.mode, dry_run=False, state=RunState.RUNNING, exit_code=0)
    return Run(
        id=order.run, as_of=order.as_of, started=order.started, finished=None, exit_code=0, administrations=(begun,)
    )


def _plan_and_apply(office: Office, order: Order) -> AdministrationRun:
    plan = make_plan(office, order)
    if plan.stops:
        return stopped(office, order, plan)
    with office.stopping.held():
        return _apply(office, order, plan)


def _apply(office: Office, order: Order, plan: Plan) -> AdministrationRun:
    failpoint("before_remembered")
    _remember(office, order, plan)
    failpoint("after_remembered")
    settled, cut_short = settle.carry_out(office, plan.settlements, order.as_of)
    sender = office.sender if plan.allowed.mode is Mode.SEND else None
    delivered = Delivered(cut_short=cut_short) if cut_short else deliver(office, order, plan, sender=sender)
    return done(office, order, plan, settled=settled, delivered=delivered)


def _remember(office: Office, order: Order, plan: Plan) -> None:
    office.memory.remember(instalments_of(plan.books.receivables, order.as_of))
    answers.record(office, plan.answers)
    if plan.past.first_run:
        office.memory.mark_backlog(plan.past.backlog)
