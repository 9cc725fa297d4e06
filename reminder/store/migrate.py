"""Bringing the schema up to date, in one transaction."""

from pathlib import Path

from sqlalchemy import Connection, inspect

from reminder.errors import StoreError
from reminder.failpoints import failpoint
from reminder.store.engine import Database

MIGRATIONS = Path(__file__).with_name("migrations")
HEAD = "0001"
"""The newest revision, kept here so that opening an up-to-date store need not load the migrations."""


def revision(connection: Connection) -> str | None:
    """Give the schema's revision, None before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def bring_up_to_date(database: Database) -> None:
    """Migrate a store that is behind; one that is up to date is only read."""
    with database.read() as connection:
        current = revision(connection)
    if current != HEAD:
        with database.unrecorded() as connection:
            upgrade(connection)


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision; StoreError when it is newer than this program knows."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = revision(connection)
    if current is not None and current not in known:
        raise _newer(current)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    failpoint("before_migrated")


def _newer(current: str) -> StoreError:
    """Say that the store was made by a later version of the program."""
    return StoreError(
        f"the store has schema {current}, and this program knows schemas up to {HEAD}",
        hint="install the version of reminder that wrote it, or a newer one",
        code="newer-schema",
    )
