"""The staging file: a SQLite file of its own, outside the database, in which an import is checked before it counts.

One table for each table of the import. Memory stays small however many rows there are, references are resolved by
joins, and nothing of it outlives the import. Ids are kept as 32 hexadecimal digits and days as ISO 8601 text, which
both databases take.

Names of tables and columns in its SQL come from the table specifications, never from a file.
"""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from uuid_utils import uuid7

from implementation.imports.tables import TableSpec

NEW, CHANGED, SAME = "new", "changed", "same"
BATCH = 1000
# What every staging table has besides its own columns. `bad` names the columns whose cells were refused, between
# spaces, or is ALL_BAD; `was_golive_id` is where a row belonged that moved to another go-live.
_COMMON = "row INTEGER PRIMARY KEY, bad TEXT NOT NULL DEFAULT '', id TEXT, is_new INTEGER, outcome TEXT, was_golive_id"
ALL_BAD = "*"
_SETTINGS = ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-65536", "temp_store=FILE")


class Staging:
    """An open staging file. Not for several threads."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.create_function("new_id", 0, lambda: uuid7().hex)
        for setting in _SETTINGS:
            self._connection.execute(f"PRAGMA {setting}")

    def close(self) -> None:
        self._connection.close()

    def create(self, spec: TableSpec) -> None:
        columns = ", ".join(spec.staging_columns)
        self._connection.execute(f"CREATE TABLE {spec.name} ({_COMMON}, {columns})")

    def index(self, table: str, *columns: str) -> None:
        name = f"{table}_by_{'_'.join(columns)}"
        self._connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({', '.join(columns)})")

    def has_table(self, name: str) -> bool:
        return self.one("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)) is not None

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        places = ", ".join("?" * len(columns))
        statement = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({places})"
        self.execute_many(statement, rows)

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """The number of rows that it changed."""
        return self._connection.execute(statement, parameters).rowcount

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """In one transaction of the staging file."""
        self._connection.execute("BEGIN")
        self._connection.executemany(statement, rows)
        self._connection.execute("COMMIT")

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Streams the rows; the tables that it reads must not be changed meanwhile."""
        return iter(self._connection.execute(statement, parameters))

    def one(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        """The first value of the first row, or None."""
        row = self._connection.execute(statement, parameters).fetchone()
        return row[0] if row else None

    def batches(self, table: str, columns: Sequence[str], *, where: str = "1") -> Iterator[list[tuple[Any, ...]]]:
        """Rows in row order, some at a time; the first column is `row`. They may be changed between the batches."""
        statement = (
            f"SELECT row, {', '.join(columns)} FROM {table} WHERE row > ? AND {where} ORDER BY row LIMIT {BATCH}"
        )
        last = 0
        while batch := self._connection.execute(statement, (last,)).fetchall():
            yield batch
            last = batch[-1][0]


@contextmanager
def private_folder() -> Iterator[Path]:
    """A temporary folder that nobody else can read, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="crossing-import-") as private:
        yield Path(private)


@contextmanager
def staging_file(folder: Path) -> Iterator[Staging]:
    """An empty staging file in the folder, removed at the end."""
    path = folder / "staging.sqlite3"
    staging = Staging(path)
    try:
        yield staging
    finally:
        staging.close()
        path.unlink()


def in_batches(rows: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
