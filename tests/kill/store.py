"""The program's store as a stranger finds it on the disk."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def query(database: Path, sql: str, *values: str) -> list[tuple[Any, ...]]:
    """Ask it; nothing is changed."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(sql, values).fetchall()


def change(database: Path, sql: str) -> None:
    """Change what it holds, as nothing but a test may."""
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.execute(sql)
