"""The schema, what its columns refuse, and that the migrations make it."""
# ruff: noqa: ANN401 - a column type of any value

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import IntegrityError

from reminder.model.policy import Mode
from reminder.store.column_types import Cents, Choice, Day, Flag, Instant, Json
from reminder.store.engine import Database
from reminder.store.migrate import HEAD, MIGRATIONS
from reminder.store.schema import meta
from reminder.store.store import Store
from tests.store_samples import StoppedClock, claim

DIALECT = SQLiteDialect_pysqlite()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Store.open(tmp_path / "reminder.db", clock=StoppedClock()) as store:
        assert claim(store, "ACME-1")
    database = Database(tmp_path / "reminder.db")
    yield database
    database.close()


def test_the_migrations_make_the_schema_that_the_program_uses(database: Database):
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, meta.metadata) == []


def test_every_table_is_strict_and_names_its_administration(database: Database):
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type='table'")
        made = {row.name: row.sql for row in rows}

    tables = meta.metadata.tables
    assert [name for name in tables if "STRICT" not in made[name]] == []
    assert [name for name, table in tables.items() if "administration" not in table.c] == ["meta"]


def test_the_newest_revision_is_the_one_that_opening_expects():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


@pytest.mark.parametrize("change", ["UPDATE event SET detail='other'", "DELETE FROM event"])
def test_an_event_is_never_changed_or_taken_away(database: Database, change: str):
    with pytest.raises(IntegrityError, match="only ever added"), database.unrecorded() as connection:
        connection.exec_driver_sql(change)

    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT after, detail FROM event").all() == [("planned", "")]


def test_each_transition_has_its_event(tmp_path: Path):
    with Store.open(tmp_path / "reminder.db", clock=StoppedClock()) as store:
        claim(store, "ACME-1")
        (attempt,) = store.attempts("acme").open()
        store.attempts("acme").move(attempt, attempt.state.CREATING)

    with closing(sqlite3.connect(tmp_path / "reminder.db")) as connection:
        events = connection.execute("SELECT before, after, at, administration FROM event ORDER BY id").fetchall()

    at = "2026-11-23T07:00:00.000000+00:00"
    assert events == [(None, "planned", at, "acme"), ("planned", "creating", at, "acme")]


def test_a_claim_needs_its_mail(database: Database):
    orphan = "INSERT INTO claim (administration, receivable, tier, reminder_id) VALUES ('acme', 'key', 'friendly', 99)"

    with pytest.raises(IntegrityError, match="FOREIGN KEY"), database.unrecorded() as connection:
        connection.exec_driver_sql(orphan)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Instant(), datetime(2026, 11, 23, 7, 0)),  # noqa: DTZ001 - naive on purpose
        (Day(), datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
        (Cents(), Decimal("0.001")),
        (Cents(), Decimal("NaN")),
        (Choice(Mode), "whatever"),
    ],
)
def test_a_column_refuses_what_it_would_lose(kind: Any, value: object):
    with pytest.raises((ValueError, TypeError, ArithmeticError)):
        kind.process_bind_param(value, DIALECT)


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_an_amount_comes_back_to_the_cent(amount: Decimal):
    stored = Cents().process_bind_param(amount, DIALECT)

    assert isinstance(stored, int)
    assert Cents().process_result_value(stored, DIALECT) == amount


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-5))])))
def test_an_instant_comes_back_as_the_same_one_in_utc(instant: datetime):
    try:
        stored = Instant().process_bind_param(instant, DIALECT)
    except OverflowError:
        return

    found = Instant().process_result_value(stored, DIALECT)
    assert found == instant
    assert found is not None
    assert found.utcoffset() == timedelta(0)


@given(st.lists(st.datetimes(min_value=datetime(1900, 1, 2), timezones=st.just(UTC)), min_size=2))  # noqa: DTZ001
def test_instants_sort_as_their_text(instants: list[datetime]):
    texts = [str(Instant().process_bind_param(each, DIALECT)) for each in sorted(instants)]

    assert texts == sorted(texts)


@pytest.mark.parametrize("kind", [Instant(), Day(), Cents(), Flag(), Choice(Mode), Json(tuple[str, ...])])
def test_what_is_not_known_stays_unknown(kind: Any):
    assert kind.process_bind_param(None, DIALECT) is None
    assert kind.process_result_value(None, DIALECT) is None


@given(st.lists(st.text()))
def test_texts_come_back_whatever_they_hold(texts: list[str]):
    kind = Json(tuple[str, ...])

    assert kind.process_result_value(kind.process_bind_param(tuple(texts), DIALECT), DIALECT) == tuple(texts)


def test_a_day_is_plain_text(database: Database):
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT as_of, total, typeof(total) FROM reminder").all()

    assert rows == [("2026-11-23", 1210, "integer")]
    assert Day().process_result_value("2026-11-23", DIALECT) == date(2026, 11, 23)
