"""Where tables come from: a folder, a ZIP of CSV files, a workbook, or one CSV file. All give `TableSource`s."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from implementation.imports.archives import RefusedFileError, unpack
from implementation.imports.csv_dialects import Dialect, recognise
from implementation.imports.csv_files import about_how_many_rows, read_rows
from implementation.imports.faults import FaultList
from implementation.imports.workbooks import XLSX, workbook_sheets

CSV, ZIP = ".csv", ".zip"
_MACROS = (".xlsm", ".xlsb", ".xltm")


class TableSource(Protocol):
    """One table as text cells. `file` is the name that faults carry, `table` the table it is meant for.

    `decimal_comma`: 7,5 is seven and a half. `empty_hint` is said of a required cell that is empty.
    """

    @property
    def file(self) -> str: ...

    @property
    def table(self) -> str: ...

    @property
    def decimal_comma(self) -> bool: ...

    @property
    def empty_hint(self) -> str: ...

    def about_how_many_rows(self) -> int:
        """For the progress only; 0 where it is not known."""
        ...

    def rows(self, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
        """Row number, as a spreadsheet shows it, and cells; the header comes first. What cannot be read is a fault."""
        ...


@dataclass(frozen=True)
class CsvFile:
    """`<table>.csv`."""

    path: Path
    empty_hint: str = ""

    @property
    def file(self) -> str:
        return self.path.name

    @property
    def table(self) -> str:
        return self.path.stem.lower()

    @cached_property
    def dialect(self) -> Dialect:
        return recognise(self.path)

    @property
    def decimal_comma(self) -> bool:
        return self.dialect.decimal_comma

    def about_how_many_rows(self) -> int:
        return about_how_many_rows(self.path)

    def rows(self, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
        return read_rows(self.path, faults, self.dialect)


def open_sources(path: Path, *, workspace: Path, faults: FaultList, notes: FaultList) -> Sequence[TableSource]:
    """The tables at the path, by name. What of a folder is no table is left alone.

    `workspace` is an empty folder in which an archive is unpacked. What is refused is a fault; how a file was read,
    where that was recognised, is a note. Raises NotADirectoryError where there is nothing of these at the path.
    """
    found: list[TableSource] = []
    for file in _files(path):
        try:
            found.extend(_sources_in(file, workspace))
        except RefusedFileError as refusal:
            faults.add(refusal.code, refusal.remedy, file=file.name, value=refusal.entry)
    for source in found:
        if isinstance(source, CsvFile) and source.dialect.in_words:
            notes.add("read_as", f"The file was read {source.dialect.in_words}.", file=source.file)
    return found


def _files(path: Path) -> list[Path]:
    """A folder's CSV files and workbooks, or the file itself."""
    if path.is_dir():
        ours = {CSV, XLSX, *_MACROS}
        return [file for file in sorted(path.iterdir()) if file.suffix.lower() in ours and file.is_file()]
    if path.is_file() and path.suffix.lower() in {CSV, XLSX, ZIP, *_MACROS}:
        return [path]
    raise NotADirectoryError(
        f"{path} is no folder, ZIP, workbook (.xlsx) or CSV file. Name a folder with files such as go_lives.csv."
    )


def _sources_in(file: Path, workspace: Path) -> Sequence[TableSource]:
    suffix = file.suffix.lower()
    if suffix in _MACROS:
        raise RefusedFileError("macros", "This format is for workbooks with macros; save it as .xlsx.")
    if suffix == XLSX:
        return workbook_sheets(file)
    if suffix == ZIP:
        return [CsvFile(path) for path in unpack(file, workspace, suffix=CSV)]
    return [CsvFile(file)]
