"""Where tables come from: today a folder of CSV files; workbooks and archives give the same `TableSource`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from implementation.imports.csv_files import about_how_many_rows, read_rows
from implementation.imports.faults import FaultList

CSV = ".csv"


class TableSource(Protocol):
    """One table as text cells. `file` is the name that faults carry, `table` the table it is meant for."""

    @property
    def file(self) -> str: ...

    @property
    def table(self) -> str: ...

    def about_how_many_rows(self) -> int:
        """For the progress only."""
        ...

    def rows(self, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
        """Row number, as a spreadsheet shows it, and cells; the header comes first. What cannot be read is a fault."""
        ...


@dataclass(frozen=True)
class CsvFile:
    """`<table>.csv`."""

    path: Path

    @property
    def file(self) -> str:
        return self.path.name

    @property
    def table(self) -> str:
        return self.path.stem.lower()

    def about_how_many_rows(self) -> int:
        return about_how_many_rows(self.path)

    def rows(self, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
        return read_rows(self.path, faults)


def folder_sources(folder: Path) -> Sequence[TableSource]:
    """The CSV files of a folder, by name; other files and folders in it are left alone.

    Raises NotADirectoryError.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder. Name a folder with files such as go_lives.csv.")
    return [CsvFile(path) for path in sorted(folder.iterdir()) if path.suffix.lower() == CSV and path.is_file()]
