"""The real program in a process of its own, killed at a named place, and what the sandbox's books say of it after."""
# ruff: noqa: S608 - the texts of these queries are the tests' own

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from reminder.cli.stage import connect, set_stage
from reminder.failpoints import VARIABLE
from reminder.mime import reference_of
from reminder.sandbox.clock import SandboxClock
from reminder.sandbox.empty_book import empty_books
from reminder.sandbox.gmail.records import By, Event, Kind
from reminder.sandbox.serve import Sandbox
from tests.e2e.conftest import Document, Stage

NO_FILES = "\n[administrations.acme.policy]\nattach_invoices = false\n"
LONG_AGO = "2020-01-01T00:00:00.000000+00:00"
UNSETTLED = ("creating", "sending", "review")
BEFORE = {Kind.DRAFT_CREATED: "creating", Kind.SENT: "sending"}
"""What the store must say of a mail, durably, while the mailbox is being told about it."""


@dataclass
class Victim:
    """A small administration in a sandbox that watches every call, and the program that dies in it."""

    stage: Stage
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stage.sandbox.gmail.watchers.append(self._watch)

    @property
    def database(self) -> Path:
        return self.stage.folder / "data" / "reminder.db"

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the store as it is on the disk."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Change what the store holds, as nothing but a test may."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(sql)

    def killed_at(self, failpoint: str) -> bool:
        """Run the program until it dies there; False when it never came there."""
        done = subprocess.run(
            [sys.executable, "-m", "reminder.cli", *self.stage.command, "run-now", "--json"],
            cwd=self.stage.folder,
            env={**self.stage.environment, VARIABLE: failpoint},
            capture_output=True,
            timeout=120,
            check=False,
        )
        return done.returncode == -signal.SIGKILL

    def run(self) -> Document:
        """Run once more, with nothing in the way."""
        return self.stage.run_now()

    def let_time_pass(self) -> None:
        """Let whatever was tried have been tried long ago."""
        self.change(f"UPDATE reminder SET tried_at = '{LONG_AGO}' WHERE tried_at IS NOT NULL")

    def make_token_due(self) -> None:
        """Let the access token have run out, here and at the other end."""
        self.change(f"UPDATE token SET expires_at = '{LONG_AGO}', issued_at = '{LONG_AGO}' WHERE service LIKE 'exact%'")
        authority = self.stage.sandbox.exact.authority
        for each in authority._refresh.values():
            each.issued -= timedelta(hours=1)

    def sent(self) -> list[Event]:
        """Give every mail that left."""
        return [event for event in self.stage.sandbox.gmail.history if event.kind is Kind.SENT]

    def _watch(self, event: Event) -> None:
        wanted = BEFORE.get(event.kind) if event.by is By.API else None
        if wanted is None:
            return
        reference = reference_of(event.message.raw)
        states = self.query(f"SELECT state FROM reminder WHERE reference = '{reference}'")
        if states != [(wanted,)]:
            self.wrong.append(f"{event.kind} while the store says {states}")


@contextmanager
def a_victim(folder: Path, *, mode: str, debtors: int = 1) -> Iterator[Victim]:
    """Start a sandbox with one overdue invoice a debtor, and give the program access to it."""
    clock = SandboxClock()
    today = clock.today()
    with Sandbox(empty_books(today, code=123456, name="Acme B.V.").book, clock) as sandbox:
        world = sandbox.exact
        for number in range(1, debtors + 1):
            world.add_account(f"{number}", f"Debiteur {number} B.V.", email=f"post{number}@debiteur.example")
            world.add_invoice(f"{number}", "250.00", due=today - timedelta(days=21), ref=f"F-{number}")
        world.bank_line(today)
        connect(set_stage(folder, sandbox, mode=mode, more=NO_FILES), sandbox)
        yield Victim(Stage(folder, sandbox))


def promises(victim: Victim, last: Document) -> list[str]:
    """Name every promise that was not kept, by the sandbox's own history."""
    return [
        *victim.wrong,
        *_doubles(victim),
        *_strangers(victim),
        *_silence(victim, last),
        *_methods(victim, last),
        *_loss(victim, last),
    ]


def _doubles(victim: Victim) -> Iterator[str]:
    counts = Counter(reference_of(event.message.raw) for event in victim.sent())
    steps = victim.query(
        "SELECT reference, receivable, reminder_item.tier FROM reminder_item JOIN reminder ON reminder.id = reminder_id"
        " WHERE reminder_item.tier IS NOT NULL"
    )
    mailed = Counter((receivable, tier) for ref, receivable, tier in steps for _ in range(counts[ref]))
    yield from (f"{count} mails about {step}" for step, count in mailed.items() if count > 1)


def _strangers(victim: Victim) -> Iterator[str]:
    left = {reference_of(event.message.raw) for event in victim.sent()}
    recorded = {ref for (ref,) in victim.query("SELECT reference FROM reminder WHERE state = 'sent'")}
    known = {ref for (ref,) in victim.query("SELECT reference FROM reminder")}
    yield from (f"mail {each} was never sent" for each in recorded - left)
    yield from (f"mail {each} is not in the store" for each in left - known)
    watched = {ref for (ref,) in victim.query("SELECT draft_id FROM reminder WHERE state NOT IN ('sent', 'withdrawn')")}
    drafts = {draft.id for draft in victim.stage.sandbox.gmail.drafts()}
    unsettled = victim.query("SELECT 1 FROM reminder WHERE state = 'creating'")
    yield from (f"draft {each} is left alone" for each in drafts - watched if not unsettled)


def _silence(victim: Victim, last: Document) -> Iterator[str]:
    states = {state for (state,) in victim.query("SELECT state FROM reminder")}
    if states & set(UNSETTLED) and last["exit_code"] == 0:
        yield f"{sorted(states)} and exit code 0"
    if last["exit_code"] not in {0, 3}:
        yield f"exit code {last['exit_code']}: {last['error']}"


def _methods(victim: Victim, last: Document) -> Iterator[str]:
    methods = {event.method for event in victim.sent() if event.by is By.API}
    if methods - {"drafts.send"}:
        yield f"mails left by {sorted(methods)}"
    if last["mode"] == "draft" and methods:
        yield "something was sent in draft mode"


def _loss(victim: Victim, last: Document) -> Iterator[str]:
    states = [state for (state,) in victim.query("SELECT state FROM reminder")]
    alive = {"sent", "sent-presumed", "drafted", "gone", *UNSETTLED}
    if not alive & set(states):
        yield f"nothing came of the reminder: {states}, {last['decisions']}"


def secrets_of(victim: Victim) -> list[str]:
    """Give what no output may show."""
    tokens = [each for row in victim.query("SELECT access, refresh FROM token") for each in row]
    return [victim.stage.sandbox.exact.registration.client_secret, *tokens]


def outputs(victim: Victim) -> str:
    """Give everything that the program wrote for people."""
    files = [*victim.stage.folder.rglob("*.jsonl"), *victim.stage.folder.rglob("*.html")]
    return "".join(path.read_text(encoding="utf-8") for path in files if os.access(path, os.R_OK))
