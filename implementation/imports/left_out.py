"""The rows of an import that are left out because something is wrong with them, and the files that tell of them.

What is left out is kept in a file of its own, so that a file of nonsense does not fill the memory. The files that tell
have the columns of the table and one more, `fault`: corrected, they are imported as they are.
"""

import csv
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Self

from implementation.imports.faults import FAULT_COLUMN, Fault, FaultList
from implementation.imports.sources import TableSource

_BETWEEN_FAULTS = " | "


class LeftOut:
    """Listens to the faults of one round after another. `told` has those of the rows that are left out."""

    def __init__(self, folder: Path) -> None:
        self.told = FaultList()
        self._connection = sqlite3.connect(folder / "left_out.sqlite3", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=OFF")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute("CREATE TABLE faults (file TEXT, row INTEGER, words TEXT)")
        self._connection.execute("CREATE INDEX by_row ON faults (file, row)")
        self._begin()

    def _begin(self) -> None:
        self._connection.execute("BEGIN")
        self._of_rows, self._of_files = 0, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def hear(self, fault: Fault) -> None:
        if not fault.of_one_row:
            self._of_files += 1
            return
        self._of_rows += 1
        self.told.add_fault(fault)
        words = f"{fault.column}: {fault.remedy}" if fault.column else fault.remedy
        self._connection.execute("INSERT INTO faults VALUES (?, ?, ?)", (fault.file, fault.row, words))

    def another_round(self) -> bool:
        """Whether rows were left out since the last time, and nothing else was wrong: then the rest is tried."""
        again = self._of_rows > 0 and self._of_files == 0
        self._connection.execute("COMMIT")
        self._begin()
        return again

    def rows_of(self, file: str) -> frozenset[int]:
        return frozenset(row for (row,) in self._connection.execute("SELECT row FROM faults WHERE file = ?", (file,)))

    @property
    def total(self) -> int:
        """The number of rows."""
        count = self._connection.execute("SELECT count(*) FROM (SELECT DISTINCT file, row FROM faults)").fetchone()
        return int(count[0])

    def write(self, sources: Sequence[TableSource], folder: Path) -> None:
        """`<table>.csv` for each table that rows are left out of; the folder is made."""
        for source in sources:
            rows = self.rows_of(source.file)
            if rows:
                folder.mkdir(parents=True, exist_ok=True)
                with (folder / f"{source.table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                    csv.writer(file).writerows(self._told_rows(source, rows))

    def _told_rows(self, source: TableSource, left: frozenset[int]) -> Iterator[list[str]]:
        rows = source.rows(FaultList())
        _, header = next(rows)
        kept = [place for place, name in enumerate(header) if name.strip().lower() != FAULT_COLUMN]
        yield [*(header[place] for place in kept), FAULT_COLUMN]
        words = self._words(source.file)
        for row, cells in rows:
            if row in left:
                told = cells + [""] * (len(header) - len(cells))
                yield [*(_in_points(told[place], source) for place in kept), next(words)]

    def _words(self, file: str) -> Iterator[str]:
        """What is wrong with each row, in their order."""
        with closing(self._connection.cursor()) as cursor:
            faults = cursor.execute("SELECT DISTINCT row, words FROM faults WHERE file = ? ORDER BY row", (file,))
            for _, of_one in groupby(faults, key=lambda fault: fault[0]):
                yield _BETWEEN_FAULTS.join(words for _, words in of_one)


def _in_points(cell: str, source: TableSource) -> str:
    """The files have commas between cells, so a number such as 7,5 is written 7.5."""
    whole, comma, decimals = cell.strip().partition(",")
    is_number = comma and whole.lstrip("-").isdecimal() and decimals.isdecimal()
    return f"{whole}.{decimals}" if source.decimal_comma and is_number else cell
