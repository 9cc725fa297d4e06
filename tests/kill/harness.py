"""The real program in a process of its own, killed at a named place, in a sandbox that watches every call."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from reminder.cli.stage import connect, set_stage
from reminder.failpoints import VARIABLE
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.empty_book import empty_books
from reminder.sandbox.gmail.records import By, Event, Kind, Message
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Document, Stage
from tests.kill.nursery import nursery
from tests.kill.store import change, query
from tests.kill.watching import Watch

NO_FILES = "\n[administrations.acme.policy]\nattach_invoices = false\n"
LONG_AGO = "2020-01-01T00:00:00.000000+00:00"


@dataclass
class Victim:
    """A small administration, and the program that dies in it; `tones` are debtors whose next mail is not friendly."""

    stage: Stage
    tones: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch = Watch(self.stage.sandbox, self.database)
        self.stage.sandbox.gmail.watchers.append(self.watch)

    @property
    def database(self) -> Path:
        return self.stage.folder / "data" / "reminder.db"

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the store as it is on the disk."""
        return query(self.database, sql)

    def killed_at(self, failpoint: str, *command: str) -> bool:
        """Run the program until it dies there; False when it never came there."""
        arguments = (*self.stage.command, *(command or ("run-now", "--json")))
        env = {**self.stage.environment, VARIABLE: failpoint}
        return nursery().run(arguments, cwd=self.stage.folder, env=env) == -signal.SIGKILL

    def run_with_room(self, largest_file: int) -> int:
        """Run on a disk on which no file can grow beyond so many bytes; gives the exit code."""
        command = (*self.stage.command, "run-now", "--json")
        return nursery().run(command, cwd=self.stage.folder, env=self.stage.environment, largest_file=largest_file)

    def run(self) -> Document:
        """Run once more, with nothing in the way."""
        return self.stage.run_now()

    def let_time_pass(self) -> None:
        """Let whatever was tried have been tried long ago."""
        change(self.database, f"UPDATE reminder SET tried_at = '{LONG_AGO}' WHERE tried_at IS NOT NULL")  # noqa: S608

    def make_token_due(self) -> None:
        """Let the access token have run out, here and at the other end."""
        dates = f"expires_at = '{LONG_AGO}', issued_at = '{LONG_AGO}'"
        change(self.database, f"UPDATE token SET {dates} WHERE service LIKE 'exact%'")  # noqa: S608
        authority = self.stage.sandbox.exact.authority
        for each in authority._refresh.values():
            each.issued -= timedelta(hours=1)

    def sent(self) -> list[Event]:
        """Give every mail that left."""
        return [event for event in self.stage.sandbox.gmail.history if event.kind is Kind.SENT]


def by_the_program(victim: Victim) -> list[Event]:
    """Give what the program did in the mailbox, but for what it told the owner."""
    history = victim.stage.sandbox.gmail.history
    return [event for event in history if event.by is By.API and event.kind is not Kind.INSERTED]


def tone(message: Message) -> str:
    """Give the tier that a mail sounds like."""
    return "formal" if message.header("Subject").startswith("Betalingsherinnering") else "friendly"


@contextmanager
def a_victim(folder: Path, *, mode: str, debtors: int = 1) -> Iterator[Victim]:
    """Start a sandbox with one overdue invoice a debtor, and give the program access to it."""
    clock = SandboxClock()
    today = clock.today()
    with Sandbox(empty_books(today, code=123456, name="Acme B.V.").book, clock) as sandbox:
        sandbox.exact.knobs.calls_per_minute = 10_000
        world = sandbox.exact
        for number in range(1, debtors + 1):
            world.add_account(f"{number}", f"Debiteur {number} B.V.", email=f"post{number}@debiteur.example")
            world.add_invoice(f"{number}", "250.00", due=today - timedelta(days=21), ref=f"F-{number}")
        world.bank_line(today)
        connect(set_stage(folder, sandbox, mode=mode, more=NO_FILES), sandbox)
        yield Victim(Stage(folder, sandbox))


@contextmanager
def a_busy_victim(folder: Path, *, mode: str) -> Iterator[Victim]:
    """Start one in which a first run is over and everything has changed since.

    Debtor 1 has another invoice, a large one. Debtor 2 has a small one, and was reminded of the old one by hand before
    the start, so that a formal reminder is due. The draft to debtor 4 was edited. Debtor 3 pays when the test says so.
    """
    with a_victim(folder, mode=mode, debtors=4) as victim:
        sandbox, today = victim.stage.sandbox, victim.stage.sandbox.clock.today()
        sandbox.exact.change_due_date("F-2", today - timedelta(days=40))
        lines = folder / "before.csv"
        lines.write_text(f"invoice,tier,date\nF-2,friendly,{today - timedelta(days=20)}\n", encoding="utf-8")
        assert victim.stage.reminder("import", str(lines)).exit_code == 0
        victim.tones["2"] = "formal"
        victim.run()
        for code, amount in (("1", "1210.50"), ("2", "99.95")):
            sandbox.exact.add_invoice(code, amount, due=today - timedelta(days=16), ref=f"F-{code}1")
        victim.tones["1"] = "formal"
        theirs = [draft for draft in sandbox.gmail.drafts() if draft.message.header("To").startswith("post4@")]
        sandbox.gmail.edit_draft(theirs[0].id, "Graag even bellen.")
        yield victim


def secrets_of(victim: Victim) -> list[str]:
    """Give what no output may show."""
    tokens = [each for row in victim.query("SELECT access, refresh FROM token") for each in row]
    return [victim.stage.sandbox.exact.registration.client_secret, *tokens]


def outputs(victim: Victim) -> str:
    """Give everything that the program wrote for people."""
    files = [*victim.stage.folder.rglob("*.jsonl"), *victim.stage.folder.rglob("*.html")]
    return "".join(path.read_text(encoding="utf-8") for path in files if os.access(path, os.R_OK))
