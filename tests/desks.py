"""A desk over the store in memory, with runs recorded in it as a test tells them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from reminder.app.desk import Desk
from reminder.model.decision import Decision
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.rules.identity import instalments_of
from tests.builders import TODAY, a_policy
from tests.fakes_store import FakeStore

NAME = "acme"


@dataclass(slots=True)
class People:
    """A store in memory and the desk of one administration on it."""

    store: FakeStore = field(default_factory=FakeStore)
    name: str = NAME
    today: date = TODAY

    @property
    def desk(self) -> Desk:
        memory = self.store.memory(self.name)
        return Desk(
            name=self.name,
            language="nl",
            today=self.today,
            policy=a_policy(final_demand=True),
            archive=self.store.history(),
            notes=memory,
            beginnings=memory,
            mails=self.store.attempts(self.name),
        )

    def ran(self, *decisions: Decision, day: date = TODAY, state: RunState = RunState.DONE) -> str:
        """Record a run that decided so; gives its id."""
        run_id = f"RUN{day:%Y%m%d}{state}".upper()
        result = AdministrationRun(
            name=self.name, mode=Mode.DRAFT, dry_run=False, state=state, exit_code=0, decisions=decisions
        )
        started = datetime.combine(day, time(7), tzinfo=UTC)
        run = Run(id=run_id, as_of=day, started=started, finished=started, exit_code=0, administrations=(result,))
        self.store.runs(self.name).finish(run, result)
        seen = instalments_of((each.receivable for each in decisions), day)
        self.store.memory(self.name).remember(seen)
        return run_id
