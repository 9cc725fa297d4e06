"""What `status` and `explain` take from a store of many years: a thousand runs of a thousand decisions."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from reminder.app.desk import Desk
from reminder.app.explain import explain_debtor, explain_invoice
from reminder.model.policy import Mode
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.store.store import Store
from reminder.wiring.clock import SystemClock
from tests.bench.figures import Figure
from tests.builders import a_debtor, a_decision, a_policy, a_receivable
from tests.store_samples import a_mail

NAME = "acme"
FIRST = datetime(2007, 1, 1, 8, tzinfo=UTC)
RENEWED = 20
"""Runs after which all invoices are others."""

MAILS = 10
"""Mails of each run."""


def figures(runs: int = 1_000, decisions: int = 1_000) -> Iterator[Figure]:
    """Fill a store, and measure what people look at."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "reminder.db"
        with Store.open(path, clock=SystemClock()) as store:
            _fill(store, path, runs=runs, decisions=decisions)
            work = f"store of {runs:,} runs × {decisions:,} decisions"
            yield Figure(work=work, what="size", value=path.stat().st_size / 1e6, unit="MB")
            yield from _looked_at(store, path, work)


def _looked_at(store: Store, path: Path, work: str) -> Iterator[Figure]:
    desk = _desk(store)
    invoice = max(store.history().known_numbers(NAME))
    looks: dict[str, Callable[[], object]] = {
        "status": lambda: _status(store),
        "explain INVOICE": lambda: explain_invoice(desk, invoice),
        "explain --debtor": lambda: explain_debtor(desk, "1001"),
    }
    for what, look in looks.items():
        started = time.perf_counter()
        with _noted() as statements:
            look()
        whole = time.perf_counter() - started
        yield Figure(work=work, what=f"`{what}`, in SQL", value=_in_sql(path, statements), unit="s", target=0.2)
        yield Figure(work=work, what=f"`{what}`, reading what SQL gave included", value=whole, unit="s")


def _status(store: Store) -> None:
    """Read what `status` reads; without an edited draft, which costs one run more."""
    store.examine(whole=False)
    store.history().runs(since=(datetime.now(UTC) - timedelta(days=400)).date())
    store.runs(NAME).last_done()
    store.attempts(NAME).current()


@contextmanager
def _noted() -> Iterator[list[tuple[str, Any]]]:
    """Note every statement that is carried out within, with its parameters."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        statements.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _in_sql(path: Path, statements: Iterable[tuple[str, Any]]) -> float:
    """Give the seconds that SQLite alone takes for what was read, to the last row: most of its work is done for those.

    The checks of the file are not among it; they count as whole.
    """
    with closing(sqlite3.connect(path)) as store:
        started = time.perf_counter()
        for statement, parameters in statements:
            if statement.startswith(("SELECT", "WITH")):
                store.execute(statement, parameters).fetchall()
        return time.perf_counter() - started


def _desk(store: Store) -> Desk:
    memory = store.memory(NAME)
    return Desk(
        name=NAME,
        language="nl",
        today=datetime.now(UTC).date(),
        policy=a_policy(),
        archive=store.history(),
        notes=memory,
        beginnings=memory,
        mails=store.attempts(NAME),
    )


def _fill(store: Store, path: Path, *, runs: int, decisions: int) -> None:
    """Record one run and its mails as the program does, and copy them in SQL: that is minutes faster."""
    made = tuple(_decision(number) for number in range(decisions))
    result = AdministrationRun(
        name=NAME,
        mode=Mode.DRAFT,
        dry_run=False,
        state=RunState.DONE,
        exit_code=0,
        decisions=made,
        open_count=decisions,
    )
    run = Run(id=_run_id(1), as_of=FIRST.date(), started=FIRST, finished=FIRST, exit_code=0, administrations=(result,))
    store.runs(NAME).finish(run, result)
    for number in range(MAILS):
        mail = a_mail(f"R{number}", (made[number * 5].receivable.key, "friendly"), debtor_id=made[number * 5].debtor.id)
        store.attempts(NAME).claim(mail, b"x" * 20_000, run=run.id, as_of=run.as_of)
    with sqlite3.connect(path) as copying:
        _copy(copying, runs)
    copying.close()


def _decision(number: int):  # noqa: ANN202 - as the builder gives it
    invoice = f"{number:06}"
    debtor = a_debtor(code=str(1000 + number // 5), name=f"Debiteur {number // 5} B.V.")
    key = f"2c1f3a60-0000-4000-8000-{number // 5:012}/70/2026/{invoice}"
    receivable = a_receivable(
        invoice=invoice, amount=Decimal(100 + number), invoice_key=key, numbers=(f"F{invoice}",), debtor_id=debtor.id
    )
    return a_decision(receivable=receivable, debtor=debtor)


def _run_id(number: int) -> str:
    return f"01{number:024}"


def _copy(store: sqlite3.Connection, runs: int) -> None:
    week = f"WITH RECURSIVE week(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM week WHERE n < {runs})"  # noqa: S608
    day = f"date('{FIRST:%Y-%m-%d}', '+' || (7 * n) || ' days')"
    at, run = f"{day} || 'T08:00:00.000000+00:00'", "printf('01%024d', n)"
    again = {"id": "n", "run": run, "as_of": day, "started": at, "finished": at}
    renewed = f"replace(d.%s, '/', '/' || (week.n / {RENEWED}) || '/')"
    store.execute(f"{week} {_insert(store, 'run', again)} WHERE d.id = 1")
    decided = {"run_id": "n", "invoice_key": renewed % "invoice_key"}
    store.execute(f"{week} {_insert(store, 'decision', decided)} WHERE d.run_id = 1 ORDER BY n, d.position")
    mailed = {"id": "NULL", "run": run, "as_of": day, "reference": "d.reference || '-' || n"}
    store.execute(f"{week} {_insert(store, 'reminder', mailed)} ORDER BY n")
    item = {"reminder_id": f"d.reminder_id + {MAILS} * (n - 1)", "receivable": renewed % "receivable"}
    store.execute(f"{week} {_insert(store, 'reminder_item', item)} WHERE d.reminder_id <= {MAILS}")
    number = f"json_extract(d.numbers, '$[0]') || '-' || (d.run_id / {RENEWED})"
    named = f"SELECT DISTINCT d.administration, {number}, d.invoice_key, '2026-01-01'"
    store.execute(f"INSERT OR IGNORE INTO known_number {named} FROM decision d WHERE d.run_id % {RENEWED} = 0")
    store.execute("UPDATE reminder SET state = 'sent', known_sent = 1, done_on = as_of, mail = NULL")


def _insert(store: sqlite3.Connection, table: str, changed: dict[str, str]) -> str:
    names = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(name, f'd."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({listed}) SELECT {values} FROM week CROSS JOIN {table} d"  # noqa: S608
